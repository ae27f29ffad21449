package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.store.StoredDonors;
import org.savealife.invitation.worker.RunUnderTest;
import org.savealife.platform.dynamodb.Meanwhile;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.error.ConflictException;

/** Runs that are in progress while the previous release works beside this one, or while donors are moved. */
class SideBySideRunsIT extends SideBySideIT {

    @Test
    void what_the_former_release_announced_within_a_day_is_not_announced_once_more() {
        var donation = aDonation().in("Łódź").build();
        announcedAsBefore(donation);
        StoredDonations.markAsBefore(tables, clock, donation);
        var same = aDonation().in("Łódź").build();

        assertThatThrownBy(() -> donations.announce(same, false, Optional.empty()))
                .isInstanceOf(ConflictException.class);

        assertThat(donations.announce(same, true, Optional.empty())).isEqualTo(same);
        clock.advance(Duration.ofDays(1));
        assertThat(donations.announce(
                        aDonation()
                                .in("Łódź")
                                .at(same.startsAt().plusSeconds(1))
                                .build(),
                        false,
                        Optional.empty()))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void a_run_that_goes_while_its_donors_are_moved_invites_each_once(int transaction) {
        var all = former.addAll(Stream.of(from("Łódź", 70), from("Lodz", 30), from("ŁÓDŹ", 30))
                .flatMap(List::stream)
                .toList());
        var meanwhile = new Meanwhile();
        try (var watched = new TestTables(database.endpoint(), meanwhile);
                var run =
                        new RunUnderTest(watched, clock, aDonation().in("Lodz").build())) {
            run.announced();
            meanwhile.beforeTransaction(transaction, this::migrateUnlookedAt);
            run.work();
            assertThat(meanwhile.isOver()).isTrue();
            run.work();

            assertThat(run.mailsTo(all)).isEqualTo(Map.of(1, 130L));
            assertThat(run.run().counts().sent()).isEqualTo(130);
        }
    }

    @Test
    void who_is_shown_by_the_stream_as_moved_is_not_invited_once_more() {
        var all = former.addAll(from("Łódź", 60));
        try (var run = new RunUnderTest(tables, clock, aDonation().in("Lodz").build())) {
            run.announced().work();

            all.forEach(donor -> run.change(
                    donor,
                    () -> donors.refile(StoredDonors.item(tables, donor.id()).orElseThrow())));
            run.work();
            run.lookAgain();
            run.work();

            assertThat(run.mailsTo(all)).isEqualTo(Map.of(1, 60L));
            assertThat(run.run().late()).isZero();
        }
    }

    @Test
    void whom_a_worker_of_the_former_release_did_not_see_is_invited_when_it_is_gone() {
        var seen = aDonor().from("Łódź").build();
        var unseen = aDonor().from("Łódź").build();
        var otherwise = aDonor().from("Lodz").build();
        former.add(seen);
        try (var run = new RunUnderTest(
                tables, clock, announcedAsBefore(aDonation().in("Łódź").build()))) {
            run.stored.runs.open(run.donation);
            run.work();
            donors.add(unseen);
            former.add(otherwise);

            migrateUnlookedAt();
            run.work();

            assertThat(run.mailsTo(List.of(seen, unseen, otherwise))).isEqualTo(Map.of(1, 3L));
            clock.advance(Duration.ofMinutes(1));
            migrate();
            run.work();
            assertThat(run.mailsTo(List.of(seen, unseen, otherwise))).isEqualTo(Map.of(1, 3L));
        }
    }

    @Test
    void whom_a_worker_of_the_former_release_took_for_a_donor_of_another_city_is_invited_once() {
        var donor = aDonor().from("Lodz").build();
        try (var run = new RunUnderTest(tables, clock, aDonation().in("Łódź").build())) {
            run.announced().work();
            run.signUp(donor);
            former.edit(aDonor().withId(donor.id()).from("Haarlem").build());
            run.work();
            assertThat(run.outcome(donor)).contains(new Outcome.Skipped("other_city"));
            former.edit(aDonor().withId(donor.id()).from("Łódź").build());

            migrateUnlookedAt();
            run.work();

            assertThat(run.mailsTo(donor)).isOne();
            assertThat(run.outcome(donor)).contains(new Outcome.Sent());
        }
    }

    @Test
    void who_has_unsubscribed_is_not_even_queued() {
        former.add(aDonor().from("Lodz").build());
        try (var run = new RunUnderTest(tables, clock, aDonation().in("Łódź").build())) {
            run.announced().work();
            var gone = former.add(aDonor().from("Łódź").build());
            former.unsubscribe(gone);

            migrateUnlookedAt();
            run.work();

            assertThat(run.outcome(gone)).isEmpty();
            assertThat(run.run().counts().skipped()).isEmpty();
        }
    }
}
