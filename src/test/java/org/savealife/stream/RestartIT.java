package org.savealife.stream;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.EmbeddedDynamoDb;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.Item;
import org.savealife.platform.RandomId;
import org.savealife.platform.TestTables;

/** Where reading goes on when a node was stopped. Has a database and a process of its own. */
class RestartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_node_that_was_stopped_goes_on_behind_the_last_record_that_it_read() {
        String before;
        try (var stopped = start();
                var stream = StreamEvents.follow(stopped.baseUri())) {
            before = signUp(stopped.baseUri());
            await().atMost(PATIENCE).until(() -> stream.hasAll(List.of(before)));
            stopped.terminate();
        }
        var meanwhile = RandomId.next();
        put(Item.of("DONOR#" + meanwhile, "CITY#nowhere"));

        try (var restarted = start();
                var stream = StreamEvents.follow(restarted.baseUri())) {
            await().atMost(PATIENCE).until(() -> stream.hasAll(List.of(meanwhile)));

            assertThat(stream.events()).extracting(StreamEvents.Event::id).containsExactly(meanwhile);
        }
    }

    private ApplicationProcess start() {
        var properties = new HashMap<>(SavealifeIT.surroundings());
        properties.put("savealife.dynamodb.endpoint", database.endpoint().toString());
        return ApplicationProcess.start("restart", properties).awaitReady();
    }

    private static String signUp(URI application) {
        return given().baseUri(application.toString())
                .auth()
                .preemptive()
                .basic(SavealifeIT.STAFF, SavealifeIT.STAFF)
                .contentType(ContentType.JSON)
                .body(Map.of("first_name", "ivica", "email", "ivica@server.com", "city", "Haarlem"))
                .post("api/donor/signup")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private void put(Item item) {
        try (var client = TestTables.client(database.endpoint())) {
            client.putItem(put -> put.tableName("savealife").item(item.attributes()));
        }
    }
}
