package org.savealife.invitation.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.donation.StoredDonations;
import org.savealife.fixture.EmbeddedDynamoDb;
import org.savealife.fixture.Injected;
import org.savealife.invitation.RunRepository;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.kcl.IdleStream;

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
        worker.stream = new IdleStream(tables);
        worker.heart.stream = worker.stream;
        worker.heart.nodes = new NodeRepository();
        worker.heart.nodes.dynamoDb = tables.client();
        worker.heart.nodes.tables = tables.tables();
        worker.heart.nodes.clock = worker.clock;
        worker.runs = new RunRepository();
        Injected.into(worker.runs, "dynamoDb", tables.client());
        Injected.into(worker.runs, "tables", tables.tables());
        Injected.into(worker.runs, "transactions", tables.transactions());
        Injected.into(worker.runs, "clock", worker.clock);
        Injected.into(worker.runs, "zone", ZoneOffset.UTC);
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
    void what_another_process_announces_has_the_stream_read_at_once_and_once() {
        var hurried = new AtomicInteger();
        worker.stream = new IdleStream(tables) {
            @Override
            public void hurry() {
                hurried.incrementAndGet();
            }
        };
        var donation = aDonation().build();
        var announcing = StoredDonations.repository(tables, tables.client(), worker.clock);
        worker.look();

        announcing.add(donation);
        worker.look();
        worker.look();

        assertThat(hurried).hasValue(1);
        assertThat(worker.runs.findWork().announced()).containsExactly(donation.id());
        worker.runs.open(donation);
        assertThat(worker.runs.findWork().announced()).isEmpty();
        assertThat(worker.runs.findWork().runs()).contains(donation.id());
        worker.runs.erase(donation.id());
    }

    @Test
    void a_process_that_is_no_worker_need_not_look() {
        worker.role = TestTables.role("web");

        assertThat(worker.isLooking()).isTrue();
    }
}
