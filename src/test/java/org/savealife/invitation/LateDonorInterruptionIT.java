package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.savealife.donor.Donor;
import org.savealife.fixture.CountingRelay;

/** Late donors of runs that are paused, cancelled or left by their owner. */
class LateDonorInterruptionIT extends LateDonorsIT {

    @Test
    void while_a_run_is_paused_nobody_is_written_to_who_comes_and_all_are_once_it_is_resumed() {
        run.donors(3);
        run.announced();
        run.stored.runStatus.pause(run.donation.id(), "because");
        var late = donors(3);
        late.forEach(run::signUp);
        run.work();
        assertThat(run.relay.count()).isZero();

        run.stored.runStatus.resume(run.donation.id());
        run.late.openIfAnyMayGo(run.donation.id());
        run.work();

        assertThat(run.mailsTo(late)).isEqualTo(Map.of(1, 3L));
    }

    @Test
    void a_pause_holds_for_donors_who_came_late_before_it() {
        run.announced().work();
        var late = donor();
        run.signUp(late);
        run.stored.runStatus.pause(run.donation.id(), "because");

        run.work();
        assertThat(run.relay.count()).isZero();
        var more = donor();
        run.signUp(more);
        run.work();
        run.stored.runStatus.resume(run.donation.id());
        run.late.openIfAnyMayGo(run.donation.id());
        run.work();

        assertThat(run.mailsTo(List.of(late, more))).isEqualTo(Map.of(1, 2L));
        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.FINISHED);
    }

    @Test
    void nobody_is_invited_late_to_a_donation_whose_run_was_cancelled() {
        run.announced();
        run.stored.runStatus.cancel(run.donation.id(), "because");

        run.signUp(donor());
        run.work();

        assertThat(run.relay.count()).isZero();
        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.CANCELLED);
    }

    @Test
    void nobody_is_invited_late_to_a_donation_that_was_called_off() {
        run.announced().work();
        run.signUp(donor());
        run.donations.cancel(run.donation.id());
        run.work();

        run.signUp(donor());
        run.work();

        assertThat(run.relay.count()).isZero();
        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.CANCELLED);
    }

    @Test
    void what_an_owner_who_died_had_claimed_is_sent_by_the_next() {
        run.announced().work();
        var late = donors(3);
        late.forEach(run::signUp);
        var claimed = claimPage(late);

        run.work(run.stored.segments.claim(claimed, "node").orElseThrow());
        run.work();

        assertThat(run.mailsTo(late)).isEqualTo(Map.of(1, 3L));
        assertThat(run.run().counts()).isEqualTo(sent(3));
        assertThat(run.run().late()).isEqualTo(3);
    }

    @Test
    void a_pause_amid_donors_who_came_late_loses_nobody_and_counts_each_once() {
        var skipped = donor();
        run.donors.add(skipped);
        run.donors.unsubscribe(skipped.id(), clock.instant());
        run.announced().work();
        run.change(skipped, () -> run.donors.subscribe(skipped.id()));
        var late = donors(8);
        late.forEach(run::signUp);
        var offered = new AtomicInteger();
        run.relay.temper((step, recipient) -> {
            if (step == CountingRelay.Step.END && offered.incrementAndGet() == 3) {
                run.pauseAmidWork();
            }
            return Optional.empty();
        });

        run.work();

        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.PAUSED);
        assertThat(run.relay.count()).isBetween(3, 8);
        assertThat(run.run().counts()).isEqualTo(run.ledger());
        run.stored.runStatus.resume(run.donation.id());
        run.late.openIfAnyMayGo(run.donation.id());
        run.work();
        assertThat(run.mailsTo(late)).isEqualTo(Map.of(1, 8L));
        assertThat(run.mailsTo(skipped)).isEqualTo(1);
        assertThat(run.run().counts()).isEqualTo(sent(9)).isEqualTo(run.ledger());
        assertThat(run.run().late()).isEqualTo(9);
        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.FINISHED);
    }

    @Test
    void a_run_that_is_cancelled_amid_donors_who_came_late_counts_whom_its_ledger_has() {
        run.announced().work();
        donors(8).forEach(run::signUp);
        run.relay.temper((step, recipient) -> {
            if (step == CountingRelay.Step.END && run.stored.runStatus.cancel(run.donation.id(), "because")) {
                run.pauseAmidWork();
            }
            return Optional.empty();
        });

        run.work();

        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.CANCELLED);
        assertThat(run.run().counts()).isEqualTo(sent(run.relay.count())).isEqualTo(run.ledger());
        assertThat(run.openSegments()).isEmpty();
    }

    @Test
    void what_an_owner_who_died_had_written_down_is_not_sent_again() {
        var skipped = donor();
        run.donors.add(skipped);
        run.donors.unsubscribe(skipped.id(), clock.instant());
        run.announced().work();
        run.change(skipped, () -> run.donors.subscribe(skipped.id()));
        var late = donors(2);
        late.forEach(run::signUp);
        var all = Stream.concat(Stream.of(skipped), late.stream()).toList();
        var first = late.get(0);
        var claimed = claimPage(all);
        run.stored.ledger.savePage(
                claimed,
                run.stored
                        .ledger
                        .lastPage(claimed)
                        .orElseThrow()
                        .countedWith(new Counts(0, Map.of(), Map.of("unsubscribed", 1L), 0))
                        .with(Map.of(first.id(), new Outcome.Sent()), false));

        run.work(run.stored.segments.claim(claimed, "node").orElseThrow());
        run.work();

        assertThat(run.mailsTo(first)).isZero();
        assertThat(run.mailsTo(List.of(skipped, late.get(1)))).isEqualTo(Map.of(1, 2L));
        assertThat(run.run().counts()).isEqualTo(sent(3));
        assertThat(run.run().late()).isEqualTo(3);
    }

    @Test
    void a_page_that_was_done_when_its_owner_died_is_put_away_by_the_next() {
        run.announced().work();
        var late = donors(3);
        late.forEach(run::signUp);
        var claimed = claimPage(late);
        var outcomes = Map.<String, Outcome>of(
                late.get(0).id(), new Outcome.Sent(),
                late.get(1).id(), new Outcome.Sent(),
                late.get(2).id(), new Outcome.Skipped("unsubscribed"));
        run.stored.ledger.savePage(
                claimed, run.stored.ledger.lastPage(claimed).orElseThrow().with(outcomes, true));

        run.work(run.stored.segments.claim(claimed, "node").orElseThrow());
        run.work();

        assertThat(run.mailsTo(late.subList(0, 2))).isEqualTo(Map.of(0, 2L));
        assertThat(run.mailsTo(late.get(2)))
                .as("who may have come again since is looked at once more")
                .isEqualTo(1);
        assertThat(run.run().counts()).isEqualTo(sent(3));
        assertThat(run.run().late()).isEqualTo(3);
        assertThat(run.run().status()).isEqualTo(InvitationRun.Status.FINISHED);
    }

    /** Claims the segment of late donors and a page of them, as an owner does before it sends. */
    private Segment claimPage(List<Donor> donors) {
        var segment =
                run.stored.segments.claim(run.openSegments().get(0), "node").orElseThrow();
        assertThat(segment.isLate()).isTrue();
        var round = run.stored.latePages.newRound(run.donation.id());
        var last = donors.stream().map(Donor::id).sorted().toList().get(donors.size() - 1);
        return run.stored.ledger.claimPage(segment, LedgerPage.opened(round, round + last), Counts.NONE);
    }
}
