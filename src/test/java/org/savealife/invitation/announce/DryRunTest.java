package org.savealife.invitation.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.TestClock;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

class DryRunTest {

    private static EmbeddedDynamoDb database;
    private static TestTables tables;
    private static DonorRepository donors;

    private final TestClock clock = new TestClock();
    private final String city = "Haarlem " + RandomId.next();

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        donors = StoredDonors.repository(tables);
    }

    @AfterAll
    static void stopDatabase() {
        tables.close();
        database.close();
    }

    @Test
    void a_city_is_counted_by_the_rules_that_the_run_goes_by() {
        StoredDonors.add(
                tables.client(),
                "savealife",
                List.of(
                        aDonor().from(city).build(),
                        aDonor().from(city).build(),
                        aDonor().from(city).unsubscribed().build(),
                        aDonor().from(city).suppressed("bounced").build(),
                        aDonor().from("Zwolle").build()));

        var run = DryRun.of(aDonation().in(city).build(), donors, clock.instant());

        assertThat(run).isEqualTo(new DryRun(4, false, 2, Map.of("unsubscribed", 1L, "address_suppressed", 1L)));
    }

    @Test
    void to_a_donation_that_is_past_nobody_is_invited() {
        StoredDonors.add(tables.client(), "savealife", city, 3);

        var run = DryRun.of(
                aDonation().in(city).at(clock.instant().minusSeconds(1)).build(), donors, clock.instant());

        assertThat(run.invited()).isZero();
        assertThat(run.skipped()).containsEntry("donation_past", 3L);
    }

    @Test
    void a_city_without_donors_has_none() {
        assertThat(DryRun.of(aDonation().in(city).build(), donors, clock.instant()))
                .isEqualTo(new DryRun(0, false, 0, Map.of()));
    }

    @Test
    void a_large_city_is_estimated_from_its_first_donors() {
        StoredDonors.add(tables.client(), "savealife", city, 3_000);
        StoredDonors.add(
                tables.client(),
                "savealife",
                Stream.generate(() -> aDonor().from(city).unsubscribed().build())
                        .limit(1_000)
                        .toList());

        var run = DryRun.of(aDonation().in(city).build(), donors, clock.instant(), 1_000);

        assertThat(run.estimated()).isTrue();
        assertThat((double) run.donors()).isCloseTo(4_000, within(600.0));
        assertThat((double) run.invited()).isCloseTo(3_000, within(600.0));
        assertThat(run.skipped().values().stream().mapToLong(Long::longValue).sum() + run.invited())
                .isEqualTo(run.donors());
    }

    @Test
    void how_long_it_takes_follows_from_the_pace_where_that_is_known() {
        var run = new DryRun(1_243, false, 1_180, Map.of("unsubscribed", 63L));

        assertThat(run.takes(10)).contains(Duration.ofSeconds(118));
        assertThat(run.takes(0)).isEmpty();
    }
}
