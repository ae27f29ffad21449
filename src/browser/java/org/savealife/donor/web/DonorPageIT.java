package org.savealife.donor.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.savealife.donor.DonorBuilder.aDonor;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.savealife.donor.Donor;
import org.savealife.platform.RandomId;
import org.savealife.platform.i18n.Language;

/** What staff do with one donor, in a browser. */
class DonorPageIT extends DonorBrowserIT {

    private static final int MAX_TABS = 60;

    @Test
    void staff_add_edit_move_and_delete_a_donor() {
        signInAs("staff");
        page.navigate("staff/donors.xhtml");
        link("Add donor").click();
        button("Add donor").click();
        assertThat(page.getByText("Please fill this in.")).hasCount(3);
        assertThat(page.getByLabel("First name")).isFocused();
        looksRight("staff-donor-add-errors");

        page.getByLabel("First name").fill("Ímke");
        page.getByLabel("E-mail").fill("imke@" + domain);
        page.getByLabel("City").fill(city);
        page.getByLabel("Blood type").selectOption("AB-");
        button("Add donor").click();
        assertThat(page.locator(".note").filter(new Locator.FilterOptions().setHasText("The donor is added.")))
                .isFocused();
        looksRight("staff-donor");

        link("Edit").click();
        page.getByLabel("City").fill("Leiden " + city);
        button("Save changes").click();
        assertThat(page.getByText("The changes are saved.")).isVisible();
        assertThat(page.locator(".dl")).containsText("Leiden " + city);

        button("Delete donor").click();
        looksRight("staff-donor-delete");
        agree("Delete donor");
        assertThat(page.getByText("The donor is deleted")).isVisible();
        page.navigate("staff/donors.xhtml?city=Leiden " + city);
        assertThat(page.locator("#matches")).hasText("Nobody matches");
    }

    @Test
    void a_donor_is_found_and_deleted_by_keyboard() {
        var donor = stored(aDonor().named("Zoë").withEmail("zoe@" + domain).from(city));
        signInAs("staff");
        page.navigate("staff/donors.xhtml");

        page.locator("#q").focus();
        page.keyboard().type("zoe@" + domain);
        page.keyboard().press("Enter");
        assertThat(rows()).hasCount(1);
        tabTo(rows());
        page.keyboard().press("Enter");
        tabTo(button("Delete donor"));
        page.keyboard().press("Enter");
        assertThat(page.locator(".ui-confirm-dialog")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator(".ui-confirm-dialog")).isHidden();
        assertThat(donors.find(donor.id())).isPresent();
        tabTo(button("Delete donor"));
        page.keyboard().press("Enter");
        tabTo(asked("Delete donor"));
        page.keyboard().press("Enter");

        assertThat(page.getByText("The donor is deleted")).isVisible();
        assertThat(donors.find(donor.id())).isEmpty();
    }

    @Test
    void an_address_of_another_donor_is_refused_at_its_field() {
        var other = stored(aDonor().from(city));
        var donor = stored(aDonor().from(city));
        signInAs("staff");
        page.navigate("staff/donor-edit.xhtml?id=" + donor.id());

        page.getByLabel("E-mail").fill(other.email().value());
        button("Save changes").click();

        assertThat(page.getByText("Another donor has this e-mail address.")).isVisible();
        assertThat(page.getByLabel("E-mail")).hasValue(other.email().value());
        assertThat(page.getByLabel("E-mail")).isFocused();
    }

    @Test
    void a_city_that_looks_misspelt_is_asked_about_once() {
        for (var number = 0; number < 5; number++) {
            stored(aDonor().from("Veenendaal " + unique));
        }
        // the known cities may be a few seconds old
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> savealife
                        .asAnybody()
                        .queryParam("name", "Venendaal " + unique)
                        .get("api/city/suggestion")
                        .then()
                        .body("suggestion", equalTo("Veenendaal " + unique)));
        signInAs("staff");
        page.navigate("staff/donor-edit.xhtml");
        page.getByLabel("First name").fill("Zoë");
        page.getByLabel("E-mail").fill("zoe@" + domain);
        page.getByLabel("City").fill("Venendaal " + unique);

        button("Add donor").click();
        assertThat(page.getByText("Did you mean Veenendaal " + unique + ", with 5 donors?"))
                .isVisible();
        assertThat(page.locator(".note[role=alert][tabindex]")).isFocused();
        looksRight("staff-donor-misspelt");
        button("Change to Veenendaal " + unique).click();
        assertThat(page.getByLabel("City")).hasValue("Veenendaal " + unique);
        page.getByLabel("City").fill("Venendaal " + unique);
        button("Add donor").click();

