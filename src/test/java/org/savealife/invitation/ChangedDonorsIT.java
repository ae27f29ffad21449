package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.platform.RandomId;

/** Donors who move, leave, come back or are erased while a run of their city may invite them. */
class ChangedDonorsIT extends LateDonorsIT {

    /**
     * When two cities are merged, everybody who moves is late, wherever the run is, and the stream may tell of them
     * again.
     */
    @Test
    void who_is_moved_to_the_city_by_a_merge_is_invited_once_whenever_that_is() {
        var elsewhere = City.of("Elsewhere " + RandomId.next());
        var early = run.donors(100);
        var before = donorsIn(elsewhere, 5);
        var during = donorsIn(elsewhere, 5);
        var after = donorsIn(elsewhere, 5);
        before.forEach(donor -> move(donor, elsewhere));
        run.announced();
        run.relay.pace(100);
        var working = CompletableFuture.runAsync(run::work);
        during.forEach(donor -> move(donor, elsewhere));
        run.relay.pace(0);
        working.join();
        run.work();
        after.forEach(donor -> move(donor, elsewhere));
        Stream.of(before, during, after).flatMap(List::stream).forEach(donor -> move(donor, elsewhere));
        run.work();
        run.lookAgain();
        run.work();

        var all = Stream.of(early, before, during, after).flatMap(List::stream).toList();
        assertThat(run.mailsTo(all)).isEqualTo(Map.of(1, 115L));
        assertThat(run.run().counts()).isEqualTo(sent(115));
    }

    @Test
    void who_moves_to_the_city_is_invited_and_who_has_moved_away_again_is_not() {
        run.announced().work();
        var comes = aDonor().from("Utrecht").build();
        var passesBy = aDonor().from("Utrecht").build();
        run.signUp(comes);
        run.signUp(passesBy);
        run.work();
        assertThat(run.run().late()).isZero();

        run.change(comes, () -> run.donors.edit(movedTo(comes, city)));
        run.change(passesBy, () -> run.donors.edit(movedTo(passesBy, city)));
        run.change(passesBy, () -> run.donors.edit(movedTo(passesBy, "Utrecht")));
        run.work();

        assertThat(run.mailsTo(comes)).isEqualTo(1);
        assertThat(run.mailsTo(passesBy)).isZero();
        assertThat(run.outcome(passesBy)).contains(new Outcome.Skipped("other_city"));
    }

    @Test
    void who_was_skipped_and_subscribes_again_is_invited_and_counts_once() {
        var gone = builder().unsubscribed().build();
        var bounced = builder().suppressed("bounced").build();
        for (var donor : List.of(gone, bounced)) {
            run.signUp(aDonorLike(donor));
        }
        run.donors.unsubscribe(gone.id(), clock.instant());
        run.donors.suppress(bounced.id(), "bounced");
        run.announced().work();
        assertThat(run.run().counts().skipped()).isEqualTo(Map.of("unsubscribed", 1L, "address_suppressed", 1L));

        run.change(gone, () -> run.donors.subscribe(gone.id()));
        run.change(bounced, () -> run.donors.unsuppress(bounced.id()));
        run.work();

        assertThat(run.mailsTo(List.of(gone, bounced))).isEqualTo(Map.of(1, 2L));
        assertThat(run.run().counts()).isEqualTo(sent(2));
        assertThat(run.run().late()).isEqualTo(2);
        assertThat(listed("")).containsExactlyInAnyOrder(gone.id(), bounced.id());
        assertThat(listed("skipped")).isEmpty();
    }

    @Test
    void who_comes_late_leaves_and_comes_again_is_invited_then() {
        run.announced().work();
        var late = donor();
        run.signUp(late);
        run.donors.unsubscribe(late.id(), clock.instant());
        run.work();
        assertThat(run.outcome(late)).contains(new Outcome.Skipped("unsubscribed"));
        assertThat(run.mailsTo(late)).isZero();

        run.change(late, () -> run.donors.subscribe(late.id()));
        run.work();

        assertThat(run.mailsTo(late)).isEqualTo(1);
        assertThat(run.run().counts()).isEqualTo(sent(1));
        assertThat(run.run().late()).isEqualTo(1);
    }

    @Test
    void who_was_invited_is_not_invited_again_for_leaving_and_coming_back() {
        var early = donor();
        run.donors.add(early);
        run.announced().work();

        run.change(early, () -> run.donors.unsubscribe(early.id(), clock.instant()));
        run.change(early, () -> run.donors.subscribe(early.id()));
        run.change(early, () -> run.donors.edit(movedTo(early, "Utrecht")));
        run.change(early, () -> run.donors.edit(movedTo(early, city)));
        run.work();

        assertThat(run.mailsTo(early)).isEqualTo(1);
        assertThat(run.run().counts()).isEqualTo(sent(1));
        assertThat(run.run().late()).isZero();
    }

    @Test
    void who_is_erased_before_their_turn_is_skipped() {
        run.announced().work();
        var late = donor();
        run.signUp(late);
        run.donors.erase(late.id());

        run.work();

        assertThat(run.mailsTo(late)).isZero();
        assertThat(run.outcome(late)).contains(new Outcome.Skipped(Outcome.Skipped.DONOR_GONE));
    }

    @Test
    void whom_the_index_did_not_show_the_run_is_found_half_a_minute_later() {
        var early = run.donors(3);
        var unseen = donor();
        run.signUp(unseen);
        var hidden = run.donors.find(unseen.id()).orElseThrow();
        run.donors.erase(unseen.id());
        run.announced().work();
        assertThat(run.run().counts()).isEqualTo(sent(3));
        run.donors.add(hidden);

        run.lookAgain();
        run.work();

        assertThat(run.mailsTo(unseen)).isEqualTo(1);
        assertThat(run.mailsTo(early)).isEqualTo(Map.of(1, 3L));
        assertThat(run.run().late()).isEqualTo(1);
    }

    @Test
    void whom_the_walk_has_not_come_to_is_looked_for_again_until_it_has() {
        var unseen = donor();
        run.signUp(unseen);
        run.donors.erase(unseen.id());
        run.announced();

        run.lookAgain();
        run.work();
        run.donors.add(unseen);
        run.lookAgain();
        run.lookAgain();
        run.work();

        assertThat(run.mailsTo(unseen)).isEqualTo(1);
    }

    private void move(Donor donor, City from) {
        run.change(donor, () -> run.donors.move(donor.id(), from, run.donation.city()));
    }

    private List<Donor> donorsIn(City elsewhere, int count) {
        return Stream.generate(() -> aDonor().from(elsewhere.name()).build())
                .limit(count)
                .peek(run.donors::add)
                .toList();
    }

    private Donor aDonorLike(Donor donor) {
        return builder().withId(donor.id()).withEmail(donor.email().value()).build();
    }

    private static Donor movedTo(Donor donor, String name) {
        return new Donor(
                donor.id(),
                donor.firstName(),
                donor.email(),
                donor.type(),
                City.of(name),
                donor.language(),
                Instant.EPOCH,
                donor.consent(),
                donor.unsubscribed(),
                donor.suppression());
    }
}
