package org.savealife.invitation;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.Donor;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.CountingRelay;
import org.savealife.invitation.worker.NodeRepository;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

/**
 * Two worker processes that share a database and a relay, to which each has its own proxy. One class only extends this
 * one: the processes are started once in a JVM.
 */
abstract class TwoWorkersIT {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration MOMENT = Duration.ofMillis(5);

    /** Between two questions to the database, which would otherwise take the processors from the nodes. */
    private static final Duration GLANCE = Duration.ofMillis(100);

    static final String TABLE = "savealife";

    static final double AS_FAST_AS_THEY_COME = 0;

    static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    static final TestTables TABLES = new TestTables(DATABASE.endpoint());
    static final CountingRelay RELAY = CountingRelay.start(2);
    static final List<WorkerNode> NODES =
            List.of(WorkerNode.start(0, DATABASE, RELAY), WorkerNode.start(1, DATABASE, RELAY));

    final StoredRuns stored = new StoredRuns(TABLES, Clock.systemUTC());
    final NodeRepository hearts = new NodeRepository(TABLES.client(), TABLES.tables(), Clock.systemUTC());
    final Set<String> opened = new HashSet<>();
    long startedAt;
    boolean databaseAway;

    @AfterAll
    static void stop() {
        NODES.forEach(node -> node.process().close());
        RELAY.close();
        TABLES.close();
        DATABASE.close();
    }

    @BeforeEach
    void connect() {
        NODES.forEach(WorkerNode::beThere);
    }

    @AfterEach
    void repair() {
        NODES.stream()
                .filter(node -> node.process().isAlive())
                .forEach(node -> node.process().wake());
        if (databaseAway) {
            DATABASE.reconnect();
        }
        // left by a failed test; the next one has the nodes for itself
        opened.forEach(id -> stored.runStatus.cancel(id, "The test is over."));
        RELAY.kill();
        RELAY.temper(CountingRelay.Temper.EVEN);
        RELAY.pace(AS_FAST_AS_THEY_COME);
        RELAY.lag(Duration.ZERO);
        RELAY.clear();
        RELAY.restart();
    }

    CallOut callOut(int donors) {
        return callOut(StoredDonors.add(TABLES.client(), TABLE, city(), donors));
    }

    /** Opens the run itself, as the stream does a moment later: when a node is stopped, the stream may wait. */
    CallOut callOut(List<Donor> donors) {
        var donation = aDonation().in(donors.get(0).city().name()).build();
        StoredDonations.add(TABLES.client(), TABLE, donation);
        startedAt = System.nanoTime();
        stored.runs.open(donation);
        opened.add(donation.id());
        return new CallOut(donation, donors);
    }

    static String city() {
        return "Utrecht " + RandomId.next();
    }

    /** The owners of those segments that one of the nodes owns, by the start of the segment. */
    static Map<String, String> owned(List<Segment> segments, Predicate<String> byNode) {
        return segments.stream()
                .filter(segment -> !segment.owner().isEmpty() && byNode.test(segment.node()))
                .collect(toMap(Segment::from, Segment::owner));
    }

    /** The nodes with a heartbeat since then. */
    Set<String> beating(Map<String, NodeRepository.Sign> since) {
        return hearts.signs().entrySet().stream()
                .filter(beat -> !since.entrySet().contains(beat))
                .map(Map.Entry::getKey)
                .collect(toSet());
    }

    /** Waits until messages have come so far. */
    static void await(Callable<Boolean> condition) {
        await(condition, MOMENT);
    }

    /** Waits until the table says so. */
    static void awaitStored(Callable<Boolean> condition) {
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
    static void pass(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }

    void awaitFinished(CallOut callOut) {
        awaitStored(() -> stored.runStatus.status(callOut.id()).orElseThrow() != InvitationRun.Status.RUNNING);
        assertThat(stored.runStatus.status(callOut.id())).contains(InvitationRun.Status.FINISHED);
    }

    void report(CallOut callOut, String what) {
        say(String.format(
                "%s: %d donors, %d sent again, %.0f s",
                what, callOut.donors().size(), CallOut.sentAgain(RELAY), seconds()));
    }

    /** Seconds since the run was opened. */
    double seconds() {
        return (System.nanoTime() - startedAt) / 1e9;
    }

    static void say(String line) {
        System.out.println("Crash table: " + line);
    }
}
