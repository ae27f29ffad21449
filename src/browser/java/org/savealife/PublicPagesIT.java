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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.BrowserIT;
import org.savealife.fixture.Savealife;

/** What donors see, and how they sign up. */
class PublicPagesIT extends BrowserIT {

    private final String email = Savealife.newAddress();

    @Test
    void the_landing_page_looks_right() {
        page.navigate("");

        looksRight("index");
        assertThat(profile.cookies()).isEmpty();
    }

    @Test
    void the_landing_page_shows_coming_donations_by_city_and_none_that_was_called_off() {
        announce("Enschede", "Marktplein 1", 9);
        announce("Enschede", "Stadhuis", 10);
        var calledOff = announce("Enschede", "Afgelast", 11);
        announce("Roosendaal", "Theater", 12);
        savealife.callOff(calledOff);

        page.navigate("");
        page.getByLabel("Show donations in").selectOption("Enschede");
        press(page, "Show");

        var donations = page.locator("#donations");
        assertThat(donations.getByRole(AriaRole.HEADING, new Locator.GetByRoleOptions().setLevel(3)))
                .hasText(new String[] {"Enschede", "Enschede"});
        assertThat(donations).containsText("Marktplein 1");
        assertThat(donations).not().containsText("Afgelast");
        looksRight("index-of-a-city");

        donations
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Get invited"))
                .first()
                .click();
        assertThat(page.getByLabel("City", new Page.GetByLabelOptions().setExact(true)))
                .hasValue("Enschede");
    }

    @Test
    void a_browser_that_prefers_dutch_gets_dutch_and_can_choose_english() {
        try (var dutch = newProfile("nl-NL")) {
            page = dutch.newPage();
            page.navigate("");
            assertThat(page.locator("html")).hasAttribute("lang", "nl");
            looksRight("index-dutch");

            fillIn("Voornaam", "Sanne", "E-mailadres", "sanne@example", "Woonplaats", "Hengelo");
            page.getByLabel("Ja, mail me").check();
            expectStatus(400);
            press(page, "Aanmelden");
            assertThat(page.locator("#email-error")).containsText("ontbreekt een punt na de @");
            page.getByLabel("E-mailadres").fill(email);
            press(page, "Aanmelden");
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("Sanne, je staat op de lijst voor Hengelo");
            assertThat(donor("Hengelo")).containsEntry("language", "nl");

            page.navigate("privacy.xhtml");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("English"))
                    .click();
            assertThat(page).hasURL(baseUri.resolve("/privacy.xhtml").toString());
            assertThat(page.locator("html")).hasAttribute("lang", "en");
            page.navigate("");
            assertThat(page.getByLabel("First name")).isVisible();
        }
    }

    @Test
    void the_page_about_privacy_looks_right() {
        page.navigate("");
        page.getByRole(AriaRole.CONTENTINFO)
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Privacy"))
                .click();

        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Privacy");
        looksRight("privacy");
    }

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

    @Test
    void another_site_that_is_allowed_to_shows_the_form_with_one_line() {
        showOn(OTHER_SITE.trustedOrigin());

        announce("Delft", "Markt 87", 9);
        fillIn("Sanne", "sanne@example", "Delft");
        page.getByLabel("Yes, e-mail me").check();
        expectStatus(400);
        press(page, "Sign up");
        assertThat(page.locator("#email-error")).containsText("That address has no dot after the @.");
        page.getByLabel("E-mail", new Page.GetByLabelOptions().setExact(true)).fill(email);
        looksRight("embedded");
        press(page, "Sign up");

        assertThat(page.getByRole(AriaRole.STATUS)).containsText("You are on the list for Delft, Sanne");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Markt 87");
        assertThat((String) page.getByText("Add to your calendar").evaluate("link => link.href"))
                .startsWith(baseUri.resolve("/donation.ics?id=").toString());
        looksRight("embedded-signed-up");
        assertThat(donor("Delft")).containsEntry("first_name", "Sanne");
        assertThat((String) page.locator("savealife-signup .btn")
                        .first()
                        .evaluate("each => getComputedStyle(each).borderRadius"))
                .isEqualTo("3px");
    }

    @Test
    void a_site_that_is_not_allowed_to_gets_no_form() {
        var warnings = new ArrayList<String>();
        page.onConsoleMessage(message -> {
            if (message.type().equals("warning")) {
                warnings.add(message.text());
            }
        });
        expectNoAccess();
        showOn(OTHER_SITE.strangeOrigin());

        page.waitForCondition(() -> page.locator("savealife-signup").count() == 1);
        assertThat(page.locator("savealife-signup form")).hasCount(0);
        assertThat(page.locator("savealife-signup a"))
                .hasAttribute("href", baseUri.resolve("/").toString());
        assertThat(warnings).singleElement().asString().contains("savealife.signup.origins");
    }

    /** A page of that site with the line of ours, and the site's colours. */
    private void showOn(String site) {
        OTHER_SITE.show("<!doctype html><html lang=en><title>Our site</title><link rel=icon href='data:,'>"
                + "<meta name=viewport content='width=device-width'>"
                + "<style>main { --savealife-accent: #064; --savealife-radius: 3px }</style>"
                + "<main><h1>We need blood</h1><script src='" + baseUri.resolve("/signup.js")
                + "' async></script></main>");
        page.navigate(site);
    }

    private void fillIn(String firstName, String address, String city) {
        fillIn("First name", firstName, "E-mail", address, "City", city);
    }

    private void fillIn(String... labelsAndValues) {
        for (var i = 0; i < labelsAndValues.length; i += 2) {
            page.getByLabel(labelsAndValues[i], new Page.GetByLabelOptions().setExact(true))
                    .fill(labelsAndValues[i + 1]);
        }
    }

    /** Announces a donation so many days from now; answers its id. */
    private String announce(String city, String address, int days) {
        return savealife.announce(city, address, LocalDate.now(ZoneOffset.UTC).plusDays(days) + "T10:00:00");
    }

    private Map<String, Object> donor(String city) {
        return savealife.donor(city, email);
    }
}
