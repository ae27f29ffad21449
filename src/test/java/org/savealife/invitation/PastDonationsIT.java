package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.Alone;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.CountingRelay;
import org.savealife.fixture.Deep;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

/** A worker that has just started and reads through what is stored sends no slower for it. */
@Alone
@Deep
class PastDonationsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final String TABLE = "savealife";
    private static final int PAST = 4_000;
    private static final int CITY = 6_000;

    /** Enough that waiting for the relay takes most of the time. */
    private static final Duration LAG = Duration.ofMillis(30);

    @Test
    void four_thousand_donations_that_are_over_take_a_tenth_of_the_pace_at_most() {
        var without = seconds(0);
        var with = seconds(PAST);

        System.out.printf("Past donations: a run of %d takes %.1f s, beside %d %.1f s%n", CITY, without, PAST, with);
        assertThat(with / without).isLessThan(1.1);
    }

    /** The time from the first message to the last. */
    private static double seconds(int past) {
        try (var database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
                var tables = new TestTables(database.endpoint());
                var relay = CountingRelay.start(1)) {
            relay.lag(LAG);
            StoredDonations.addAll(
                    tables, Stream.generate(PastDonationsIT::over).limit(past).toList());
            var city = "Utrecht " + RandomId.next();
            StoredDonors.add(tables.client(), TABLE, city, CITY);
            StoredDonations.add(tables.client(), TABLE, aDonation().in(city).build());
            try (var worker = worker(database, relay)) {
                assertThat(worker.isAlive()).isTrue();
                awaitMessages(relay, 1);
                var begunAt = System.nanoTime();
                awaitMessages(relay, CITY);
                return (System.nanoTime() - begunAt) / 1e9;
            }
        }
    }

    private static void awaitMessages(CountingRelay relay, int count) {
        await().pollDelay(Duration.ZERO).pollInterval(MOMENT).atMost(PATIENCE).until(() -> relay.count() >= count);
    }

    private static Donation over() {
        return aDonation()
                .in("Zwolle")
                .at(Instant.parse("2026-01-10T09:00:00Z"))
                .build();
    }

    private static ApplicationProcess worker(EmbeddedDynamoDb database, CountingRelay relay) {
        return ApplicationProcess.start(
                "past-donations-" + RandomId.next(),
                Map.of(
                        "savealife.role",
                        "worker",
                        "savealife.dynamodb.endpoint",
                        database.endpoint().toString(),
                        "savealife.mail.smtp.host",
                        "127.0.0.1",
                        "savealife.mail.smtp.port",
                        Integer.toString(relay.port(0))));
    }
}
