package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.EmbeddedDynamoDb;
import org.savealife.platform.TestTables;

class RunWorkerTest {

    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private final RunWorker worker = new RunWorker();
    private long nanos = Duration.ofDays(1).toNanos();

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
    }

    @AfterAll
    static void stopDatabase() {
        tables.close();
        database.close();
    }

    @BeforeEach
    void connect() {
        worker.role = TestTables.role("worker");
        worker.nanoTime = () -> nanos;
        worker.clock = Clock.systemUTC();
        worker.heart = new Heartbeat();
        worker.heart.nanoTime = () -> nanos;
        worker.heart.nodes = new NodeRepository();
        worker.heart.nodes.dynamoDb = tables.client();
        worker.heart.nodes.tables = tables.tables();
        worker.heart.nodes.clock = worker.clock;
        worker.runs = new RunRepository();
        worker.runs.dynamoDb = tables.client();
        worker.runs.tables = tables.tables();
        worker.runs.transactions = tables.transactions();
        worker.runs.clock = worker.clock;
        worker.runs.zone = ZoneOffset.UTC;
    }

    @Test
    void a_worker_is_well_once_it_looks_for_work_and_no_more_when_it_has_not_looked_for_thirty_seconds() {
        assertThat(worker.isLooking()).isFalse();
        worker.heart.beat();
        worker.look();
        assertThat(worker.isLooking()).isTrue();

        nanos += Duration.ofSeconds(30).toNanos();

        assertThat(worker.isLooking()).isFalse();
        worker.look();
        assertThat(worker.isLooking()).as("its heart is silent").isFalse();
        worker.heart.beat();
        worker.look();
        assertThat(worker.isLooking()).isTrue();
    }

    @Test
    void a_process_that_is_no_worker_need_not_look() {
        worker.role = TestTables.role("web");

        assertThat(worker.isLooking()).isTrue();
    }
}
