package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.CountingRelay;
import org.savealife.invitation.worker.RunUnderTest;
import org.savealife.platform.RandomId;
import org.savealife.platform.paging.Cursor;
import org.savealife.stream.StreamRecord;

class LateDonorRepositoryIT extends LateDonorsIT {

    private static final String LAST_KEY = "f".repeat(32);

    @Test
    void who_signs_up_when_the_run_is_over_is_invited_once_however_often_the_stream_tells() {
        run.donors(3);
        run.announced().work();
        var finishedAt = run.run().finishedAt();
        clock.advance(Duration.ofDays(1));
        var late = donor();

        run.signUp(late);
        run.change(late, () -> {});
        run.work();
        run.work();

        assertThat(run.mailsTo(late)).isEqualTo(1);
        assertThat(run.outcome(late)).contains(new Outcome.Sent());
        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.FINISHED);
        assertThat(run.run().counts()).isEqualTo(sent(4));
        assertThat(run.run().late()).isEqualTo(1);
        assertThat(run.run().finishedAt()).isEqualTo(finishedAt);
    }

    @Test
    void the_same_record_brings_nobody_a_second_message_even_when_all_is_done() {
        run.announced().work();
        var late = donor();
        run.signUp(late);
        run.work();

        run.late.add(run.donation.id(), List.of(late.id()));
        run.work();

        assertThat(run.mailsTo(late)).isEqualTo(1);
        assertThat(run.run().counts()).isEqualTo(sent(1));
        assertThat(run.run().late()).isEqualTo(1);
        assertThat(run.openSegments()).isEmpty();
    }

    @Test
    void who_signs_up_while_the_run_goes_is_invited_once_wherever_their_key_lies() {
        var early = run.donors(100);
        run.announced();
        run.relay.pace(100);
        var working = CompletableFuture.runAsync(run::work);
        var late = donors(40);
        late.forEach(run::signUp);
        run.relay.pace(0);
        working.join();
        run.work();
        var later = donors(10);
        later.forEach(run::signUp);
        run.work();

        var all = Stream.of(early, late, later).flatMap(List::stream).toList();
        assertThat(run.mailsTo(all)).isEqualTo(Map.of(1, 150L));
        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.FINISHED);
        assertThat(run.run().counts()).isEqualTo(sent(150));
        assertThat(run.run().late()).isBetween(10L, 50L);
    }

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

    private void move(Donor donor, City from) {
        run.change(donor, () -> run.donors.move(donor.id(), from, run.donation.city()));
    }

    private List<Donor> donorsIn(City elsewhere, int count) {
        return Stream.generate(() -> aDonor().from(elsewhere.name()).build())
                .limit(count)
                .peek(run.donors::add)
                .toList();
    }

    @Test
    void who_comes_before_the_walk_is_left_to_it_and_who_comes_behind_it_is_not() {
        run.donors(3);
        run.announced();
        var before = donor();
        run.signUp(before);
        assertThat(run.openSegments()).singleElement().matches(segment -> !segment.isLate());

        run.work();

        assertThat(run.mailsTo(before)).isEqualTo(1);
        assertThat(run.run().counts()).isEqualTo(sent(4));
        assertThat(run.run().late()).isZero();
    }

    @Test
    void who_comes_to_a_page_that_is_being_sent_is_invited_at_the_end_of_its_segment() {
        var early = run.donors(1).get(0);
        run.announced();
        var segment =
                run.stored.segments.claim(run.openSegments().get(0), "node").orElseThrow();
        segment = run.stored.ledger.claimPage(segment, LedgerPage.opened("", LAST_KEY), Counts.NONE);
        var late = donor();

        run.signUp(late);
        assertThat(run.openSegments()).singleElement().matches(open -> !open.isLate());
        var page = LedgerPage.opened("", LAST_KEY).with(Map.of(early.id(), new Outcome.Sent()), true);
        run.stored.ledger.savePage(segment, page);
        run.stored.segmentCounts.end(segment, page.added());
        run.late.openIfAnyMayGo(run.donation.id());
        run.work();

        assertThat(run.mailsTo(late)).isEqualTo(1);
        assertThat(run.run().counts()).isEqualTo(sent(2));
    }

    @Test
    void many_who_come_at_once_are_invited_page_by_page() {
        run.announced().work();
        var late = donors(2 * LateDonorPageRepository.SIZE + 7);

        late.forEach(donor -> run.donors.add(donor));
        run.late.add(run.donation.id(), late.stream().map(Donor::id).toList());
        run.work();

        assertThat(run.mailsTo(late)).isEqualTo(Map.of(1, (long) late.size()));
        assertThat(run.run().late()).isEqualTo(late.size());
        assertThat(run.run().counts()).isEqualTo(sent(late.size()));
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

    @Test
    void once_a_donation_has_begun_nobody_is_invited_late_to_it() {
        try (var open = new RunUnderTest(
                tables,
                clock,
                aDonation()
                        .in(city)
                        .at(clock.instant().plusSeconds(60))
                        .lasting(Duration.ofHours(6))
                        .build())) {
            open.announced().work();
            var queued = donor();
            open.signUp(queued);
            clock.advance(Duration.ofSeconds(60));
            open.work();
            var late = donor();
            open.signUp(late);
            open.work();

            assertThat(open.relay.count()).isZero();
            assertThat(open.outcome(queued)).contains(new Outcome.Skipped("donation_begun"));
            assertThat(open.outcome(late)).isEmpty();
            assertThat(open.run().late()).isEqualTo(1);
        }
    }

    @Test
    void whom_the_relay_puts_off_keeps_nobody_waiting_who_comes_after() {
        run.announced().work();
        var slow = donor();
        run.relay.temper((step, recipient) ->
                recipient.equals(slow.email().value()) ? Optional.of("450 4.2.0 Greylisted") : Optional.empty());
        run.signUp(slow);
        run.work();
        assertThat(run.run().counts().deferred()).isEqualTo(1);
        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.RUNNING);
        var due = run.openSegments().get(0).leaseUntil();
        run.relay.temper(CountingRelay.Temper.EVEN);

        var next = donor();
        run.signUp(next);
        run.work();

        assertThat(run.mailsTo(next)).isEqualTo(1);
        assertThat(run.mailsTo(slow)).as("left alone until it is time").isZero();
        assertThat(run.openSegments()).singleElement().satisfies(segment -> {
            assertThat(segment.leaseUntil()).isEqualTo(due);
            assertThat(segment.pass().number()).as("the pass that was to come").isEqualTo(1);
        });
        clock.advance(Duration.ofSeconds(6));
        run.work();
        assertThat(run.mailsTo(slow)).isEqualTo(1);
        assertThat(run.run().counts()).isEqualTo(sent(2));
        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.FINISHED);
    }

    @Test
    void who_failed_is_tried_again_when_staff_say_so() {
        run.announced().work();
        var refused = donor();
        run.relay.temper((step, recipient) -> recipient.equals(refused.email().value())
                ? Optional.of("550 5.1.1 Mailbox does not exist")
                : Optional.empty());
        run.signUp(refused);
        run.signUp(donor());
        run.work();
        assertThat(run.outcome(refused)).containsInstanceOf(Outcome.Failed.class);
        run.relay.temper(CountingRelay.Temper.EVEN);

        assertThat(run.stored.runStatus.retry(run.donation.id())).isTrue();
        run.work();

        assertThat(run.mailsTo(refused)).isEqualTo(1);
        assertThat(run.run().counts()).isEqualTo(sent(2));
        assertThat(run.run().late()).isEqualTo(2);
    }

    @Test
    void those_who_came_late_are_in_the_list_behind_the_others_each_once_however_it_is_paged() {
        var early = run.donors(30);
        run.announced().work();
        var late = new ArrayList<Donor>();
        for (var round = 0; round < 3; round++) {
            var more = donors(7);
            more.forEach(run::signUp);
            run.work();
            late.addAll(more);
        }

        var listed = listed("sent");

        assertThat(listed.subList(0, 30))
                .containsExactlyInAnyOrderElementsOf(
                        early.stream().map(Donor::id).toList());
        assertThat(listed.subList(30, 51))
                .containsExactlyInAnyOrderElementsOf(
                        late.stream().map(Donor::id).toList());
    }

    @Test
    void what_a_late_donor_costs_does_not_grow_with_the_city_nor_with_those_who_came_before() {
        var few = costOfOneMore();
        run.donors(600);
        try (var big = new RunUnderTest(
                counted, clock, aDonation().in(city).at(run.donation.startsAt()).build())) {
            big.announced().work();
            donors(100).forEach(donor -> {
                big.donors.add(donor);
                big.late.add(big.donation.id(), List.of(donor.id()));
            });
            big.work();
            assertThat(big.run().late()).isEqualTo(100);

            assertThat(costOfOneMore(big)).isLessThan(few + 6).isBetween(10.0, 60.0);
        }
    }

    private double costOfOneMore() {
        try (var small = new RunUnderTest(
                counted,
                clock,
                aDonation().in("Small " + city).at(run.donation.startsAt()).build())) {
            small.announced().work();
            return costOfOneMore(small);
        }
    }

    /** The cost without that of the sign-up itself. */
    private double costOfOneMore(RunUnderTest counting) {
        var donor = aDonor().from(counting.donation.city().name()).build();
        counting.donors.add(donor);
        var unused = UNITS.take();
        counting.watch.see(List.of(StreamRecord.inserted(
                "1", StoredDonors.item(counted, donor.id()).orElseThrow(), clock.instant())));
        counting.work();
        assertThat(counting.mailsTo(donor)).isEqualTo(1);
        var units = UNITS.take();
        System.getLogger(getClass().getName()).log(System.Logger.Level.INFO, "A late donor takes {0} units", units);
        return units;
    }

    @Test
    void taking_a_run_back_takes_those_who_came_late_along() {
        run.announced().work();
        run.signUp(donor());
        run.work();

        run.stored.runs.erase(run.donation.id());

        assertThat(run.stored.runs.find(run.donation.id())).isEmpty();
        assertThat(run.openSegments()).isEmpty();
    }

    private List<String> listed(String kind) {
        var found = new ArrayList<String>();
        var after = Cursor.NONE;
        do {
            var page = run.ledger.find(run.donation.id(), new LedgerRepository.Wanted(kind, ""), after, 4);
            page.entries().forEach(entry -> found.add(entry.donorId()));
            after = page.next();
        } while (!after.isNone());
        return found;
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
