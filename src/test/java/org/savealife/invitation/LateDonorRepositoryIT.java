package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.savealife.donor.Donor;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.CountingRelay;
import org.savealife.invitation.worker.RunUnderTest;
import org.savealife.stream.StreamRecord;

/** Who comes before the walk of a run, during it and behind it. */
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
}
