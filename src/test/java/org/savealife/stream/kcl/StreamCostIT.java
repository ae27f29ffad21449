package org.savealife.stream.kcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.platform.dynamodb.IdleCost;
import org.savealife.platform.dynamodb.TestClients.Call;
import org.savealife.platform.dynamodb.TestTables;

/** The cost of an idle stream, as in docs/aws.md under "What it costs". */
class StreamCostIT {

    /** Shards of a new on-demand table on AWS. */
    private static final int SHARDS = 4;

    /** One for each of these, and for each of their ancestors until those are forgotten. */
    private static final int LEASES = 10;

    private static final int TIMES_QUICKER = 40;
    private static final Duration MEASURED = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void reading_it_and_keeping_its_leases_costs_less_than_a_dollar_a_month() {
        var log = new KclLogFilter();
        log.install();
        try (var database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
                var tables = new TestTables(database.endpoint());
                var stream = ReadStream.start(
                        tables,
                        database.endpoint(),
                        "host/1/idle",
                        Duration.ofSeconds(5).dividedBy(TIMES_QUICKER),
                        Duration.ofMinutes(5),
                        TIMES_QUICKER)) {
            await().atMost(PATIENCE).until(stream::hasRead);
            await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(stream::isRunning);
            stream.clients().takeCalls();
            var begin = System.nanoTime();

            await().during(MEASURED).atMost(PATIENCE).until(stream::isRunning);

            var time = Duration.ofNanos(System.nanoTime() - begin).multipliedBy(TIMES_QUICKER);
            var calls = stream.clients().takeCalls();
            var cost = calls.stream()
                    .mapToDouble(call -> times(call) * IdleCost.dollarsAMonth(List.of(call), time))
                    .sum();
            System.out.println(String.format(Locale.ROOT, "The stream and its leases: %.2f dollars a month", cost));
            assertThat(cost).isBetween(0.3, 1.0);
            assertThat(calls).extracting(StreamCostIT::kind).contains("GetRecords", "UpdateItem", "Query", "Scan");
        } finally {
            log.uninstall();
        }
    }

    /** DynamoDB Local has one shard, and one lease. */
    private static int times(Call call) {
        if (call.isOfStream()) {
            return SHARDS;
        }
        return call.what().equals("UpdateItem savealife-stream-test") ? LEASES : 1;
    }

    private static String kind(Call call) {
        return call.what().substring(0, call.what().indexOf(' '));
    }
}
