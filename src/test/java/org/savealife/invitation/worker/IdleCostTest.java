package org.savealife.invitation.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.store.StoredCities;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.full.FullRunSweep;
import org.savealife.invitation.opening.DonationSweep;
import org.savealife.invitation.opening.Migrator;
import org.savealife.invitation.opening.SweepRepository;
import org.savealife.platform.audit.StoredAudit;
import org.savealife.platform.dynamodb.IdleCost;
import org.savealife.platform.dynamodb.TestClients;
import org.savealife.platform.dynamodb.TestClients.Call;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.kcl.IdleStream;
import org.savealife.visit.StoredVisits;
import org.savealife.visit.WaitingListRepository;
import org.savealife.visit.waiting.WaitingListSweep;

/** What an idle worker costs, beside the stream, as in docs/aws.md under "What it costs". */
class IdleCostTest {

    private static final Duration MEASURED = Duration.ofMinutes(2);
    private static final long LOOK_FOR_MIGRATIONS = 1_000;

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private final TestClock clock = new TestClock();
    private SweepRepository sweeps;
    private final List<Call> calls = new ArrayList<>();
    private TestTables tables;
    private TestClients clients;
    private StoredRuns stored;
    private Heartbeat heart;
    private RunWorker worker;
    private Migrator migrations;
    private WaitingListRepository waitingLists;
    private long nanos = Duration.ofDays(1).toNanos();

    @BeforeEach
    void connect() {
        tables = new TestTables(database.endpoint());
        clients = new TestClients(database.endpoint());
        var client = clients.client();
        var stream = new IdleStream(tables);
        heart = new Heartbeat(new NodeRepository(client, tables.tables(), clock), stream);
        heart.nanoTime = () -> nanos;
        stored = new StoredRuns(tables, client, clock);
        worker = IdleWorker.of("worker", tables, stored, heart, stream, clock);
        worker.nanoTime = () -> nanos;
        sweeps = new SweepRepository(client, tables.tables(), clock);
        migrations = new Migrator(new TestTables(client), clock);
        waitingLists = StoredVisits.waitingLists(new TestTables(client), clock);
    }

    @AfterEach
    void close() {
        clients.close();
        tables.close();
        database.close();
    }

    @Test
    void a_worker_that_waits_for_work_costs_less_than_a_dollar_a_month() {
        sweeps.claim("COMING", Duration.ofHours(1));
        sweeps.claim("ALL", Duration.ofDays(1));
        worker.look();
        migrations.look();
        clients.takeCalls();

        for (var millis = 0; millis < MEASURED.toMillis(); millis += 500) {
            every(RunWorker.POLL_MILLIS, millis, worker::look);
            every(Heartbeat.BEAT_MILLIS, millis, heart::beat);
            every(Heartbeat.WATCH_MILLIS, millis, heart::watchInTurn);
            every(DonationSweep.POLL_INTERVAL.toMillis(), millis, this::askForSweeps);
            every(WaitingListSweep.POLL_INTERVAL.toMillis(), millis, () -> waitingLists.lapseDue(clock.instant()));
            every(FullRunSweep.POLL_INTERVAL.toMillis(), millis, stored.openRuns::findFull);
            every(LOOK_FOR_MIGRATIONS, millis, migrations::look);
            nanos += Duration.ofMillis(500).toNanos();
            clock.advance(Duration.ofMillis(500));
        }

        calls.addAll(clients.takeCalls());
        var cost = IdleCost.dollarsAMonth(calls, MEASURED);
        System.out.println(
                String.format(Locale.ROOT, "A worker that waits, beside the stream: %.2f dollars a month", cost));
        assertThat(cost).isBetween(0.3, 1.0);
    }

    @Test
    void to_look_whether_there_are_data_of_an_earlier_release_costs_some_cents_a_month() {
        for (var number = 0; number < 300; number++) {
            StoredCities.register(tables.client(), "Stad " + number);
        }
        StoredAudit.audit(tables, clock).record("noor", "donor.create", "1");
        migrations.look();
        clock.advance(Duration.ofMinutes(2));
        migrations.look();
        clients.takeCalls();

        for (var second = 0; second < Duration.ofMinutes(10).toSeconds(); second++) {
            migrations.look();
            clock.advance(Duration.ofSeconds(1));
        }

        var looks = clients.takeCalls();
        assertThat(looks).hasSizeBetween(30, 44).allMatch(Call::isRead);
        assertThat(IdleCost.dollarsAMonth(looks, Duration.ofMinutes(10))).isBetween(0.005, 0.05);
    }

    private static void every(long interval, long millis, Runnable task) {
        if (millis % interval == 0) {
            task.run();
        }
    }

    /**
     * The writes are refused, as no sweep is due. The database does not report their cost, which is that of a
     * write.
     */
    private void askForSweeps() {
        for (var task : List.of("COMING", "ALL")) {
            assertThat(sweeps.claim(task, Duration.ofHours(1))).isFalse();
            calls.add(new Call("UpdateItem savealife-invitations", 1));
        }
    }
}
