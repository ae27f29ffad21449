package org.savealife;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** How donors sign up on the landing page. */
class SignupFormIT extends PublicBrowserIT {

    @Test
    void a_person_signs_up_on_the_landing_page() {
        page.navigate("");

        fillIn("Zo\u00eb", email, "S\u00e3o Paulo");
        page.getByLabel("Blood type").selectOption("AB-");
        page.getByLabel("Yes, e-mail me").check();
        press(page, "Sign up");

        assertThat(page.getByRole(AriaRole.STATUS)).containsText("You are on the list for S\u00e3o Paulo, Zo\u00eb");
        assertThat(page).hasURL(baseUri.resolve("/").toString());
        looksRight("index-signed-up");
        var donor = donor("S\u00e3o Paulo");
        assertThat(donor)
                .containsEntry("first_name", "Zo\u00eb")
                .containsEntry("type", "AB-")
                .containsEntry("language", "en")
                .containsEntry("consent", "2026-11")
                .containsEntry("consent_at", donor.get("signed_up_at"));
    }

    @Test
    void a_city_that_looks_misspelt_is_asked_about_and_one_press_changes_it() {
        for (var number = 0; number < 5; number++) {
            savealife.signUp("Zoë", "", "Purmerend");
        }
        page.navigate("");
        var city = page.locator("#signup #city");
        city.fill("Purmerent");
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    var asked = page.getByText("Did you mean Purmerend?").isVisible();
                    if (!asked) {
                        city.dispatchEvent("change");
                    }
                    return asked;
                });
        looksRight("index-misspelt");

        press(page, "Purmerend");

        assertThat(city).hasValue("Purmerend");
        assertThat(page.getByText("Did you mean Purmerend?")).isHidden();
    }

    @Test
    void an_empty_form_is_not_sent() {
        page.navigate("");
        page.route("**/api/donor/signup", Route::abort);

        press(page, "Sign up");

        var summary = page.getByRole(AriaRole.ALERT);
        assertThat(summary.getByRole(AriaRole.LISTITEM)).hasCount(4);
        assertThat(summary).isFocused();
        assertThat(summary).containsText("We need your yes before we can e-mail you.");
        looksRight("index-not-filled-in");
        summary.getByRole(AriaRole.LINK).first().click();
        assertThat(page.getByLabel("First name")).isFocused();
    }

    @Test
    void everything_that_is_wrong_is_told_at_once_and_nobody_is_signed_up_before_they_agree() {
        expectStatus(400);
        page.navigate("");
        fillIn("", "sanne@example", "Leerdam");

        press(page, "Sign up");

        var summary = page.getByRole(AriaRole.ALERT);
        assertThat(summary.getByRole(AriaRole.LISTITEM)).hasText(new String[] {
            "Write your first name.",
            "That address has no dot after the @. Write it like name@example.org.",
            "We need your yes before we can e-mail you."
        });
        assertThat(summary).isFocused();
        looksRight("index-wrong");
        fillIn("Sanne", email, "Leerdam");
        press(page, "Sign up");
        assertThat(summary.getByRole(AriaRole.LISTITEM))
                .hasText(new String[] {"We need your yes before we can e-mail you."});
        savealife
                .asStaff()
                .queryParam("city", "Leerdam")
                .get("api/donors")
                .then()
                .body("donors", empty());
    }

    @Test
    void the_button_says_that_it_works_while_it_does_and_sends_once() {
        var sent = new ArrayList<Route>();
        page.navigate("");
        fillIn("Sanne", email, "Haarlem");
        page.getByLabel("Yes, e-mail me").check();
        page.route("**/api/donor/signup", sent::add);

        press(page, "Sign up");
        assertThat(button(page, "Signing you up …")).hasAttribute("aria-disabled", "true");
        looksRight("index-working");
        button(page, "Signing you up …").click(new Locator.ClickOptions().setForce(true));
        page.waitForCondition(() -> !sent.isEmpty());
        assertThat(sent).hasSize(1);
        sent.get(0).resume();

        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Haarlem, Sanne");
    }

    @Test
    void who_has_signed_up_sees_what_is_coming_there_and_takes_it_into_their_calendar() {
        announce("Lemmer", "De Deel 1", 9);
        var calledOff = announce("Lemmer", "Afgelast", 10);
        savealife.callOff(calledOff);
        announce("Lemmer", "De Deel 2", 11);
        announce("Lemmer", "De Deel 3", 12);
        announce("Lemmer", "De Deel 4", 13);
        page.navigate("");
        fillIn("Sanne", email, "lemmer");
        page.getByLabel("Yes, e-mail me").check();

        press(page, "Sign up");

        var done = page.getByRole(AriaRole.STATUS);
        assertThat(done).containsText("Coming up in Lemmer");
        assertThat(done.getByRole(AriaRole.LISTITEM)).hasCount(3);
        assertThat(done).not().containsText("Afgelast");
        looksRight("index-signed-up-coming");
        var file = page.waitForDownload(
                () -> done.getByText("Add to your calendar").first().click());
        assertThat(file.suggestedFilename()).isEqualTo("donation.ics");
        done.getByText("All donations in Lemmer").click();
        assertThat(page.locator("#donations h3")).hasCount(4);
    }

    @Test
    void who_has_signed_up_without_javascript_sees_what_is_coming_there_too() {
        announce("Bolsward", "De Zijl 1", 9);
        try (var plain = page.context()
                .browser()
                .newContext(new Browser.NewContextOptions()
                        .setBaseURL(baseUri.toString())
                        .setJavaScriptEnabled(false))) {
            page = plain.newPage();
            page.navigate("");
            fillIn("Sanne", email, "Bolsward");
            page.getByLabel("Yes, e-mail me").check();

            press(page, "Sign up");

            assertThat(page.getByRole(AriaRole.STATUS)).containsText("Coming up in Bolsward");
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("De Zijl 1");
        }
    }

    @Test
    void what_the_server_cannot_take_is_said_beside_the_field_and_nothing_typed_is_lost() {
        expectStatus(400);
        page.navigate("");

        fillIn("Sanne", "sanne@example", "Haarlem");
        page.getByLabel("Yes, e-mail me").check();
        press(page, "Sign up");

        assertThat(page.locator("#email-error"))
                .hasText("That address has no dot after the @. Write it like name@example.org.");
        assertThat(page.getByLabel("E-mail", new Page.GetByLabelOptions().setExact(true)))
                .hasValue("sanne@example");
        page.getByLabel("E-mail", new Page.GetByLabelOptions().setExact(true)).fill(email);
        press(page, "Sign up");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Haarlem, Sanne");
    }

    @Test
    void a_server_that_cannot_be_reached_is_said_so_and_the_form_can_be_sent_again() {
        page.navigate("");
        fillIn("Sanne", email, "Haarlem");
        page.getByLabel("Yes, e-mail me").check();
        page.route("**/api/donor/signup", Route::abort);

        expectNoAccess();
        press(page, "Sign up");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("That did not reach us.");

        page.unroute("**/api/donor/signup");
        press(page, "Sign up");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Haarlem, Sanne");
    }

    @Test
    void a_person_without_javascript_signs_up_too() {
        try (var plain = page.context()
                .browser()
                .newContext(new Browser.NewContextOptions()
                        .setBaseURL(baseUri.toString())
                        .setJavaScriptEnabled(false))) {
            page = plain.newPage();
            page.navigate("");

            fillIn("Zo\u00eb <b>", "zoe@example", "Haarlem");
            press(page, "Sign up");
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("We need your yes before we can e-mail you.");
            assertThat(page.locator("#email-error")).containsText("That address has no dot after the @.");
            assertThat(page.getByLabel("First name")).hasValue("Zo\u00eb <b>");

            fillIn("Zo\u00eb", email, "Den Bosch");
            page.getByLabel("Yes, e-mail me").check();
            press(page, "Sign up");
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("You are on the list for Den Bosch, Zo\u00eb");
        }
        assertThat(donor("Den Bosch")).containsEntry("first_name", "Zo\u00eb");
    }
}
