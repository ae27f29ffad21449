package org.savealife.invitation.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.donor.store.StoredCities;
import org.savealife.fixture.EmbeddedDynamoDb;
import org.savealife.fixture.Injected;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.RunRepository;
import org.savealife.invitation.opening.DonationSweep;
import org.savealife.invitation.opening.Migrator;
import org.savealife.invitation.opening.SweepRepository;
import org.savealife.platform.audit.StoredAudit;
import org.savealife.platform.dynamodb.IdleCost;
import org.savealife.platform.dynamodb.TestClients;
import org.savealife.platform.dynamodb.TestClients.Call;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.kcl.IdleStream;

/** What a worker costs while there is nothing to do, beside the stream, as docs/aws.md has it under "What it costs". */
class IdleCostTest {

    private static final Duration MEASURED = Duration.ofMinutes(2);
    private static final long LOOK_FOR_MIGRATIONS = 1_000;

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private final TestClock clock = new TestClock();
    private final RunWorker worker = new RunWorker();
    private final SweepRepository sweeps = new SweepRepository();
    private final List<Call> calls = new ArrayList<>();
    private TestTables tables;
    private TestClients clients;
    private Migrator migrations;
    private long nanos = Duration.ofDays(1).toNanos();

    @BeforeEach
    void connect() {
        tables = new TestTables(database.endpoint());
        clients = new TestClients(database.endpoint());
        var client = clients.client();
        worker.role = TestTables.role("worker");
        worker.nanoTime = () -> nanos;
        worker.clock = clock;
        worker.stream = new IdleStream(tables);
        worker.heart = new Heartbeat();
        worker.heart.nanoTime = () -> nanos;
        worker.heart.stream = worker.stream;
        worker.heart.nodes = new NodeRepository();
        worker.heart.nodes.dynamoDb = client;
        worker.heart.nodes.tables = tables.tables();
        worker.heart.nodes.clock = clock;
        worker.runs = new RunRepository();
        Injected.into(worker.runs, "dynamoDb", client);
        Injected.into(worker.runs, "tables", tables.tables());
        Injected.into(worker.runs, "transactions", tables.transactions());
        Injected.into(worker.runs, "clock", clock);
        Injected.into(worker.runs, "zone", ZoneOffset.UTC);
        Injected.into(sweeps, "dynamoDb", client);
        Injected.into(sweeps, "tables", tables.tables());
        Injected.into(sweeps, "clock", clock);
        migrations = new Migrator(new TestTables(client), clock);
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
            every(Heartbeat.BEAT_MILLIS, millis, worker.heart::beat);
            every(Heartbeat.WATCH_MILLIS, millis, worker.heart::watchInTurn);
            every(DonationSweep.POLL_INTERVAL.toMillis(), millis, this::askForSweeps);
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

    /** Refused, since none is due: the database says nothing of what that costs, which is what it would to write. */
    private void askForSweeps() {
        for (var task : List.of("COMING", "ALL")) {
            assertThat(sweeps.claim(task, Duration.ofHours(1))).isFalse();
            calls.add(new Call("UpdateItem savealife-invitations", 1));
        }
    }
}
