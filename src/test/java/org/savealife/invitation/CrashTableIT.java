package org.savealife.invitation;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.Donor;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.CountingRelay;
import org.savealife.fixture.Depth;
import org.savealife.invitation.worker.NodeRepository;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

/**
 * What becomes of a run when processes, relay or database fail in the middle of it. Two worker processes share a
 * database and a relay, to which each has its own proxy.
 *
 * <p>{@code mvn -Pcrash verify} runs this test only, as thoroughly as {@code mvn -Pdepth verify}: with 50 kills
 * ({@code savealife.crash.kills}). Moments are random but counted in messages, so the same {@code
 * savealife.crash.seed} repeats them however fast the machine is.
 */
class CrashTableIT {

    private static final int KILLS = Integer.getInteger("savealife.crash.kills", Depth.of(1, 50));
    private static final int DONORS_OF_KILLS = Depth.of(3_000, 20_000);
    private static final long SEED = Depth.seed("savealife.crash.seed");

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration MOMENT = Duration.ofMillis(5);

    /** Between two questions to the database, which would otherwise take the processors from the nodes. */
    private static final Duration GLANCE = Duration.ofMillis(100);

    private static final String TABLE = "savealife";

    /** Messages a second: slow enough that what happens meanwhile happens in the middle of a page. */
    private static final double WALK = 400;

    /** While one node ends and another continues: slow enough that the run is not over before. */
    private static final double STROLL = 50;

    /** While a process restarts: next to nothing, but enough for the nodes to consider the relay available. */
    private static final double CRAWL = 2;

    private static final double AS_FAST_AS_THEY_COME = 0;

    /** Enough donors for two segments, so that both nodes have work. */
    private static final int CITY = 3_000;

    private static final EmbeddedDynamoDb database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables tables = new TestTables(database.endpoint());
    private static final CountingRelay relay = CountingRelay.start(2);
    private static final List<Node> nodes = List.of(new Node(0), new Node(1));

    private final Random random = new Random(SEED);
    private final StoredRuns stored = new StoredRuns(tables, Clock.systemUTC());
    private final NodeRepository hearts = new NodeRepository(tables.client(), tables.tables(), Clock.systemUTC());
    private final Set<String> opened = new HashSet<>();
    private long startedAt;
    private boolean databaseAway;

    /** A worker process, and its line to the relay. */
    private static final class Node {

        private final int line;
        private ApplicationProcess process;

        Node(int line) {
            this.line = line;
            this.process = started(line);
        }

        private static ApplicationProcess started(int line) {
            return ApplicationProcess.start(
                    "crash-table-" + line,
                    Map.of(
                            "savealife.role",
                            "worker",
                            "savealife.dynamodb.endpoint",
                            database.endpoint().toString(),
                            "savealife.mail.smtp.host",
                            "127.0.0.1",
                            "savealife.mail.smtp.port",
                            Integer.toString(relay.port(line))));
        }

        void restart() {
            process = started(line);
        }

        /** Starts the process again if a failed test has left it dead. */
        void beThere() {
            if (!process.isAlive()) {
                restart();
            }
            process.awaitReady();
        }
    }

    /** A donation whose run has been opened, and the donors of its city. */
    private record CallOut(Donation donation, List<Donor> donors) {

        String id() {
            return donation.id();
        }

        Set<String> addresses() {
            return addresses(donor -> true);
        }

        Set<String> addresses(Predicate<Donor> wanted) {
            return donors.stream()
                    .filter(wanted)
                    .map(donor -> donor.email().value())
                    .collect(toSet());
        }
    }

    @BeforeAll
    static void start() {
        say("seed of the random moments: -Dsavealife.crash.seed=" + SEED);
    }

    @AfterAll
    static void stop() {
        nodes.forEach(node -> node.process.close());
        relay.close();
        tables.close();
        database.close();
    }

    @BeforeEach
    void connect() {
        nodes.forEach(Node::beThere);
    }

