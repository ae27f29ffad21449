package org.savealife.stream.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/** What staff do with parked records in a browser. */
class ParkedPageIT extends BrowserIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

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

    private Locator row(String id) {
        return page.locator("#rows tr", new Page.LocatorOptions().setHasText(id));
    }

    private Locator parked() {
        return page.locator("#parked-list a", new Page.LocatorOptions().setHasText(poisoned));
    }
}
