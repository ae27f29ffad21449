package org.savealife.invitation.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.StoredDonations;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.Counts;
import org.savealife.invitation.StoredRuns;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

class OtherDonationsTest {

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private final TestClock clock = new TestClock();
    private final String city = "Haarlem " + RandomId.next();
    private final StoredRuns stored = new StoredRuns(TABLES, clock);
    private DonationRepository donations;
    private CalendarRepository calendar;

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @BeforeEach
    void connect() {
        donations = StoredDonations.repository(TABLES, clock);
        calendar = StoredDonations.calendar(TABLES, clock);
    }

    @Test
    void donations_of_the_city_within_two_weeks_are_near_whether_they_come_before_or_after() {
        var before = stored(6);
        var after = stored(33);
        stored(4);
        stored(36);
        donations.cancel(stored(21).id());
        donations.add(aDonation()
                .in("Other " + city)
                .at(clock.instant().plus(Duration.ofDays(20)))
                .build());

        assertThat(others(20).near()).extracting(OtherDonations.Near::id).containsExactly(before.id(), after.id());
    }

    @Test
    void a_donation_that_is_just_over_is_near_as_well() {
        var over = stored(2);
        clock.advance(Duration.ofDays(3));

        assertThat(others(5).near()).extracting(OtherDonations.Near::id).containsExactly(over.id());
    }

    @Test
    void donors_who_were_invited_within_a_week_are_told_with_the_donation_they_were_invited_to() {
        var donation = stored(60);
        invite(donation, 44);
        clock.advance(Duration.ofDays(6));

        assertThat(others(20).invited()).hasValueSatisfying(invited -> {
            assertThat(invited.id()).isEqualTo(donation.id());
            assertThat(invited.donors()).isEqualTo(44);
        });
        clock.advance(Duration.ofDays(1).plusSeconds(1));
        assertThat(others(20).invited()).isEmpty();
    }

    @Test
    void the_last_of_several_invitations_is_told() {
        invite(stored(60), 44);
        clock.advance(Duration.ofDays(1));
        var last = stored(70);
        invite(last, 45);

        assertThat(others(20).invited()).map(OtherDonations.Invited::id).contains(last.id());
    }

    @Test
    void a_donation_to_which_nobody_was_invited_troubles_nobody() {
        stored.runs.open(stored(60));

        assertThat(others(20).invited()).isEmpty();
        assertThat(others(20).near()).isEmpty();
    }

    private OtherDonations others(int days) {
        var foreseen = aDonation()
                .in(city)
                .at(clock.instant().plus(Duration.ofDays(days)))
                .build();
        return OtherDonations.of(foreseen, calendar, stored.runs, clock.instant());
    }

    private Donation stored(int days) {
        var donation = aDonation()
                .in(city)
                .at(clock.instant().plus(Duration.ofDays(days)))
                .announcedAt(clock.instant())
                .build();
        donations.add(donation);
        return donation;
    }

    private void invite(Donation donation, long donors) {
        stored.runs.open(donation);
        var segment = stored.segments
                .claim(stored.openRuns.workable(donation.id()).get(0), "node")
                .orElseThrow();
        stored.segmentCounts.end(segment, new Counts(donors, Map.of(), Map.of(), 0));
    }
}
