package org.savealife.invitation;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.CountingRelay;
import org.savealife.fixture.Depth;

/**
 * What becomes of a run when processes, relay or database fail in the middle of it.
 *
 * <p>{@code mvn -Pcrash verify} runs this test only, as thoroughly as {@code mvn -Pdepth verify}: with 50 kills
 * ({@code savealife.crash.kills}). Moments are random but counted in messages, so the same {@code
 * savealife.crash.seed} repeats them however fast the machine is.
 */
class CrashTableIT extends TwoWorkersIT {

    private static final int KILLS = Integer.getInteger("savealife.crash.kills", Depth.of(1, 50));
    private static final int DONORS_OF_KILLS = Depth.of(3_000, 20_000);
    private static final long SEED = Depth.seed("savealife.crash.seed");

    /** Messages a second: slow enough that what happens meanwhile happens in the middle of a page. */
    private static final double WALK = 400;

    /** While one node ends and another continues: slow enough that the run is not over before. */
    private static final double STROLL = 50;

    /** While a process restarts: next to nothing, but enough for the nodes to consider the relay available. */
    private static final double CRAWL = 2;

    /** Enough donors for two segments, so that both nodes have work. */
    private static final int CITY = 3_000;

    private final Random random = new Random(SEED);

    @BeforeAll
    static void start() {
        say("seed of the random moments: -Dsavealife.crash.seed=" + SEED);
    }

    @Test
    void both_workers_are_ready_though_one_of_them_has_the_stream() {
        var readers = NODES.stream()
                .map(node -> given().get(node.process().baseUri() + "health/ready")
                        .then()
                        .statusCode(200)
                        .extract()
                        .<String>path("checks.find { it.name == 'stream' }.data.reader"));

        assertThat(readers).containsExactlyInAnyOrder("this process", "another process");
    }

    @Test
    void kill_9_at_any_moment_loses_nobody_and_sends_one_page_again_at_most() {
        var callOut = callOut(DONORS_OF_KILLS);

        for (var kill = 0; kill < KILLS; kill++) {
            RELAY.pace(WALK);
            var victim = NODES.get(random.nextInt(NODES.size()));
            awaitMoment(victim, (callOut.donors().size() - RELAY.count()) / (KILLS - kill + 1));
            assertThat(stored.runStatus.status(callOut.id()))
                    .as("status at kill %d", kill)
                    .contains(InvitationRun.Status.RUNNING);
            victim.process().kill();
            RELAY.pace(CRAWL);
            victim.restart();
            victim.process().awaitReady();
        }
        RELAY.pace(AS_FAST_AS_THEY_COME);

        awaitFinished(callOut);
        callOut.assertAllSent(stored, RELAY);
        assertThat(CallOut.sentAgain(RELAY)).isLessThanOrEqualTo(KILLS * LedgerPage.SIZE);
        report(callOut, KILLS + " x kill -9");
    }

    /** Waits until the node is in the middle of a page or, if it has no work, until the run has come so far. */
    private void awaitMoment(WorkerNode node, int room) {
        var messages = 1 + random.nextInt(room);
        var ofNode = RELAY.count(node.line()) + messages;
        var ofAll = RELAY.count() + room;
        await(() -> RELAY.count(node.line()) >= ofNode || RELAY.count() >= ofAll);
    }

    @Test
    void told_to_end_a_node_hands_its_page_over_and_nobody_gets_two() {
        RELAY.pace(WALK);
        var callOut = callOut(CITY);
        var leaver = NODES.get(random.nextInt(NODES.size()));
        awaitMoment(leaver, CITY / 2);
        RELAY.pace(STROLL);

        var before = stored.openRuns.workable(callOut.id());
        var toldAt = System.nanoTime();
        leaver.process().terminate();
        var endedAt = System.nanoTime();
        var alive = hearts.signs().keySet();
        var left = owned(before, node -> !alive.contains(node));
        assertThat(left).isNotEmpty();
        awaitStored(() -> stored.openRuns.workable(callOut.id()).stream()
                .filter(segment -> left.containsKey(segment.from()))
                .allMatch(segment -> alive.contains(segment.node())));
        var taken = Duration.ofNanos(System.nanoTime() - endedAt);
        RELAY.pace(AS_FAST_AS_THEY_COME);

        awaitFinished(callOut);
        callOut.assertAllSent(stored, RELAY);
        assertThat(CallOut.sentAgain(RELAY)).isZero();
        assertThat(Duration.ofNanos(endedAt - toldAt)).isLessThan(Duration.ofSeconds(Depth.of(30, 10)));
        assertThat(taken).as("nobody had to be watched for so long").isLessThan(SegmentRepository.LEASE);
        report(callOut, "one node told to end, its work taken over after " + taken.toMillis() / 1000.0 + " s");
        leaver.restart();
        leaver.process().awaitReady();
    }

    @Test
    void a_relay_that_is_killed_and_restarted_costs_nobody_their_mail() {
        RELAY.pace(WALK);
        var callOut = callOut(CITY);

        var cut = 0;
        for (var kill = 1; kill <= 2; kill++) {
            var moment = RELAY.count() + 200 + random.nextInt(CITY / 3);
            await(() -> RELAY.count() >= moment);
            cut += RELAY.kill();
            pass(Duration.ofSeconds(3));
            RELAY.restart();
        }
        RELAY.pace(AS_FAST_AS_THEY_COME);

        awaitFinished(callOut);
        callOut.assertAllSent(stored, RELAY);
        assertThat(CallOut.sentAgain(RELAY)).isLessThanOrEqualTo(cut);
        report(callOut, "2 x relay killed and restarted");
    }

