package org.savealife.invitation.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.savealife.fixture.Savealife.newAddress;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Media;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.Depth;
import org.savealife.invitation.DonationBrowserIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;

/** What staff do with donations and runs in a browser. */
class DonationsPageIT extends DonationBrowserIT {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM", Locale.ENGLISH);

    @Test
    void a_run_is_cancelled_and_a_donation_called_off_only_once_that_is_confirmed() {
        donors("Vlissingen", 3);
        MAILBOX.disconnect();
        try {
            var donation = announce("Vlissingen", start);
            signInAs("staff");
            open(donation);
            assertThat(page.locator("#run-head")).containsText("Running", SOON);
            looksRight("donation-running");
            button("Cancel run").click();
            button("Leave it as it is").click();
            assertThat(page.locator("#run-head")).containsText("Running");
            button("Cancel run").click();
            button("Cancel the run").click();
            assertThat(page.locator("#run-head")).containsText("Cancelled");
            assertThat(page.locator("#run-note")).containsText("3 donors were not written to");

            assertThat(button("Call donation off")).isHidden();
            page.locator("#steer summary").click();
            looksRight("donation-menu");
            button("Call donation off").click();
            assertThat(page.getByText("This cannot be undone")).isVisible();
            looksRight("donation-call-off");
            button("Keep as it is").click();
            assertThat(button("Call donation off")).isFocused();
            button("Call donation off").click();
            page.locator("[id='off:reason']").fill("The hall has no heating.");
            button("Call it off").click();

            assertThat(page.locator("#run-note")).containsText("This donation was called off");
            assertThat(page.locator("dialog#call-off")).isHidden();
            assertThat(page.locator("#said .note")).isFocused();
            assertThat(page.locator("#timeline")).containsText("The hall has no heating.");
            assertThat(page.locator("#steer button:visible")).hasCount(0);
            assertThat(page.locator("#steer summary")).isHidden();
            looksRight("donation-called-off");
            savealife
                    .asStaff()
                    .get("api/donation/" + donation)
                    .then()
                    .statusCode(200)
                    .body("cancelled", equalTo(true), "cancel_reason", equalTo("The hall has no heating."));
        } finally {
            MAILBOX.reconnect();
        }
    }

    @Test
    void failures_are_found_by_reason_and_tried_again() {
        var donors = donors("Roermond", 6);
        MAILBOX.reject(donors.get(1).email().value()::equals, 550, "5.1.1 No such user");
        MAILBOX.reject(donors.get(2).email().value()::equals, 552, "5.2.2 Over quota");
        var donation = announce("Roermond", start);
        signInAs("staff");
        open(donation);
        assertThat(page.locator("#run-head")).containsText("Finished", SOON);

        page.locator("#run-chips a", new Page.LocatorOptions().setHasText("Failed"))
                .click();

        assertThat(page.locator("#run-donors tbody tr")).hasCount(2);
        assertThat(page.locator("#run-donors")).containsText("Mailbox does not exist: 550 5.1.1");
        page.locator("#run-chips a", new Page.LocatorOptions().setHasText("552"))
                .click();
        assertThat(page.locator("#run-donors tbody tr")).hasCount(1);
        assertThat(page.locator("#run-donors"))
                .containsText(donors.get(2).email().value());
        looksRight("donation-failed");
        MAILBOX.rejectNobody();
        button("Try the failed again").click();
        assertThat(page.locator("#run-head")).containsText("6 of 6", SOON);
        assertThat(page.locator("#run-head")).containsText("Finished", SOON);
        assertThat(button("Try the failed again")).isHidden();
    }

    @Test
    void who_signs_up_when_the_run_is_over_is_invited_and_counted_as_late_before_staffs_eyes() {
        donors("Meppel", 3);
        var donation = announce("Meppel", start);
        signInAs("staff");
        open(donation);
        assertThat(page.locator("#run-head")).containsText("3 of 3", SOON);
        assertThat(page.getByText("Joined late")).hasCount(0);

        var address = newAddress();
        savealife.signUp(Map.of("first_name", "Zoë", "email", address, "city", "Meppel"));

        assertThat(page.locator("#run-head")).containsText("4 of 4", SOON);
        assertThat(page.locator("#run-donors tbody tr")).hasCount(4);
        assertThat(page.locator("main")).containsText(Pattern.compile("Joined late\\s*1 donor"));
        assertThat(savealife.mailsTo(address)).hasSize(1);
        looksRight("donation-late");
    }

