package org.savealife.invitation.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.Donor;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.CountingRelay;
import org.savealife.fixture.CountingRelay.Step;
import org.savealife.fixture.Depth;
import org.savealife.invitation.Counts;
import org.savealife.invitation.DayCountItem;
import org.savealife.invitation.DayCounts;
import org.savealife.invitation.web.RunActions;
import org.savealife.mail.smtp.TestTransport;
import org.savealife.platform.dynamodb.TestTables;

/**
 * The counts of a run match its ledger at whatever moment staff stop it. Moments are random and counted in
 * messages; the system property {@code savealife.stop.seed} repeats those of another day.
 */
@Timeout(180)
class StoppedRunIT {

    private static final int TIMES = Depth.of(6, 20);
    private static final int DONORS = 240;
    private static final long SEED = Depth.seed("savealife.stop.seed");
    private static final String CITY = "Haarlem";
    private static final FailureLimit NEVER = new FailureLimit(0, 1);
    private static final Duration PROMPTLY = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private static EmbeddedDynamoDb database;
    private static TestTables tables;
    private static List<Donor> latecomers;

    private final Random random = new Random(SEED);
    private final AtomicInteger stoppedAmidst = new AtomicInteger();

    /** Of each hundred some have stopped their e-mails, some addresses are refused, some domains put off. */
    @BeforeAll
    static void store() {
        System.out.println("Moments of stopped runs: -Dsavealife.stop.seed=" + SEED);
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        var donors = new ArrayList<Donor>();
        for (var number = 0; number < DONORS; number++) {
            var domain = number % 20 == 0 ? "gone" : number % 20 == 1 ? "slow" : "prompt";
            var donor = aDonor().from(CITY).withEmail("donor" + number + "@" + domain + ".example");
            donors.add(number % 20 == 2 ? donor.unsubscribed().build() : donor.build());
        }
        latecomers = StoredDonors.add(tables.client(), "savealife", donors).subList(0, 30);
    }

    @AfterAll
    static void stopDatabase() {
        tables.close();
        database.close();
    }

    @Test
    void totals_of_a_run_that_is_cancelled_are_those_of_its_ledger() {
        for (var time = 0; time < TIMES; time++) {
            stopped((run, relay) -> {
                run.stored().runStatus.cancel(run.donationId(), RunActions.CANCELLED_BY_STAFF);
                awaitLetGo(run);
                assertAddsUp(run);
                assertThat(ofItem(run)).as("in lists").isEqualTo(run.now().counts());
            });
        }

        assertThat(stoppedAmidst).hasValueGreaterThan(TIMES / Depth.of(6, 2));
    }

    @Test
    void totals_of_a_run_that_is_paused_are_those_of_its_ledger_and_nobody_is_lost_or_counted_twice() {
        for (var time = 0; time < TIMES; time++) {
            stopped((run, relay) -> {
                run.stored().runStatus.pause(run.donationId(), RunActions.PAUSED_BY_STAFF);
                awaitLetGo(run);
                assertAddsUp(run);
                assertThat(ofItem(run).settled())
                        .as("in lists")
                        .isEqualTo(run.now().counts().settled());

                run.resume();
                await().atMost(PROMPTLY).until(() -> run.now().counts().settled() == DONORS - DONORS / 20);

                run.stored().runStatus.pause(run.donationId(), RunActions.PAUSED_BY_STAFF);
                awaitLetGo(run);
                assertAddsUp(run);
                assertThat(relay.received().values())
                        .allSatisfy(messages -> assertThat(messages).hasSize(1));
                assertThat(relay.received()).hasSize(DONORS - 3 * DONORS / 20);
            });
        }

        assertThat(stoppedAmidst).hasValueGreaterThan(TIMES / Depth.of(6, 2));
    }

    @Test
    void totals_by_day_of_a_run_that_is_stopped_are_those_of_its_ledger() {
        stopped((run, relay) -> {
            run.stored().runStatus.cancel(run.donationId(), RunActions.CANCELLED_BY_STAFF);
            awaitLetGo(run);

            assertThat(byDay(run)).isEqualTo(Counts.of(run.outcomes().values()).settled());
        });
    }

    private static long byDay(WorkedRun run) {
        return run.stored().items(run.donationId()).stream()
                .flatMap(item -> DayCountItem.byDay(item).values().stream())
                .mapToLong(DayCounts::total)
                .sum();
    }

    @FunctionalInterface
    private interface Stop {

        void accept(WorkedRun run, CountingRelay relay);
    }

    /** Lets a run come to a random message, with late donors and other runs waiting, and then stops it. */
    private void stopped(Stop stop) {
        var messages = random.nextInt(DONORS - DONORS / 5);
        var givesWay = random.nextBoolean();
        try (var relay = CountingRelay.start(1);
                var transport = new TestTransport(relay.port(0));
                var run = new WorkedRun(tables, transport.transport(), CITY, NEVER)) {
            relay.temper((step, recipient) -> step != Step.RCPT || recipient.endsWith("@prompt.example")
                    ? Optional.empty()
                    : Optional.of(
                            recipient.endsWith("@gone.example") ? "550 5.1.1 Nobody here" : "450 4.2.0 Greylisted"));
            run.begin();
            await().atMost(PROMPTLY)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(MOMENT)
                    .until(() -> relay.count() >= messages);
            run.late(latecomers.stream().map(Donor::id).toList());
            if (givesWay) {
                run.giveWay();
            }
            if (run.isWorked()) {
                stoppedAmidst.incrementAndGet();
            }
            stop.accept(run, relay);
        }
    }

    private static void awaitLetGo(WorkedRun run) {
        await().atMost(PROMPTLY).pollInterval(Duration.ofMillis(20)).until(() -> run.isLetGo() && !run.isWorked());
    }

    private static void assertAddsUp(WorkedRun run) {
        assertThat(run.now().counts())
                .as("stopped with -Dsavealife.stop.seed=%s", SEED)
                .isEqualTo(Counts.of(run.outcomes().values()));
    }

    /** The counts as readers see them who read no segments. */
    private static Counts ofItem(WorkedRun run) {
        var found = run.stored().runs.findAll(List.of(run.donationId()));
        return Objects.requireNonNull(found.get(run.donationId())).counts();
    }
}