    @Test
    void whatever_a_moody_relay_puts_off_arrives_once_and_whom_it_refuses_is_told() {
        var donors = StoredDonors.add(TABLES.client(), TABLE, city(), 600);
        var refused = donors.stream()
                .filter(donor -> random.nextInt(50) == 0)
                .map(donor -> donor.email().value())
                .collect(toSet());
        RELAY.temper((step, recipient) -> {
            if (step == CountingRelay.Step.RCPT && refused.contains(recipient)) {
                return Optional.of("550 5.1.1 No such user");
            }
            return random.nextInt(10) > 0
                    ? Optional.empty()
                    : Optional.of(random.nextBoolean() ? "421 4.3.2 Too busy" : "451 4.3.0 Not now");
        });
        var callOut = callOut(donors);

        awaitFinished(callOut);
        assertThat(RELAY.received().keySet())
                .isEqualTo(callOut.addresses(
                        donor -> !refused.contains(donor.email().value())));
        assertThat(CallOut.sentAgain(RELAY)).isZero();
        var outcomes = callOut.outcomes(stored.ledger);
        for (var donor : donors) {
            assertThat(outcomes.get(donor.id()))
                    .isEqualTo(
                            refused.contains(donor.email().value())
                                    ? new Outcome.Failed("550 5.1.1 No such user")
                                    : new Outcome.Sent());
        }
        report(callOut, "10 % of all answers 421 or 451, " + refused.size() + " donors 550");
    }

    @Test
    void a_database_that_is_away_for_20_seconds_costs_nobody_their_mail() {
        RELAY.pace(WALK);
        var callOut = callOut(CITY);
        var moment = 200 + random.nextInt(CITY / 3);
        await(() -> RELAY.count() >= moment);

        databaseAway = true;
        DATABASE.disconnect();
        pass(Duration.ofSeconds(20));
        DATABASE.reconnect();
        databaseAway = false;

        awaitFinished(callOut);
        callOut.assertAllSent(stored, RELAY);
        assertThat(CallOut.sentAgain(RELAY)).isZero();
        report(callOut, "database away for 20 s");
    }

    @Test
    void both_nodes_stopped_beyond_their_leases_go_on_where_they_were() {
        RELAY.pace(WALK);
        var callOut = callOut(CITY);
        var moment = 200 + random.nextInt(CITY / 3);
        await(() -> RELAY.count() >= moment);

        NODES.forEach(node -> node.process().suspend());
        pass(SegmentRepository.LEASE.plusSeconds(5));
        NODES.forEach(node -> node.process().wake());

        awaitFinished(callOut);
        callOut.assertAllSent(stored, RELAY);
        assertThat(CallOut.sentAgain(RELAY)).isLessThanOrEqualTo(NODES.size() * LedgerPage.SIZE);
        report(callOut, "both nodes stopped for 15 s");
    }

    @Test
    void what_a_stopped_node_was_working_another_takes_over_and_the_sleeper_does_no_harm() {
        RELAY.pace(WALK);
        var callOut = callOut(CITY);
        var sleeper = NODES.get(random.nextInt(NODES.size()));
        awaitMoment(sleeper, CITY / 2);

        sleeper.process().suspend();
        var stoppedAt = System.nanoTime();
        var before = stored.openRuns.workable(callOut.id());
        var signs = hearts.signs();
        awaitStored(() -> !beating(signs).isEmpty());
        var awake = beating(signs);
        var held = owned(before, node -> !awake.contains(node));
        awaitStored(() -> owned(stored.openRuns.workable(callOut.id()), node -> true).entrySet().stream()
                .noneMatch(held.entrySet()::contains));
        var taken = Duration.ofNanos(System.nanoTime() - stoppedAt);
        sleeper.process().wake();

        assertThat(taken).isLessThan(Duration.ofSeconds(Depth.of(45, 15)));
        awaitFinished(callOut);
        callOut.assertAllSent(stored, RELAY);
        assertThat(CallOut.sentAgain(RELAY)).isLessThanOrEqualTo(LedgerPage.SIZE);
        report(callOut, "one node stopped, taken over after " + taken.toMillis() / 1000 + " s");
    }

    /**
     * "Sooner" is for the deep run only: in the gate, other tests use the processors that the second node would
     * need.
     */
    @Test
    void two_nodes_share_a_run_and_finish_sooner_than_one_where_the_relay_is_far_away() {
        RELAY.lag(Duration.ofMillis(Depth.of(10, 30)));
        NODES.get(1).process().suspend();
        var alone = time(callOut(CITY));
        assertThat(RELAY.count(1)).isZero();
        NODES.get(1).process().wake();
        RELAY.clear();

        var together = time(callOut(CITY));

        say(String.format("alone %.1f s, together %.1f s", alone, together));
        assertThat(List.of(RELAY.count(0), RELAY.count(1))).allMatch(count -> count >= CITY / 5);
        if (Depth.isDeep()) {
            assertThat(together / alone).isLessThan(0.8);
        }
    }

    private double time(CallOut callOut) {
        awaitFinished(callOut);
        var seconds = seconds();
        callOut.assertAllSent(stored, RELAY);
        assertThat(CallOut.sentAgain(RELAY)).isZero();
        return seconds;
    }
}