    @Test
    void a_long_list_of_donors_comes_page_by_page() {
        donors("Dordrecht", 45);
        var donation = announce("Dordrecht", start);
        signInAs("viewer");
        open(donation);
        assertThat(page.locator("#run-head")).containsText("45 of 45", SOON);
        assertThat(page.locator("#run-donors tbody tr")).hasCount(20);

        var first = page.locator("#run-donors tbody .sub.cut").allTextContents();
        link("Next").click();
        link("Next").click();

        assertThat(page.getByText("Page 3")).isVisible();
        assertThat(page.locator("#run-donors tbody tr")).hasCount(5);
        link("Previous").click();
        assertThat(page.locator("#run-donors tbody tr")).hasCount(20);
        link("Previous").click();
        assertThat(page.locator("#run-donors tbody .sub.cut")).hasText(first.toArray(String[]::new));
        looksRight("donation-donors-pages");
    }

    @Test
    void a_donor_of_a_run_is_searched_and_led_to_and_the_list_goes_out_as_csv() throws IOException {
        donors("Dokkum", 3);
        var address = newAddress();
        var donor = savealife.addDonor(Map.of("first_name", "Zoë", "email", address, "city", "Dokkum"));
        var donation = announce("Dokkum", start);
        signInAs("staff");
        open(donation);
        assertThat(page.locator("#run-head")).containsText("4 of 4", SOON);

        page.locator("#q").fill(address);
        page.keyboard().press("Enter");
        assertThat(page.locator("#run-donors tbody tr")).hasCount(1);
        assertThat(page.locator("#run-donors time")).hasCount(1);
        looksRight("donation-donors-found");
        var download = page.waitForDownload(() -> link("Export CSV").click());
        assertThat(Files.readAllLines(download.path()))
                .hasSize(2)
                .last()
                .asString()
                .contains(donor, ",sent,");
        page.locator("#run-donors .rowlink").click();

        assertThat(page).hasURL(Pattern.compile("donor\\.xhtml\\?id=" + donor));
    }

