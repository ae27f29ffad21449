package org.savealife.platform.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.Deep;
import org.savealife.fixture.Savealife;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;

/** The log as log collectors read it. Has its own database and process. */
@Deep
class JsonLogIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void standard_output_has_a_json_object_a_line_with_the_ids_of_run_and_request() {
        var properties = new HashMap<>(SavealifeIT.surroundings());
        properties.put("savealife.dynamodb.endpoint", database.endpoint().toString());
        properties.put("savealife.log.format", "json");
        try (var application = ApplicationProcess.start("json-log-" + RandomId.next(), properties)
                .awaitReady()) {
            var savealife = Savealife.at(application.baseUri());
            var run = savealife.announce("Haarlem");
            await().atMost(PATIENCE)
                    .until(() -> lines(application).stream()
                            .anyMatch(line -> line.path("run_id").asText().equals(run)));

            database.disconnect();
            savealife
                    .asStaff()
                    .header("X-Request-Id", "database-away")
                    .get("api/donations")
                    .then()
                    .statusCode(503);
            await().atMost(PATIENCE)
                    .until(() -> lines(application).stream()
                            .anyMatch(line -> line.path("request_id").asText().equals("database-away")
                                    && line.path("level").asText().equals("WARNING")));

            // Without a database it takes some seconds to end, and says so
            var told = Instant.now();
            application.terminate();

            assertThat(lines(application))
                    .allSatisfy(line -> assertThat(line.fieldNames())
                            .toIterable()
                            .contains("time", "level", "logger", "message", "thread"))
                    .anySatisfy(
                            line -> assertThat(Instant.parse(line.path("time").asText()))
                                    .isAfter(told.plusSeconds(1)));
        }
    }

    /** Without the launcher's own lines before and after. */
    private static List<JsonNode> lines(ApplicationProcess application) {
        return application
                .console()
                .lines()
                .filter(line -> line.startsWith("{") && line.endsWith("}"))
                .map(JsonLogTest::parse)
                .toList();
    }
}