    @AfterEach
    void repair() {
        nodes.stream().filter(node -> node.process.isAlive()).forEach(node -> node.process.wake());
        if (databaseAway) {
            database.reconnect();
        }
        // left by a failed test; the next one has the nodes for itself
        opened.forEach(id -> stored.runStatus.cancel(id, "The test is over."));
        relay.kill();
        relay.temper(CountingRelay.Temper.EVEN);
        relay.pace(AS_FAST_AS_THEY_COME);
        relay.lag(Duration.ZERO);
        relay.clear();
        relay.restart();
    }

    @Test
    void both_workers_are_ready_though_one_of_them_has_the_stream() {
        var readers = nodes.stream()
                .map(node -> given().get(node.process.baseUri() + "health/ready")
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
            relay.pace(WALK);
            var victim = nodes.get(random.nextInt(nodes.size()));
            awaitMoment(victim, (callOut.donors().size() - relay.count()) / (KILLS - kill + 1));
            assertThat(stored.runStatus.status(callOut.id()))
                    .as("status at kill %d", kill)
                    .contains(InvitationRun.Status.RUNNING);
            victim.process.kill();
            relay.pace(CRAWL);
            victim.restart();
            victim.process.awaitReady();
        }
        relay.pace(AS_FAST_AS_THEY_COME);

        awaitFinished(callOut);
        assertAllSent(callOut);
        assertThat(sentAgain()).isLessThanOrEqualTo(KILLS * LedgerPage.SIZE);
        report(callOut, KILLS + " x kill -9");
    }

    /** Waits until the node is in the middle of a page or, if it has no work, until the run has come so far. */
    private void awaitMoment(Node node, int room) {
        var messages = 1 + random.nextInt(room);
        var ofNode = relay.count(node.line) + messages;
        var ofAll = relay.count() + room;
        await(() -> relay.count(node.line) >= ofNode || relay.count() >= ofAll);
    }

    @Test
    void told_to_end_a_node_hands_its_page_over_and_nobody_gets_two() {
        relay.pace(WALK);
        var callOut = callOut(CITY);
        var leaver = nodes.get(random.nextInt(nodes.size()));
        awaitMoment(leaver, CITY / 2);
        relay.pace(STROLL);

        var before = stored.openRuns.workable(callOut.id());
        var toldAt = System.nanoTime();
        leaver.process.terminate();
        var endedAt = System.nanoTime();
        var alive = hearts.signs().keySet();
        var left = owned(before, node -> !alive.contains(node));
        assertThat(left).isNotEmpty();
        awaitStored(() -> stored.openRuns.workable(callOut.id()).stream()
                .filter(segment -> left.containsKey(segment.from()))
                .allMatch(segment -> alive.contains(segment.node())));
        var taken = Duration.ofNanos(System.nanoTime() - endedAt);
        relay.pace(AS_FAST_AS_THEY_COME);

        awaitFinished(callOut);
        assertAllSent(callOut);
        assertThat(sentAgain()).isZero();
        assertThat(Duration.ofNanos(endedAt - toldAt)).isLessThan(Duration.ofSeconds(Depth.of(30, 10)));
        assertThat(taken).as("nobody had to be watched for so long").isLessThan(SegmentRepository.LEASE);
        report(callOut, "one node told to end, its work taken over after " + taken.toMillis() / 1000.0 + " s");
        leaver.restart();
        leaver.process.awaitReady();
    }

    @Test
    void a_relay_that_is_killed_and_restarted_costs_nobody_their_mail() {
        relay.pace(WALK);
        var callOut = callOut(CITY);

        var cut = 0;
        for (var kill = 1; kill <= 2; kill++) {
            var moment = relay.count() + 200 + random.nextInt(CITY / 3);
            await(() -> relay.count() >= moment);
            cut += relay.kill();
            pass(Duration.ofSeconds(3));
            relay.restart();
        }
        relay.pace(AS_FAST_AS_THEY_COME);

        awaitFinished(callOut);
        assertAllSent(callOut);
        assertThat(sentAgain()).isLessThanOrEqualTo(cut);
        report(callOut, "2 x relay killed and restarted");
    }