    /** On paper there are rows, whatever the width, and nothing to press. */
    @Test
    void a_donation_is_printed_without_what_one_presses() {
        donors("Franeker", 3);
        var donation = announce("Franeker", start);
        signInAs("staff");
        open(donation);
        assertThat(page.locator("#run-head")).containsText("3 of 3", SOON);
        page.setViewportSize(700, 990);

        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));

        assertThat(page.locator(".side")).isHidden();
        assertThat(page.locator(".btn:visible")).hasCount(0);
        assertThat(page.locator("#run-donors thead")).isVisible();
        assertThat(page.locator("#run-donors tbody tr").first()).hasCSS("display", "table-row");
    }

    @Test
    void what_one_announces_is_in_the_list_of_another_within_two_seconds() {
        signInAs("viewer");
        page.navigate("staff/donations.xhtml");
        var colleague = newProfile().newPage();
        signIn(colleague, addStaffMember("staff"));
        colleague.navigate("staff/donation-new.xhtml");
        type(colleague, "new:city_input", "Oss");
        colleague.locator("[id='new:address']").fill("Main street 1");
        colleague.locator("[id='new:start']").fill(inDays(2));
        assertThat(button(colleague, "Announce and invite nobody")).isVisible();

        press(colleague, "Announce and invite nobody");
        colleague.waitForURL(Pattern.compile("donation\\.xhtml\\?id="));
        var announced = System.nanoTime();

        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Oss")))
                .isVisible();
        assertThat(Duration.ofNanos(System.nanoTime() - announced)).isLessThan(Duration.ofSeconds(Depth.of(20, 4)));
        looksRight("donations-live");
    }

    @Test
    void the_list_shows_what_is_coming_before_what_is_past_and_filters_by_city() {
        announce("Tiel", inDays(20));
        announce("Tiel", inDays(10));
        announce("Tiel", "2020-01-01T10:00");
        signInAs("staff");
        page.navigate("staff/donations.xhtml?when=coming");
        looksRight("donations");

        page.getByLabel("City").fill("tiel");
        page.keyboard().press("Enter");

        assertThat(page.locator("#donations tbody tr")).hasCount(2);
        assertThat(page.locator("#donations tbody tr").first())
                .containsText(DAY.format(LocalDate.now(ZONE).plusDays(10)));
        link("All").click();
        assertThat(page.locator("#donations tbody tr")).hasCount(3);
        assertThat(page.locator("#donations tbody tr").last()).containsText("over");
        link("Past").click();
        assertThat(page.locator("#donations tbody tr")).hasCount(1);
        assertThat(page.locator("#donations tbody tr")).containsText("Not started");
        page.getByLabel("City").fill("Nowhere");
        page.keyboard().press("Enter");
        assertThat(page.locator("#donations")).containsText("No such donation");
        looksRight("donations-none");
    }

    @Test
    void a_donation_that_another_tool_stores_is_in_the_list() {
        signInAs("viewer");
        var item = Item.of("DONATION#" + RandomId.next(), "CITY#gouda")
                .with("city", "Gouda")
                .with("address", "Market 1")
                .with("datetime", inDays(3) + ":00Z")
                .with("created_at", "2026-01-01T00:00:00Z");
        page.navigate("staff/donations.xhtml?city=gouda");

        DYNAMO_DB.putItem(put -> put.tableName("savealife").item(item.attributes()));

        assertThat(page.getByText("Market 1")).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
    }

    @Test
    void a_viewer_sees_everything_and_changes_nothing() {
        donors("Assen", 2);
        MAILBOX.disconnect();
        try {
            var donation = announce("Assen", start);
            var staff = newProfile().newPage();
            signIn(staff, addStaffMember("staff"));
            staff.navigate("staff/donation.xhtml?id=" + donation);
            assertThat(staff.locator("#run-head")).containsText("Running", SOON);
            var viewer = signInAs("viewer");
            open(donation);
            assertThat(page.locator("#run-head")).containsText("Running");
            assertThat(page.locator("#steer")).hasCount(0);
            page.navigate("staff/donations.xhtml");
            assertThat(page.getByText("New donation")).hasCount(0);

            open(donation);
            expectStatus(403);
            for (var action : List.of("pause", "cancel")) {
                assertThat(forge(page, action)).isEqualTo(403);
            }
            assertThat(forge(page, "off:yes", nonce(page))).as("ignored").isEqualTo(200);
            for (var nonce : List.of("bm9uZQ==", "no Base64", "")) {
                assertThat(forge(staff, "steer:pause", nonce)).isEqualTo(403);
            }
            for (var action : List.of("pause", "resume", "cancel", "retry")) {
                savealife
                        .as(viewer)
                        .post("api/donation/" + donation + "/invitations/" + action)
                        .then()
                        .statusCode(403);
            }
            assertThat(page.navigate("staff/donation-new.xhtml").status()).isEqualTo(403);
            assertThat(page.navigate("staff/donation-edit.xhtml?id=" + donation).status())
                    .isEqualTo(403);

            staff.reload();
            assertThat(staff.locator("#run-head")).containsText("Running");
            assertThat(staff.locator("#run-note")).not().containsText("called off");
            assertThat(forge(staff, "pause")).isEqualTo(200);
            assertThat(staff.locator("#run-head")).containsText("Paused");
        } finally {
            MAILBOX.reconnect();
        }
    }

    /** Sends what the page of a donation sends when that button is pressed, whether it shows the button or not. */
    private static Object forge(Page tab, String action) {
        return forge(tab, "steer:" + action, nonce(tab));
    }

    private static Object forge(Page tab, String button, Object nonce) {
        return tab.evaluate("""
                async ([button, nonce]) => {
                  const posted = button.split(':')[0];
                  const form = document.querySelector('#leave');
                  const body = new URLSearchParams({
                    'id': new URL(location).searchParams.get('id'), [posted]: posted, [button]: 'x',
                    'jakarta.faces.ViewState': form.querySelector('[name="jakarta.faces.ViewState"]').value,
                    'primefaces.nonce': nonce
                  });
                  return (await fetch('donation.xhtml', {method: 'POST', body})).status;
                }
                """, List.of(button, nonce));
    }

    @Test
    void a_donation_that_is_not_there_is_said_to_be_missing() {
        expectStatus(404);
        signInAs("viewer");

        var answer = page.navigate("staff/donation.xhtml?id=00000000000000000000000000000000");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(page.locator("h1")).containsText("There is nothing here");
    }

    private static String inDays(int days) {
        return LocalDate.now(ZONE).plusDays(days) + "T10:00";
    }
}
