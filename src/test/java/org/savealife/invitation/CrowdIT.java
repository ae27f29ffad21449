package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.Alone;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.CountingRelay;
import org.savealife.fixture.Deep;
import org.savealife.fixture.Depth;
import org.savealife.invitation.run.KeyRangeSplit;
import org.savealife.invitation.worker.NodeRepository;
import org.savealife.mail.SendingQuota;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

/** Many runs at once on one worker process: which of them wait, and for how long. */
@Alone
class CrowdIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration MOMENT = Duration.ofMillis(20);

    /** 2 seconds are promised. In the gate, other tests share the processors, which makes it slower. */
    private static final Duration SOON = Duration.ofSeconds(Depth.of(20, 2));

    private static final String TABLE = "savealife";
    private static final String DEAD = "dead";

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());
    private static final CountingRelay RELAY = CountingRelay.start(1);

    private final StoredRuns stored = new StoredRuns(TABLES, Clock.systemUTC());
    private final NodeRepository hearts = new NodeRepository(TABLES.client(), TABLES.tables(), Clock.systemUTC());

    @AfterAll
    static void stop() {
        RELAY.close();
        TABLES.close();
        DATABASE.close();
    }

    @AfterEach
    void cancelAll() {
        stored.openRuns.findOpen().forEach(id -> stored.runStatus.cancel(id, "The test is over."));
        RELAY.pace(0);
        RELAY.clear();
    }

    @Test
    void nine_big_cities_with_dead_owners_hide_no_orphan_and_hold_up_none_of_fifty_small_donations() {
        RELAY.pace(100);
        var big = IntStream.range(0, 9).mapToObj(number -> bigRunOfDeadOwners()).toList();
        var cities = IntStream.range(0, 50)
                .mapToObj(number ->
                        StoredDonors.add(TABLES.client(), TABLE, city(), 1).get(0))
                .toList();
        try (var worker = worker("0")) {
            worker.awaitReady();
            var readyAt = System.nanoTime();

            var announced = new HashMap<String, Instant>();
            for (var donor : cities) {
                // opened here, as the stream does a moment later, one record after the other
                stored.runs.open(announce(donor.city().name()));
                announced.put(donor.email().value(), Instant.now());
            }
            await().atMost(PATIENCE).until(() -> RELAY.received().keySet().containsAll(announced.keySet()));
            var receivedAt = RELAY.receivedAt();
            var begun = announced.entrySet().stream()
                    .map(one -> Duration.between(one.getValue(), receivedAt.get(one.getKey())))
                    .toList();
            await().atMost(PATIENCE)
                    .until(() -> big.stream()
                            .flatMap(id -> stored.openRuns.workable(id).stream())
                            .noneMatch(CrowdIT::isOrphan));
            var takenOver = since(readyAt);

            say("small ones begun after "
                    + begun.stream().max(Duration::compareTo).orElseThrow().toMillis()
                    + " ms at most, orphans taken over after " + takenOver.toMillis() + " ms");
            assertThat(begun).allMatch(time -> time.compareTo(SOON) < 0);
            assertThat(takenOver).isLessThan(Duration.ofSeconds(Depth.of(45, 15)));
            assertThat(stored.openRuns.findOpen()).as("big ones still go on").containsAll(big);
        }
    }

    @Test
    @Deep
    void at_one_message_a_second_a_small_donation_does_not_wait_for_big_ones() {
        try (var worker = worker("1")) {
            worker.awaitReady();
            for (var number = 0; number < 3; number++) {
                announce(StoredDonors.add(TABLES.client(), TABLE, city(), 300)
                        .get(0)
                        .city()
                        .name());
            }
            await().atMost(PATIENCE).until(() -> RELAY.count() >= 4);
            var donors = StoredDonors.add(TABLES.client(), TABLE, city(), 2);

            var announcedAt = System.nanoTime();
            announce(donors.get(0).city().name());
            await().pollDelay(Duration.ZERO)
                    .pollInterval(MOMENT)
                    .atMost(PATIENCE)
                    .until(() -> donors.stream()
                            .anyMatch(donor ->
                                    RELAY.received().containsKey(donor.email().value())));
            var waited = since(announcedAt);

            say("first mail of a small one after " + waited.toMillis() + " ms");
            assertThat(waited).isLessThan(SOON);
        }
    }

    /** A run of 64 segments, four of which belong to killed nodes. */
    private String bigRunOfDeadOwners() {
        var donors = StoredDonors.add(TABLES.client(), TABLE, city(), 640);
        var donation = aDonation().in(donors.get(0).city().name()).build();
        var node = DEAD + RandomId.next();
        hearts.beat(node, "");
        stored.runs.open(donation);
        var boundaries = IntStream.range(1, KeyRangeSplit.MAX_SEGMENTS)
                .mapToObj(number -> String.format("%02x", number * 4))
                .toList();
        var whole = stored.segments
                .claim(stored.openRuns.workable(donation.id()).get(0), node)
                .orElseThrow();
        stored.segments.begin(whole, new KeyRangeSplit(donors.size(), false, boundaries), SendingQuota.UNKNOWN);
        stored.openRuns.workable(donation.id()).subList(1, 4).forEach(segment -> stored.segments.claim(segment, node));
        StoredDonations.add(TABLES.client(), TABLE, donation);
        assertThat(stored.openRuns.workable(donation.id()).stream().filter(CrowdIT::isOrphan))
                .hasSize(4);
        return donation.id();
    }

    private static boolean isOrphan(Segment segment) {
        return segment.node().startsWith(DEAD);
    }

    private static Donation announce(String city) {
        return StoredDonations.add(TABLES.client(), TABLE, aDonation().in(city).build());
    }

    private static ApplicationProcess worker(String rate) {
        return ApplicationProcess.start(
                "crowd-" + rate,
                Map.of(
                        "savealife.role",
                        "worker",
                        "savealife.dynamodb.endpoint",
                        DATABASE.endpoint().toString(),
                        "savealife.mail.rate-per-second",
                        rate,
                        "savealife.mail.smtp.host",
                        "127.0.0.1",
                        "savealife.mail.smtp.port",
                        Integer.toString(RELAY.port(0))));
    }

    private static String city() {
        return "Utrecht " + RandomId.next();
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private static void say(String line) {
        System.out.println("Crowd: " + line);
    }
}
