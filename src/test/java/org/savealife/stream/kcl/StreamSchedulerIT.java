package org.savealife.stream.kcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestClients;
import org.savealife.platform.dynamodb.TestTables;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class StreamSchedulerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TIMES_QUICKER = 10;
    private static final String GONE = "host/1/gone";
    private static final String HERE = "host/2/here";

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private final KclLogFilter log = new KclLogFilter();
    private TestTables tables;

    @BeforeEach
    void open() {
        log.install();
        tables = new TestTables(database.endpoint());
    }

    @AfterEach
    void close() {
        tables.close();
        database.close();
        log.uninstall();
    }

    @Test
    void what_this_process_writes_is_read_at_once_however_quiet_it_was() {
        try (var stream = start()) {
            await().atMost(PATIENCE).until(stream::hasRead);
            await().during(Duration.ofMillis(700))
                    .atMost(PATIENCE)
                    .until(() -> stream.clients().takeCalls().stream().noneMatch(TestClients.Call::isOfStream));

            put("DONATION#1");
            stream.pace().hurry();

            await().atMost(Duration.ofSeconds(1)).until(() -> stream.ids().contains("1"));
        }
    }

    @Test
    void the_shards_of_a_reader_that_is_gone_are_read_on_long_before_its_leases_end() {
        put("DONATION#1");
        try (var clients = new TestClients(database.endpoint())) {
            new LeaseTables(clients.client(), clients.streamsClient(), ReadStream.application(tables))
                    .prepare(ReadStream.arn(tables));
        }
        beGone();
        try (var stream = start()) {
            await().atMost(PATIENCE).until(stream::isRunning);
            await().during(Duration.ofMillis(700)).atMost(PATIENCE).until(() -> !stream.hasRead());

            stream.leases().takeOver(HERE, GONE::equals);

            await().atMost(Duration.ofSeconds(5)).until(() -> stream.ids().contains("1"));
        }
    }

    @Test
    void a_shard_that_follows_one_is_read_on_within_some_seconds() {
        try (var stream = start()) {
            await().atMost(PATIENCE).until(stream::hasRead);

            database.rollOverShards();
            put("DONATION#2");
            stream.pace().hurry();

            await().atMost(Duration.ofSeconds(6)).until(() -> stream.ids().contains("2"));
        }
    }

    @Test
    void what_was_given_back_is_nobodys() {
        try (var stream = start()) {
            await().atMost(PATIENCE).until(stream::hasRead);

            stream.leases().release(HERE);

            assertThat(tables.client()
                            .scanPaginator(scan -> scan.tableName(ReadStream.application(tables)))
                            .items())
                    .isNotEmpty()
                    .noneMatch(lease -> lease.containsKey("leaseOwner"));
        }
    }

    /** With leases of half a minute. */
    private ReadStream start() {
        return ReadStream.start(
                tables, database.endpoint(), HERE, Duration.ofMinutes(1), Duration.ofMinutes(5), TIMES_QUICKER);
    }

    private void put(String key) {
        tables.client()
                .putItem(put -> put.tableName("savealife")
                        .item(Item.of(key, "CITY#haarlem").attributes()));
    }

    /** Simulates a dead leader with all shards. */
    private void beGone() {
        var application = ReadStream.application(tables);
        tables.client()
                .scanPaginator(scan -> scan.tableName(application))
                .items()
                .forEach(lease -> tables.client()
                        .updateItem(update -> update.tableName(application)
                                .key(Map.of("leaseKey", lease.getOrDefault("leaseKey", AttributeValue.fromS(""))))
                                .updateExpression("SET leaseOwner = :gone")
                                .expressionAttributeValues(Map.of(":gone", AttributeValue.fromS(GONE)))));
        tables.client()
                .putItem(put -> put.tableName(application + "-CoordinatorState")
                        .item(Map.of(
                                "key", AttributeValue.fromS("Leader"),
                                "ownerName", AttributeValue.fromS(GONE),
                                "leaseDuration", AttributeValue.fromS("80000"),
                                "recordVersionNumber", AttributeValue.fromS(RandomId.next()))));
    }
}
