package org.savealife.stream.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.stream.RecordHandler;

/** The stream for staff, with rollovers, poisoned records and an unavailable database. */
class StreamIT extends SavealifeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration OUTAGE = Duration.ofSeconds(20);
    private static final String TABLE = "savealife";

    /** A city that no other test uses. */
    private final String city = "Haarlem " + RandomId.next();

    @SuppressWarnings("NullAway.Init")
    private StreamEvents stream;

    @BeforeEach
    void follow() {
        stream = StreamEvents.follow(baseUri);
    }

    @AfterEach
    void close() {
        stream.close();
        DATABASE.reconnect();
    }

    @Test
    void three_sign_ups_and_a_donation_show_as_three_filtered_records_and_one_handled() {
        var donors = List.of(savealife.addDonor(city), savealife.addDonor(city), savealife.addDonor(city));
        var donation = savealife.announce(city);
        var ids = with(donors, donation);

        await().atMost(PATIENCE).until(() -> stream.hasAll(ids));

        assertThat(stream.about(donors)).extracting(StreamEvents.Event::verdict).containsOnly("filtered");
        assertThat(stream.about(List.of(donation))).singleElement().satisfies(event -> {
            assertThat(event.verdict()).isEqualTo("handled");
            assertThat(event.data().fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("at", "event_name", "entity", "id", "verdict", "lag_ms");
            assertThat(event.data().get("event_name").asText()).isEqualTo("INSERT");
            assertThat(event.data().get("lag_ms").isIntegralNumber()).isTrue();
        });
        assertThat(stream.events()).extracting(StreamEvents.Event::entity).containsOnly("donor", "donation");
    }

    @Test
    void who_opens_the_log_later_sees_the_same_records() {
        var donation = savealife.announce(city);
        await().atMost(PATIENCE).until(() -> stream.hasAll(List.of(donation)));

        try (var later = StreamEvents.follow(baseUri)) {
            await().atMost(PATIENCE).until(() -> later.hasAll(List.of(donation)));

            assertThat(later.about(List.of(donation))).isEqualTo(stream.about(List.of(donation)));
        }
    }

    @Test
    void who_comes_back_gets_what_came_since_and_no_more() {
        var before = savealife.addDonor(city);
        await().atMost(PATIENCE).until(() -> stream.hasAll(List.of(before)));
        var lastSeen = stream.about(List.of(before)).get(0).sequenceNumber();
        var since = savealife.addDonor(city);

        try (var back = StreamEvents.follow(baseUri, lastSeen)) {
            await().atMost(PATIENCE).until(() -> back.hasAll(List.of(since)));

            assertThat(back.about(List.of(before, since)))
                    .extracting(StreamEvents.Event::id)
                    .containsExactly(since);
        }
    }

    @Test
    void the_stream_is_for_staff_only() {
        for (var path : List.of("api/stream/events", "api/stream/parked", "api/stream/parked/1")) {
            given().get(path).then().statusCode(401).contentType("application/problem+json");
        }
        given().post("api/stream/parked/1/replay").then().statusCode(401);
        given().delete("api/stream/parked/1").then().statusCode(401);
    }

    @Test
    void a_stream_ends_with_the_token_that_it_was_opened_with() {
        var token = savealife
                .asStaff()
                .body(Map.of("label", "to be revoked"))
                .post("api/token/create")
                .then()
                .statusCode(201)
                .extract();

        try (var followed = StreamEvents.followWithToken(baseUri, token.path("token"))) {
            var donor = savealife.addDonor(city);
            await().atMost(PATIENCE).until(() -> followed.hasAll(List.of(donor)));
            assertThat(followed.hasEnded()).isFalse();
            savealife.asStaff().delete("api/token/" + token.path("id")).then().statusCode(204);

            await().atMost(PATIENCE).until(followed::hasEnded);
        }
    }

    @Test
    void a_look_at_what_the_stream_is_ends_at_once() {
        savealife.asStaff().head("api/stream/events").then().statusCode(200).contentType("text/event-stream");
    }

    @Test
    void a_record_that_cannot_be_handled_is_parked_whole_and_the_next_one_is_handled() {
        var poisoned = RandomId.next();
        var item = Item.of("DONATION#" + poisoned, "CITY#nowhere").with("note", "neither city nor time: Zoë");
        put(item);
        var next = savealife.announce(city);

        await().atMost(PATIENCE).until(() -> stream.hasAll(List.of(poisoned, next)));

        assertThat(stream.about(List.of(poisoned, next)))
                .extracting(StreamEvents.Event::verdict)
                .containsExactlyInAnyOrder("parked", "handled");
        var parked = parkedRecord(poisoned);
        savealife
                .asStaff()
                .get("api/stream/parked/" + parked)
                .then()
                .statusCode(200)
                .body(
                        "entity", equalTo("donation"),
                        "attempts", equalTo(RecordHandler.ATTEMPTS),
                        "error", containsString("IllegalStateException"),
                        "body.eventName", equalTo("INSERT"),
                        "body.dynamodb.NewImage.PK.S", equalTo(item.partitionKey()),
                        "body.dynamodb.NewImage.note.S", equalTo(item.text("note")));
        savealife
                .asStaff()
                .post("api/stream/parked/" + parked + "/replay")
                .then()
                .statusCode(200)
                .body("verdict", equalTo("parked"));
        savealife
                .asStaff()
                .get("api/stream/parked/" + parked)
                .then()
                .body("attempts", equalTo(RecordHandler.ATTEMPTS + 1));
        savealife.asStaff().delete("api/stream/parked/" + parked).then().statusCode(204);
        savealife
                .asStaff()
                .get("api/stream/parked/" + parked)
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        DYNAMO_DB.deleteItem(delete -> delete.tableName(TABLE).key(item.key()));
    }

    @Test
    void shards_that_roll_over_while_records_come_lose_none() {
        var rollovers = 4;
        var ids = IntStream.range(0, 300).mapToObj(number -> RandomId.next()).toList();
        var written = new CopyOnWriteArrayList<String>();
        var writing = CompletableFuture.runAsync(() -> ids.forEach(id -> {
            put(Item.of("DONOR#" + id, "CITY#nowhere"));
            written.add(id);
        }));

        for (var rollover = 1; rollover <= rollovers; rollover++) {
            var share = ids.size() * rollover / (rollovers + 1);
            await().atMost(PATIENCE).until(() -> written.size() >= share);
            DATABASE.rollOverShards();
        }

        writing.join();
        await().atMost(PATIENCE.multipliedBy(2)).until(() -> stream.hasAll(ids));
    }

    @Test
    void reading_goes_on_by_itself_when_the_database_is_back_after_a_while() {
        var before = savealife.announce(city);
        await().atMost(PATIENCE).until(() -> stream.hasAll(List.of(before)));

        DATABASE.disconnect();
        await().during(OUTAGE)
                .atMost(OUTAGE.multipliedBy(2))
                .untilAsserted(() -> given().get("health/ready").then().statusCode(503));
        DATABASE.reconnect();

        var after = savealife.announce(city);
        await().atMost(PATIENCE).until(() -> stream.hasAll(List.of(after)));
        assertThat(stream.about(List.of(after)))
                .extracting(StreamEvents.Event::verdict)
                .containsExactly("handled");
    }

    private String parkedRecord(String donation) {
        return savealife
                .asStaff()
                .get("api/stream/parked?limit=500")
                .then()
                .statusCode(200)
                .extract()
                .path("parked.find { it.entity_id == '" + donation + "' }.id");
    }

    private static void put(Item item) {
        DYNAMO_DB.putItem(put -> put.tableName(TABLE).item(item.attributes()));
    }

    private static List<String> with(List<String> ids, String one) {
        var all = new ArrayList<>(ids);
        all.add(one);
        return all;
    }
}
