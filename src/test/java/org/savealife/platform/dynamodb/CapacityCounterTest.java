package org.savealife.platform.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.platform.dynamodb.CapacityCounter.Kind;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** With the clients of the application. */
class CapacityCounterTest {

    private static final String TABLE = "savealife";

    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private final Map<Kind, AtomicLong> counted = new EnumMap<>(Kind.class);
    private final CapacityCounter counter = new CapacityCounter();
    private DynamoDbClients clients;

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
    }

    @AfterEach
    void close() {
        clients.close();
    }

    @AfterAll
    static void stopDatabase() {
        tables.close();
        database.close();
    }

    @BeforeEach
    void count() {
        clients = new DynamoDbClients(
                TestClients.local(Optional.of(database.endpoint())), counter, TestClients.ownWrites());
        for (var kind : Kind.values()) {
            var count = new AtomicLong();
            counted.put(kind, count);
            counter.countWith(kind, count::addAndGet);
        }
    }

    @Test
    void what_the_application_reads_and_writes_is_counted_in_whole_units() {
        var client = clients.client();

        client.putItem(
                put -> put.tableName(TABLE).item(Item.of("DONOR#1", "CITY#x").attributes()));
        for (var look = 0; look < 4; look++) {
            client.getItem(
                    get -> get.tableName(TABLE).key(Item.of("NOBODY", "CITY#x").key()));
        }

        assertThat(units(Kind.READ)).isEqualTo(2);
        assertThat(units(Kind.WRITE)).isEqualTo(2);
        assertThat(units(Kind.STREAM)).isZero();
        clients.close();
    }

    /** The Kinesis Client Library uses the asynchronous client for its leases, which it also scans. */
    @Test
    void what_leases_cost_is_counted_too() {
        DynamoDbAsyncClient leases = clients.asyncClient();

        leases.putItem(put -> put.tableName(tables.tables().invitations())
                        .item(Item.of("LEASE", "1").attributes()))
                .join();
        leases.scan(scan -> scan.tableName(tables.tables().invitations()).consistentRead(true))
                .join();

        assertThat(units(Kind.WRITE)).isEqualTo(1);
        assertThat(units(Kind.READ)).isEqualTo(1);
    }

    @Test
    void each_read_of_the_stream_is_one() {
        DynamoDbStreamsClient streams = clients.streamsClient();
        var arn = tables.client()
                .describeTable(describe -> describe.tableName(TABLE))
                .table()
                .latestStreamArn();
        var shard = streams.describeStream(describe -> describe.streamArn(arn))
                .streamDescription()
                .shards()
                .get(0);
        var iterator = streams.getShardIterator(get ->
                        get.streamArn(arn).shardId(shard.shardId()).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();

        for (var read = 0; read < 3; read++) {
            iterator = next(streams, iterator);
        }

        assertThat(units(Kind.STREAM)).isEqualTo(3);
        assertThat(units(Kind.READ) + units(Kind.WRITE)).isZero();
    }

    @Test
    void what_only_a_dynamodb_local_is_asked_is_not() {
        var client = clients.client();
        var local = TestTables.guard(client, tables.tables(), true);

        local.write(List.of(Transactions.put(tables.tables().invitations(), Item.of("RUN#1", "RUN"))));

        assertThat(units(Kind.WRITE)).isEqualTo(1);
        assertThat(units(Kind.READ)).isZero();
    }

    private static String next(DynamoDbStreamsClient streams, String iterator) {
        return streams.getRecords(get -> get.shardIterator(iterator)).nextShardIterator();
    }

    private long units(Kind kind) {
        return Objects.requireNonNull(counted.get(kind)).get();
    }
}