    @Test
    void whatever_a_moody_relay_puts_off_arrives_once_and_whom_it_refuses_is_told() {
        var donors = StoredDonors.add(tables.client(), TABLE, city(), 600);
        var refused = donors.stream()
                .filter(donor -> random.nextInt(50) == 0)
                .map(donor -> donor.email().value())
                .collect(toSet());
        relay.temper((step, recipient) -> {
            if (step == CountingRelay.Step.RCPT && refused.contains(recipient)) {
                return Optional.of("550 5.1.1 No such user");
            }
            return random.nextInt(10) > 0
                    ? Optional.empty()
                    : Optional.of(random.nextBoolean() ? "421 4.3.2 Too busy" : "451 4.3.0 Not now");
        });
        var callOut = callOut(donors);

        awaitFinished(callOut);
        assertThat(relay.received().keySet())
                .isEqualTo(callOut.addresses(
                        donor -> !refused.contains(donor.email().value())));
        assertThat(sentAgain()).isZero();
        var outcomes = outcomes(callOut);
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
        relay.pace(WALK);
        var callOut = callOut(CITY);
        var moment = 200 + random.nextInt(CITY / 3);
        await(() -> relay.count() >= moment);

        databaseAway = true;
        database.disconnect();
        pass(Duration.ofSeconds(20));
        database.reconnect();
        databaseAway = false;

        awaitFinished(callOut);
        assertAllSent(callOut);
        assertThat(sentAgain()).isZero();
        report(callOut, "database away for 20 s");
    }

    @Test
    void both_nodes_stopped_beyond_their_leases_go_on_where_they_were() {
        relay.pace(WALK);
        var callOut = callOut(CITY);
        var moment = 200 + random.nextInt(CITY / 3);
        await(() -> relay.count() >= moment);

        nodes.forEach(node -> node.process.suspend());
        pass(SegmentRepository.LEASE.plusSeconds(5));
        nodes.forEach(node -> node.process.wake());

        awaitFinished(callOut);
        assertAllSent(callOut);
        assertThat(sentAgain()).isLessThanOrEqualTo(nodes.size() * LedgerPage.SIZE);
        report(callOut, "both nodes stopped for 15 s");
    }

    @Test
    void what_a_stopped_node_was_working_another_takes_over_and_the_sleeper_does_no_harm() {
        relay.pace(WALK);
        var callOut = callOut(CITY);
        var sleeper = nodes.get(random.nextInt(nodes.size()));
        awaitMoment(sleeper, CITY / 2);

        sleeper.process.suspend();
        var stoppedAt = System.nanoTime();
        var before = stored.openRuns.workable(callOut.id());
        var signs = hearts.signs();
        awaitStored(() -> !beating(signs).isEmpty());
        var awake = beating(signs);
        var held = owned(before, node -> !awake.contains(node));
        awaitStored(() -> owned(stored.openRuns.workable(callOut.id()), node -> true).entrySet().stream()
                .noneMatch(held.entrySet()::contains));
        var taken = Duration.ofNanos(System.nanoTime() - stoppedAt);
        sleeper.process.wake();

        assertThat(taken).isLessThan(Duration.ofSeconds(Depth.of(45, 15)));
        awaitFinished(callOut);
        assertAllSent(callOut);
        assertThat(sentAgain()).isLessThanOrEqualTo(LedgerPage.SIZE);
        report(callOut, "one node stopped, taken over after " + taken.toMillis() / 1000 + " s");
    }

    /** The owners of those segments that one of the nodes owns, by the start of the segment. */
    private static Map<String, String> owned(List<Segment> segments, Predicate<String> byNode) {
        return segments.stream()
                .filter(segment -> !segment.owner().isEmpty() && byNode.test(segment.node()))
                .collect(toMap(Segment::from, Segment::owner));
    }

    /** The nodes with a heartbeat since then. */
    private Set<String> beating(Map<String, NodeRepository.Sign> since) {
        return hearts.signs().entrySet().stream()
                .filter(beat -> !since.entrySet().contains(beat))
                .map(Map.Entry::getKey)
                .collect(toSet());
    }

