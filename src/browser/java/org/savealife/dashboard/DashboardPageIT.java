package org.savealife.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;
import static org.savealife.fixture.Savealife.newAddress;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.savealife.donor.store.StoredCities;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.BrowserIT;
import org.savealife.fixture.Depth;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;

/** What the first page for staff shows, in a browser. */
class DashboardPageIT extends BrowserIT {

    private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");
    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);

    @Test
    void it_shows_donors_donations_runs_and_outcomes_and_each_number_leads_to_its_page() {
        signUp("Emmen", "AB-", "O+", "O+", "");
        var donation = announce("Emmen", 1);
        signInAs("viewer");

        assertThat(page.locator("h1")).hasText("Dashboard");
        assertThat(page.locator("#dash-donors .next")).containsText("4 of 4 sent", SOON);
        assertThat(page.locator("#days tbody tr").last()).containsText(day(0));
        assertThat(page.locator("#days .plot")).isVisible();
        looksRight("dashboard");
        assertThat(page.getByText("New donation")).hasCount(0);
        assertThat(page.locator("main form")).hasCount(0);
        page.locator("#dash-donors").getByText("AB\u2212").click();
        assertThat(page).hasURL(Pattern.compile("donors\\.xhtml\\?type=AB-$"));
        assertThat(page.locator("tbody")).containsText("Emmen");
        page.goBack();
        page.locator(".kpi a").first().click();
        assertThat(page.locator("h1")).hasText("Donors");
        page.goBack();
        page.locator("#dash-donors .next a", new Page.LocatorOptions().setHasText("Emmen"))
                .first()
                .click();
        assertThat(page).hasURL(Pattern.compile("donation\\.xhtml\\?id=" + donation));
    }

    @Test
    void what_a_colleague_announces_and_how_its_run_goes_is_seen_within_two_seconds() {
        signUp("Hoorn", "A+", "");
        signInAs("viewer");
        page.evaluate("window.untouched = true");

        announce("Hoorn", 1);
        var announced = System.nanoTime();

        assertThat(next("Hoorn")).isVisible();
        assertThat(Duration.ofNanos(System.nanoTime() - announced)).isLessThan(Duration.ofSeconds(Depth.of(20, 4)));
        assertThat(next("Hoorn")).containsText("2 of 2 sent", SOON);
        assertThat(page.evaluate("window.untouched")).isEqualTo(true);
    }

    @Test
    void a_paused_run_and_a_relay_that_is_down_need_attention_until_they_are_mended() {
        signUp("Sneek", "B+", "", "O-");
        MAILBOX.disconnect();
        String donation;
        try {
            donation = announce("Sneek", 1);
            signInAs("staff");
            var going = page.locator("#dash-runs li", new Page.LocatorOptions().setHasText("Sneek"));
            assertThat(going).containsText("Running", SOON);
            assertThat(page.locator("#dash-attention")).containsText("The mail relay has accepted no messages", SOON);

            savealife.control(donation, "pause").statusCode(200);

            assertThat(page.locator("#dash-attention")).containsText("The run of Sneek, " + day(1) + " is paused");
            assertThat(page.locator("#dash-attention")).containsText("3 donors are waiting");
            assertThat(going).containsText("Paused");
            looksRight("dashboard-attention");
        } finally {
            MAILBOX.reconnect();
        }
        page.locator("#dash-attention li", new Page.LocatorOptions().setHasText("Sneek"))
                .locator("a")
                .click();
        assertThat(page).hasURL(Pattern.compile("donation\\.xhtml\\?id=" + donation));
        savealife.control(donation, "resume").statusCode(200);
        page.goBack();
        assertThat(page.locator("#dash-attention")).not().containsText("Sneek", SOON);
        assertThat(next("Sneek")).containsText("3 of 3 sent", SOON);
        assertThat(page.locator("#dash-attention")).not().containsText("mail relay", SOON);
    }

    @Test
    void a_parked_record_needs_attention() {
        var parked = Item.of("PARKED", "20260101T000000.000Z-1")
                .with("event_name", "INSERT")
                .with("entity", "DONATION")
                .with("entity_id", "1")
                .with("created_at", "2026-01-01T00:00:00Z")
                .with("parked_at", "2026-01-01T00:00:00Z")
                .with("attempts", 5)
                .with("parts", 0);
        signInAs("viewer");

        DYNAMO_DB.putItem(put -> put.tableName("savealife-invitations").item(parked.attributes()));

        try {
            assertThat(page.locator("#dash-attention"))
                    .containsText(Pattern.compile("\\d+ stream records? (is|are) parked"));
        } finally {
            DYNAMO_DB.deleteItem(
                    delete -> delete.tableName("savealife-invitations").key(parked.key()));
        }
    }

    @Test
    void a_run_with_failures_leads_to_those_who_failed() {
        // an "Ede" would be found in "Enschede" too
        var city = "Ede " + RandomId.next();
        var donors = StoredDonors.add(
                DYNAMO_DB,
                "savealife",
                List.of(aDonor().from(city).build(), aDonor().from(city).build()));
        StoredCities.register(DYNAMO_DB, city);
        MAILBOX.reject(donors.get(0).email().value()::equals, 550, "5.1.1 No such user");
        announce(city, 1);
        signInAs("staff");

        assertThat(next(city)).containsText("1 of 2 sent, 1 failed", SOON);
    }

    private void signUp(String city, String... types) {
        for (var type : types) {
            savealife.addDonor(Map.of("first_name", "Zoë", "email", newAddress(), "type", type, "city", city));
        }
    }

    private String announce(String city, int days) {
        return savealife.announce(
                city, "Sporthal Zuiderhof, Zuiderhof 3", LocalDate.now(ZONE).plusDays(days) + "T00:30");
    }

    private Locator next(String city) {
        return page.locator("#dash-donors .next li", new Page.LocatorOptions().setHasText(city));
    }

    private static String day(int days) {
        var day = LocalDate.now(ZONE).plusDays(days);
        return day.format(DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH));
    }
}
