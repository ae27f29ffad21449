package org.savealife.invitation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.fixture.Alone;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.Deep;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.IdleCost;

/** What an idle process costs, by its own metrics. Has its own database and process. */
@Alone
@Deep
class IdleIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration SETTLING = Duration.ofSeconds(20);
    private static final Duration MEASURED = Duration.ofMinutes(2);

    @Test
    void two_idle_minutes_cost_less_than_two_dollars_a_month() {
        try (var database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT)) {
            var properties = new HashMap<>(SavealifeIT.surroundings());
            properties.put("savealife.dynamodb.endpoint", database.endpoint().toString());
            try (var application = ApplicationProcess.start("idle-" + RandomId.next(), properties)
                    .awaitReady()) {
                await().during(SETTLING).atMost(PATIENCE).until(application::isAlive);
                var before = units(application);
                var begin = System.nanoTime();

                await().during(MEASURED).atMost(PATIENCE).until(application::isAlive);

                var after = units(application);
                var cost = IdleCost.dollarsAMonth(
                        used("read", before, after),
                        used("write", before, after),
                        // DynamoDB Local has one shard, a new table on AWS four
                        4 * used("stream", before, after),
                        Duration.ofNanos(System.nanoTime() - begin));
                System.out.println(String.format(Locale.ROOT, "An idle process: %.2f dollars a month", cost));
                assertThat(cost).isBetween(0.5, 2.0);
            }
        }
    }

    private static double used(String kind, Map<String, Double> before, Map<String, Double> after) {
        return after.getOrDefault(kind, 0.0) - before.getOrDefault(kind, 0.0);
    }

    private static Map<String, Double> units(ApplicationProcess application) {
        var units = new HashMap<String, Double>();
        Pattern.compile("(?m)^dynamodb_consumed_units_total\\{.*kind=\"(\\w+)\".*} (\\S+)$")
                .matcher(given().get(application.baseUri() + "metrics").asString())
                .results()
                .forEach(line -> units.put(line.group(1), Double.valueOf(line.group(2))));
        return units;
    }
}