    /**
     * "Sooner" is for the deep run only: in the gate, other tests use the processors that the second node would
     * need.
     */
    @Test
    void two_nodes_share_a_run_and_finish_sooner_than_one_where_the_relay_is_far_away() {
        relay.lag(Duration.ofMillis(Depth.of(10, 30)));
        nodes.get(1).process.suspend();
        var alone = time(callOut(CITY));
        assertThat(relay.count(1)).isZero();
        nodes.get(1).process.wake();
        relay.clear();

        var together = time(callOut(CITY));

        say(String.format("alone %.1f s, together %.1f s", alone, together));
        assertThat(List.of(relay.count(0), relay.count(1))).allMatch(count -> count >= CITY / 5);
        if (Depth.isDeep()) {
            assertThat(together / alone).isLessThan(0.8);
        }
    }

    private double time(CallOut callOut) {
        awaitFinished(callOut);
        var seconds = seconds();
        assertAllSent(callOut);
        assertThat(sentAgain()).isZero();
        return seconds;
    }

    private static String city() {
        return "Utrecht " + RandomId.next();
    }

    private CallOut callOut(int donors) {
        return callOut(StoredDonors.add(tables.client(), TABLE, city(), donors));
    }

    /** Opens the run itself, as the stream does a moment later: when a node is stopped, the stream may wait. */
    private CallOut callOut(List<Donor> donors) {
        var donation = aDonation().in(donors.get(0).city().name()).build();
        StoredDonations.add(tables.client(), TABLE, donation);
        startedAt = System.nanoTime();
        stored.runs.open(donation);
        opened.add(donation.id());
        return new CallOut(donation, donors);
    }

    /** Waits until messages have come so far. */
    private static void await(Callable<Boolean> condition) {
        await(condition, MOMENT);
    }

    /** Waits until the table says so. */
    private static void awaitStored(Callable<Boolean> condition) {
        await(condition, GLANCE);
    }

    private static void await(Callable<Boolean> condition, Duration interval) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(interval)
                .atMost(PATIENCE)
                .until(condition);
    }

    /** Sleeps, since the time for which something is unavailable is what is tested. */
    private static void pass(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }

    private void awaitFinished(CallOut callOut) {
        awaitStored(() -> stored.runStatus.status(callOut.id()).orElseThrow() != InvitationRun.Status.RUNNING);
        assertThat(stored.runStatus.status(callOut.id())).contains(InvitationRun.Status.FINISHED);
    }

    /** Each donor got at least one message, always the same one, and the ledger and its counts say so. */
    private void assertAllSent(CallOut callOut) {
        var received = relay.received();
        assertThat(received.keySet()).isEqualTo(callOut.addresses());
        assertThat(received.values()).allMatch(ids -> Set.copyOf(ids).size() == 1);
        assertThat(received.values().stream().map(ids -> ids.get(0))).doesNotHaveDuplicates();
        assertThat(outcomes(callOut))
                .isEqualTo(callOut.donors().stream().collect(toMap(Donor::id, donor -> new Outcome.Sent())));
        assertThat(stored.runs.find(callOut.id()).orElseThrow().counts())
                .isEqualTo(new Counts(callOut.donors().size(), Map.of(), Map.of(), 0));
    }

    private Map<String, Outcome> outcomes(CallOut callOut) {
        var outcomes = new HashMap<String, Outcome>();
        List<LedgerPage> pages;
        var from = "";
        do {
            pages = stored.ledger.pages(callOut.id(), from, Segment.BEHIND_ALL, 50);
            for (var page : pages) {
                outcomes.putAll(page.outcomes());
                from = page.last() + " ";
            }
        } while (!pages.isEmpty());
        return outcomes;
    }

    private static int sentAgain() {
        return relay.received().values().stream()
                .mapToInt(ids -> ids.size() - 1)
                .sum();
    }

    private void report(CallOut callOut, String what) {
        say(String.format(
                "%s: %d donors, %d sent again, %.0f s", what, callOut.donors().size(), sentAgain(), seconds()));
    }

    /** Seconds since the run was opened. */
    private double seconds() {
        return (System.nanoTime() - startedAt) / 1e9;
    }

    private static void say(String line) {
        System.out.println("Crash table: " + line);
    }
}