        assertThat(page.locator(".dl")).containsText("Venendaal " + unique);
    }

    @Test
    void staff_stop_the_mails_invite_again_and_allow_an_address() {
        var donor = stored(aDonor().withEmail("zoe@" + domain).from(city));
        donors.suppress(donor.id(), "bounced: 550 5.1.1 <script> User 'x' unknown {0}");
        signInAs("staff");
        page.navigate("staff/donor.xhtml?id=" + donor.id());
        assertThat(page.getByText("said: 550 5.1.1 <script> User 'x' unknown {0}"))
                .isVisible();
        looksRight("staff-donor-suppressed");

        confirmed("Allow mail again");
        assertThat(page.getByText("Mail goes to this address again.")).isVisible();
        confirmed("Stop e-mails");
        assertThat(page.getByText("This donor is not invited any more.")).isVisible();
        looksRight("staff-donor-stopped");
        confirmed("Invite again");
        assertThat(page.getByText("This donor is invited again.")).isVisible();

        assertThat(donors.find(donor.id())).contains(donor);
    }

    @Test
    void the_history_tells_which_invitations_a_donor_got() {
        var stopped = stored(aDonor().withEmail("anna@" + domain).from(city));
        var got = stored(aDonor().withEmail("zoe@" + domain).from(city));
        donors.unsubscribe(stopped.id(), Instant.parse("2026-01-02T00:00:00Z"));
        savealife.announce(city, "Main street", "2029-12-03T10:00:00");
        signInAs("viewer");

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            page.navigate("staff/donor.xhtml?id=" + got.id());
            assertThat(page.locator(".hist").textContent()).contains("Got it");
        });
        looksRight("staff-donor-history");
        page.navigate("staff/donor.xhtml?id=" + stopped.id());
        assertThat(page.locator(".hist")).containsText("Was skipped, because they had stopped e-mails");

        donors.edit(aDonor().withId(got.id())
                .withEmail(got.email().value())
                .from(city + " Noord")
                .build());
        page.navigate("staff/donor.xhtml?id=" + got.id());
        assertThat(page.locator(".hist")).containsText("Got it");
    }

    @Test
    void a_post_that_deletes_a_donor_does_so_for_staff_and_not_for_a_viewer() {
        var donor = stored(aDonor().from(city));

        signInAs("viewer");
        postErasure(donor);
        assertThat(donors.find(donor.id())).contains(donor);
        page = newProfile().newPage();
        signInAs("staff");
        postErasure(donor);
        assertThat(donors.find(donor.id())).isEmpty();
    }

    /** Sends the request of the button "Delete donor", whether or not the page has the button. */
    private void postErasure(Donor donor) {
        var address = "staff/donor.xhtml?id=" + donor.id();
        page.navigate(address);
        var state =
                page.locator("input[name='jakarta.faces.ViewState']").first().inputValue();
        page.request()
                .post(
                        address,
                        RequestOptions.create()
                                .setForm(FormData.create()
                                        .set("donor", "donor")
                                        .set("donor:erase", "donor:erase")
                                        .set("primefaces.nonce", nonce(page))
                                        .set("jakarta.faces.ViewState", state)));
    }

    @Test
    void a_donor_who_is_not_there_is_said_to_be_missing() {
        signInAs("viewer");
        expectStatus(404);

        page.navigate("staff/donor.xhtml?id=" + RandomId.next());

        assertThat(page.getByText("There is nothing here")).isVisible();
    }

    @Test
    void who_gave_consent_reads_it_in_their_language_and_when_with_the_day() {
        var donor = stored(aDonor().from(city)
                .withEmail("zoe@" + domain)
                .reading(Language.DUTCH)
                .agreedTo("2026-11", Instant.now()));
        signInAs("staff");

        page.navigate("staff/donor.xhtml?id=" + donor.id());

        assertThat(page.locator("q[lang=nl]")).containsText("Ja, ");
        assertThat(page.locator("main")).containsText(Pattern.compile("Given by the donor on \\d+ \\w+ \\d\\d:\\d\\d"));
    }

    /** Presses Tab until the element has the focus. */
    private void tabTo(Locator element) {
        element.waitFor();
        for (var presses = 0; presses < MAX_TABS; presses++) {
            if ((Boolean) element.evaluate("element => element === document.activeElement")) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("No press of Tab leads to " + element);
    }
}
