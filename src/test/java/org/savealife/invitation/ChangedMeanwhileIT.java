package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.donation.Donation;
import org.savealife.donation.FiledDonations;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.store.FiledDonors;
import org.savealife.invitation.opening.Migrator;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Meanwhile;
import org.savealife.platform.dynamodb.TestTables;

/** Donors and donations that people change while a migration moves them. */
class ChangedMeanwhileIT extends SideBySideIT {

    /** What people do. */
    private enum Change {
        RENAME,
        MOVE,
        SPELL_THE_CITY_OTHERWISE,
        CHANGE_THE_ADDRESS,
        UNSUBSCRIBE,
        SUPPRESS,
        ERASE
    }

    @ParameterizedTest
    @EnumSource
    void what_is_done_to_a_donor_at_the_moment_when_they_are_moved_holds(Change change) {
        var bystander = former.add(aDonor().from("Łódź").build());
        var donor = former.add(aDonor().from("Łódź").build());
        var before = words(donor);
        var meanwhile = new Meanwhile();
        var seen = new ArrayList<String>();
        meanwhile.beforeWriting("DONOR#" + donor.id(), () -> {
            make(change, donor);
            seen.add(words(donor));
        });
        try (var process = new Migrator(database.endpoint(), clock, meanwhile)) {
            process.look();
        }
        clock.advance(Duration.ofMinutes(1));
        migrate();

        assertThat(meanwhile.isOver()).isTrue();
        assertThat(seen).containsExactly(words(donor)).doesNotContain(before);
        assertThat(FiledDonors.check(tables)).contains(bystander);
    }

    @Test
    void a_donation_that_is_called_off_at_the_moment_when_it_is_moved_stays_called_off() {
        var donation = announcedAsBefore(aDonation().in("Łódź").build());
        former.add(aDonor().from("Łódź").build());
        var meanwhile = new Meanwhile();
        meanwhile.beforeWriting("DONATION#" + donation.id(), () -> donations.cancel(donation.id()));
        try (var process = new Migrator(database.endpoint(), clock, meanwhile)) {
            process.look();
        }

        assertThat(meanwhile.isOver()).isTrue();
        assertThat(FiledDonations.check(tables)).extracting(Donation::cancelled).containsExactly(true);
    }

    @Test
    void a_donation_that_is_called_off_when_it_has_just_been_moved_is_called_off() {
        var donation = announcedAsBefore(aDonation().in("Łódź").build());
        var meanwhile = new Meanwhile();
        meanwhile.beforeWriting("DONATION#" + donation.id(), this::migrateUnlookedAt);
        try (var watched = new TestTables(database.endpoint(), meanwhile)) {
            var cancelled = StoredDonations.repository(watched, clock).cancel(donation.id());

            assertThat(cancelled.map(Donation::cancelled)).contains(true);
        }
        assertThat(meanwhile.isOver()).isTrue();
        assertThat(FiledDonations.check(tables)).extracting(Donation::cancelled).containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Łódź", "Lodz"})
    void who_signs_up_while_others_are_moved_is_with_them(String city) {
        var moved = former.add(aDonor().from("Łódź").build());
        var late = aDonor().from(city).build();
        var meanwhile = new Meanwhile();
        meanwhile.beforeWriting("DONOR#" + moved.id(), () -> donors.add(late));
        try (var process = new Migrator(database.endpoint(), clock, meanwhile)) {
            process.look();
        }
        clock.advance(Duration.ofMinutes(1));
        migrate();

        assertThat(FiledDonors.check(tables)).containsExactlyInAnyOrder(moved, late);
        assertThat(donors.walk(City.of("Lodz"), "", Segment.BEHIND_ALL, 10).donors())
                .containsExactlyInAnyOrder(moved, late);
    }

    private void make(Change change, Donor donor) {
        var same = aDonor().withId(donor.id())
                .withEmail(donor.email().value())
                .from(donor.city().name());
        switch (change) {
            case RENAME -> donors.edit(same.named("Anna").build());
            case MOVE -> donors.edit(same.from("Haarlem").build());
            case SPELL_THE_CITY_OTHERWISE -> donors.edit(same.from("Lodz").build());
            case CHANGE_THE_ADDRESS ->
                donors.edit(same.withEmail(RandomId.next() + "@example.org").build());
            case UNSUBSCRIBE -> donors.unsubscribe(donor.id(), Instant.EPOCH);
            case SUPPRESS -> donors.suppress(donor.id(), "bounced");
            case ERASE -> donors.erase(donor.id());
        }
    }
}
