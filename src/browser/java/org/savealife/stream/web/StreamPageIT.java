package org.savealife.stream.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.BrowserIT;
import org.savealife.fixture.TestClock;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.FailureSummary;
import org.savealife.stream.StreamListeners;
import org.savealife.stream.StreamRecord;
import org.savealife.stream.parked.StoredParkedRecords;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What staff see of the stream in a browser, and what they do with parked records. */
class StreamPageIT extends BrowserIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** From the moment at which the application has read a record to the one at which the page shows it. */
    private static final LocatorAssertions.IsVisibleOptions AT_ONCE =
            new LocatorAssertions.IsVisibleOptions().setTimeout(2_000);

    private final String city = "Haarlem " + RandomId.next();

    /** A donation with neither city nor time, which nobody can handle. */
    private final Item poison =
            Item.of("DONATION#" + RandomId.next(), "CITY#nowhere").with("note", "<b>neither city nor time</b>, Zoë");

    private final String poisoned = poison.partitionKey().substring("DONATION#".length());

    @AfterEach
    void removePoison() {
        DYNAMO_DB.deleteItem(delete -> delete.tableName("savealife").key(poison.key()));
        savealife
                .asStaff()
                .get("api/stream/parked?limit=500")
                .then()
                .extract()
                .<List<String>>path("parked.id")
                .forEach(id -> savealife.asStaff().delete("api/stream/parked/" + id));
    }

    @Test
    void a_sign_up_and_a_donation_appear_without_reloading() {
        signInAs("viewer");
        open();

        try (var stream = StreamEvents.follow(baseUri)) {
            var donor = savealife.addDonor(city);
            await().atMost(PATIENCE).until(() -> stream.hasAll(List.of(donor)));
            assertThat(row(donor)).isVisible(AT_ONCE);
            var donation = savealife.announce(city);
            await().atMost(PATIENCE).until(() -> stream.hasAll(List.of(donation)));
            assertThat(row(donation)).isVisible(AT_ONCE);

            assertThat(row(donor)).containsText("Donor added");
            assertThat(row(donor)).containsText("Filtered");
            assertThat(row(donation)).containsText("Donation announced");
            assertThat(row(donation)).containsText("Handled");
            assertThat(rows().first()).containsText(donation);
            assertThat(row(donation).locator("td").last()).hasText(Pattern.compile("\\d+\\.\\d s"));
            assertThat(page.locator("#state")).hasText("Live");
            assertThat(page.locator("#lag")).hasText(Pattern.compile("\\d+\\.\\d s"));
            looksRight("stream");
            row(donation).getByRole(AriaRole.LINK).click();
            assertThat(page.locator("h1")).containsText(city);
            page.goBack();
            row(donor).getByRole(AriaRole.LINK).click();
            assertThat(page.locator("main")).containsText("ivica");
        }
    }

    @Test
    void records_are_filtered_by_what_became_of_them_and_the_choice_stands_in_the_address() {
        var donor = savealife.addDonor(city);
        var donation = savealife.announce(city);
        signInAs("viewer");
        open();
        assertThat(row(donor)).isVisible();
        assertThat(row(donation)).isVisible();

        press(page, "Handled");

        assertThat(row(donor)).isHidden();
        assertThat(row(donation)).isVisible();
        assertThat(button(page, "Handled")).hasAttribute("aria-pressed", "true");
        assertThat(button(page, "All")).hasAttribute("aria-pressed", "false");
        page.reload();
        assertThat(row(donation)).isVisible();
        assertThat(row(donor)).isHidden();
        press(page, "Filtered");
        assertThat(row(donor)).isVisible();
        assertThat(row(donation)).isHidden();
    }

    @Test
    void while_paused_nothing_moves_what_came_is_counted_and_resuming_shows_it() {
        var before = savealife.addDonor(city);
        signInAs("viewer");
        open();
        assertThat(row(before)).isVisible();

        press(page, "Pause");
        var donors = List.of(savealife.addDonor(city), savealife.addDonor(city));

        assertThat(page.locator("#came")).hasText(Pattern.compile("\\d+ new"));
        assertThat(page.locator("#state")).hasText("Paused");
        await().atMost(PATIENCE).until(() -> came() >= donors.size());
        donors.forEach(donor -> assertThat(row(donor)).hasCount(0));
        looksRight("stream-paused");
        page.locator("#pause").click();

        donors.forEach(donor -> assertThat(row(donor)).isVisible());
        assertThat(page.locator("#state")).hasText("Live");
        assertThat(page.locator("#came")).isHidden();
    }

    @Test
    void a_page_that_lost_its_connection_goes_on_where_it_was() {
        signInAs("viewer");
        open();
        var before = savealife.addDonor(city);
        assertThat(row(before)).isVisible();

        expectNoAccess();
        page.route("**/staff/live/stream-log*", Route::abort);
        reconnect();
        assertThat(page.locator("#state")).hasText("Reconnecting");
        var meanwhile = savealife.addDonor(city);
        page.unroute("**/staff/live/stream-log*");
        reconnect();

        assertThat(row(meanwhile)).isVisible();
        assertThat(row(before)).hasCount(1);
    }

    @Test
    void with_the_keyboard_only_the_log_is_paused_filtered_and_scrolled() {
        savealife.addDonor(city);
        signInAs("viewer");
        open();
        page.locator("#pause").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#state")).hasText("Paused");

        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(button(page, "Handled")).isFocused();
        page.keyboard().press("Space");

        assertThat(button(page, "Handled")).hasAttribute("aria-pressed", "true");
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(page.locator("#log")).isFocused();
        assertThat(page.locator("#log")).hasAttribute("aria-live", "off");
    }

    @Test
    void new_records_are_read_out_one_by_one_while_the_page_follows() {
        savealife.addDonor(city);
        signInAs("viewer");
        open();
        assertThat(rows().first()).isVisible();

        var donor = savealife.addDonor(city);

        assertThat(row(donor)).isVisible();
        assertThat(page.locator("#log")).hasAttribute("aria-live", "polite");
    }

    @Test
    void a_parked_record_is_shown_whole_with_its_error_replayed_and_discarded_once_that_is_confirmed() {
        signInAs("staff");
        open();
        assertThat(page.getByText("Nothing is parked")).isVisible();
        looksRight("stream-nothing-parked");

        park();

        assertThat(parked()).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(10_000));
        assertThat(parked()).containsText("Donation announced");
        assertThat(parked()).containsText("IllegalStateException");
        assertThat(parked()).containsText("Tried 5 times");
        press(page, "Parked");
        assertThat(row(poisoned)).isVisible();
        assertThat(row(poisoned).boundingBox().height).isLessThan(100);
        looksRight("stream-parked");
        parked().click();
        assertThat(page.locator("#record-body")).containsText("\"<b>neither city nor time</b>, Zoë\"");
        assertThat(page.locator("#error")).containsText("IllegalStateException");
        looksRight("parked");

        press(page, "Replay");
        assertThat(page.getByText("It failed again.")).isVisible();
        assertThat(page.locator(".dl")).containsText("6");
        press(page, "Discard");
        assertThat(page.getByText("Discard this record for good?")).isVisible();
        looksRight("parked-discard");
        press(page, "Keep as it is");
        assertThat(page.locator("#record-body")).isVisible();
        press(page, "Discard");
        page.locator(".ui-confirmdialog-yes").click();

        assertThat(page.getByText("The record is discarded.")).isVisible();
        assertThat(page.getByText("Nothing is parked")).isVisible();
        var admin = newProfile().newPage();
        signIn(admin, addStaffMember("admin"));
        admin.navigate("staff/audit.xhtml");
        assertThat(admin.locator("main")).containsText("Replayed a parked record");
        assertThat(admin.locator("main")).containsText("Discarded a parked record");
    }

    @Test
    void a_record_whose_cause_is_mended_is_handled_by_a_replay() {
        var donation = savealife.announce(city);
        var item = Item.listOf(DYNAMO_DB
                        .query(query -> query.tableName("savealife")
                                .keyConditionExpression("PK = :donation")
                                .expressionAttributeValues(
                                        Map.of(":donation", AttributeValue.fromS("DONATION#" + donation))))
                        .items())
                .get(0);
        try (var tables = new TestTables(DATABASE.endpoint())) {
            var clock = new TestClock();
            var parked = StoredParkedRecords.repository(tables, new StreamListeners(List.of()), clock);
            parked.park(
                    StreamRecord.inserted(RandomId.next(), item, clock.instant()),
                    5,
                    new FailureSummary("java.lang.IllegalStateException: the table was full", "somewhere"));
        }
        signInAs("staff");
        open();

        page.locator("#parked-list a", new Page.LocatorOptions().setHasText(donation))
                .click();
        press(page, "Replay");

        assertThat(page.getByText("The record is handled, and no longer parked."))
                .isVisible();
        assertThat(page.getByText("Nothing is parked")).isVisible();
    }

    @Test
    void who_is_slower_than_a_colleague_is_told_so() {
        var id = park();
        signInAs("staff");
        page.navigate("staff/parked.xhtml?id=" + id);
        savealife.asStaff().delete("api/stream/parked/" + id).then().statusCode(204);

        press(page, "Replay");

        assertThat(page.getByText("a colleague was faster")).isVisible();
        expectStatus(404);
        assertThat(page.navigate("staff/parked.xhtml?id=" + id).status()).isEqualTo(404);
    }

    @Test
    void a_viewer_sees_parked_records_and_can_neither_replay_nor_discard_them() {
        var id = park();
        var viewer = signInAs("viewer");
        page.navigate("staff/parked.xhtml?id=" + id);
        assertThat(page.locator("#record-body")).containsText("neither city nor time");
        assertThat(page.locator("#steer")).hasCount(0);

        expectStatus(403);
        for (var action : List.of("replay", "discard")) {
            assertThat(forge(page, id, action)).isEqualTo(403);
        }
        savealife.as(viewer).post("api/stream/parked/" + id + "/replay").then().statusCode(403);
        savealife.as(viewer).delete("api/stream/parked/" + id).then().statusCode(403);

        savealife.asStaff().get("api/stream/parked/" + id).then().statusCode(200);
        var colleague = newProfile().newPage();
        signIn(colleague, addStaffMember("staff"));
        colleague.navigate("staff/parked.xhtml?id=" + id);
        assertThat(forge(colleague, id, "discard")).isEqualTo(200);
        savealife.asStaff().get("api/stream/parked/" + id).then().statusCode(404);
    }

    @Test
    void nobody_follows_the_stream_who_is_not_signed_in() {
        given().redirects().follow(false).get("staff/live/stream-log").then().statusCode(302);
    }

    /** Sends what the page of a parked record sends when that button is pressed, whether it shows the button or not. */
    private static Object forge(Page tab, String id, String action) {
        return tab.evaluate("""
                async ([id, action]) => {
                  const form = document.querySelector('#leave');
                  const body = new URLSearchParams({
                    id, 'steer': 'steer', ['steer:' + action]: 'x',
                    'jakarta.faces.ViewState': form.querySelector('[name="jakarta.faces.ViewState"]').value,
                    'primefaces.nonce': PrimeFaces.csp.NONCE_VALUE
                  });
                  return (await fetch('parked.xhtml', {method: 'POST', body})).status;
                }
                """, List.of(id, action));
    }

    /** What the browser does when somebody comes back to the tab. */
    private void reconnect() {
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    }

    private void open() {
        page.navigate("staff/stream.xhtml");
        assertThat(page.locator("#state")).hasText("Live");
    }

    /** Has a record parked. @return the id under which it is */
    private String park() {
        DYNAMO_DB.putItem(put -> put.tableName("savealife").item(poison.attributes()));
        return await().atMost(PATIENCE)
                .until(
                        () -> savealife
                                .asStaff()
                                .get("api/stream/parked?limit=500")
                                .then()
                                .extract()
                                .<String>path("parked.find { it.entity_id == '" + poisoned + "' }?.id"),
                        Objects::nonNull);
    }

    private int came() {
        return Integer.parseInt(page.locator("#came").textContent().replace(" new", ""));
    }

    private Locator rows() {
        return page.locator("#rows tr");
    }

    private Locator row(String id) {
        return page.locator("#rows tr", new Page.LocatorOptions().setHasText(id));
    }

    private Locator parked() {
        return page.locator("#parked-list a", new Page.LocatorOptions().setHasText(poisoned));
    }
}
