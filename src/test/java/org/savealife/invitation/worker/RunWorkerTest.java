package org.savealife.invitation.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.StoredDonations;
import org.savealife.invitation.StoredRuns;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.kcl.IdleStream;
import org.savealife.stream.kcl.StreamConsumer;

class RunWorkerTest {

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private final StoredRuns stored = new StoredRuns(TABLES, Clock.systemUTC());

    @SuppressWarnings("NullAway.Init") // worker(…) sets it
    private Heartbeat heart;

    private RunWorker worker;
    private long nanos = Duration.ofDays(1).toNanos();

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @BeforeEach
    void connect() {
        worker = worker("worker", new IdleStream(TABLES));
    }

    @Test
    void a_worker_is_well_once_it_looks_for_work_and_no_more_when_it_has_not_looked_for_thirty_seconds() {
        assertThat(worker.isLooking()).isFalse();
        heart.beat();
        worker.look();
        assertThat(worker.isLooking()).isTrue();

        nanos += Duration.ofSeconds(30).toNanos();

        assertThat(worker.isLooking()).isFalse();
        worker.look();
        assertThat(worker.isLooking()).as("its heart is silent").isFalse();
        heart.beat();
        worker.look();
        assertThat(worker.isLooking()).isTrue();
    }

    @Test
    void what_another_process_announces_has_the_stream_read_at_once_and_once() {
        var hurried = new AtomicInteger();
        worker = worker("worker", new IdleStream(TABLES) {
            @Override
            public void hurry() {
                hurried.incrementAndGet();
            }
        });
        var donation = aDonation().build();
        var announcing = StoredDonations.repository(TABLES, TABLES.client(), Clock.systemUTC());
        worker.look();

        announcing.add(donation);
        worker.look();
        worker.look();

        assertThat(hurried).hasValue(1);
        assertThat(stored.openRuns.findWork().announced()).containsExactly(donation.id());
        stored.runs.open(donation);
        assertThat(stored.openRuns.findWork().announced()).isEmpty();
        assertThat(stored.openRuns.findWork().runs()).contains(donation.id());
        stored.runs.erase(donation.id());
    }

    @Test
    void a_process_that_is_no_worker_need_not_look() {
        worker = worker("web", new IdleStream(TABLES));

        assertThat(worker.isLooking()).isTrue();
    }

    private RunWorker worker(String role, StreamConsumer stream) {
        var clock = Clock.systemUTC();
        heart = new Heartbeat(new NodeRepository(TABLES.client(), TABLES.tables(), clock), stream);
        heart.nanoTime = () -> nanos;
        var made = IdleWorker.of(role, TABLES, stored, heart, stream, clock);
        made.nanoTime = () -> nanos;
        return made;
    }
}
