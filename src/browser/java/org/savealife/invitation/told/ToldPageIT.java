package org.savealife.invitation.told;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.http.ContentType;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.savealife.invitation.DonationBrowserIT;

/** How staff see who has been told, in a browser. */
class ToldPageIT extends DonationBrowserIT {

    @AfterEach
    void accept() {
        MAILBOX.rejectNobody();
        MAILBOX.reconnect();
    }

    @Test
    void staff_see_a_change_told_as_it_happens_and_print_whom_it_did_not_reach() {
        var donors = donors("Wijchen", 3);
        var donation = announce("Wijchen", start);
        savealife.awaitRunEnded(donation).body("counts.sent", equalTo(3));
        var full = donors.get(1);
        MAILBOX.reject(full.email().value()::equals, 552, "5.2.2 Mailbox full");
        signInAs("staff");
        open(donation);
        assertThat(page.locator("#told .card")).hasCount(0);

        change(donation);

        assertThat(page.locator("#told")).containsText("2 of 3 told", SOON);
        assertThat(page.locator("#told")).containsText("1 donor not reached");
        assertThat(page.locator("#timeline a")).hasCount(2);
        looksRight("donation-told");
        page.locator("#told h3 a").click();
        page.waitForURL(Pattern.compile("run\\.xhtml\\?id=" + donation + "\\.change\\.1"));
        assertThat(page.locator("h1")).containsText("Change of");
        assertThat(page.locator("#run-head")).containsText("of 3 e-mails sent");
        assertThat(page.locator("#run-donors tbody tr")).hasCount(3);
        page.locator("#run-chips a").getByText("Failed").click();
        assertThat(page.locator("#run-donors tbody tr")).hasCount(1);
        assertThat(page).hasURL(Pattern.compile("run\\.xhtml"));
        looksRight("run");
        link("List to phone or print").click();
        assertThat(page.locator("h1")).containsText("not reached");
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.locator("tbody tr")).containsText(full.email().value());
        assertThat(page.locator("tbody tr")).containsText("Mailbox is full");
        looksRight("not-reached");
    }

    @Test
    void staff_pause_and_resume_the_run_that_tells_it_and_viewers_only_watch() {
        donors("Zaltbommel", 2);
        var donation = announce("Zaltbommel", start);
        savealife.awaitRunEnded(donation).body("counts.sent", equalTo(2));
        MAILBOX.disconnect();
        savealife.callOff(donation);
        signInAs("staff");
        open(donation);
        assertThat(page.locator("#told")).containsText("Called off", SOON);
        page.locator("#timeline a").last().click();

        button("Pause").click();
        assertThat(page.locator("#run-note")).containsText("Paused by staff");
        looksRight("run-paused");
        MAILBOX.reconnect();
        button("Resume").click();

        assertThat(page.locator("#run-head")).containsText("2 of 2 e-mails sent", SOON);
        signInAs("viewer");
        page.navigate("staff/run.xhtml?id=" + donation + ".cancel");
        assertThat(page.locator("#run-donors tbody tr")).hasCount(2);
        assertThat(page.locator("#steer")).hasCount(0);
        assertThat(link("Export CSV")).hasCount(0);
    }

    @Test
    void a_run_that_there_is_not_has_no_page() {
        var donation = announce("Culemborg", start);
        signInAs("viewer");
        for (var path : new String[] {"run.xhtml", "not-reached.xhtml"}) {
            expectStatus(404);
            page.navigate("staff/" + path + "?id=" + donation + ".change.7");
            assertThat(page.locator("h1")).hasText("There is nothing here");
        }
    }

    private void change(String donation) {
        savealife
                .asStaff()
                .contentType(ContentType.JSON)
                .header("If-Match", "*")
                .body(Map.of("address", "Town hall", "notify", "all"))
                .put("api/donation/" + donation)
                .then()
                .statusCode(200);
    }
}
