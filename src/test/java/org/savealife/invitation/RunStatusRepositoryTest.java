package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donation.StoredDonations;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.run.KeyRangeSplit;
import org.savealife.mail.SendingQuota;
import org.savealife.platform.audit.TestAudit;
import org.savealife.platform.dynamodb.LostAnswers;
import org.savealife.platform.dynamodb.TestTables;

class RunStatusRepositoryTest {

    private static final String NODE = "node";
    private static final String OTHER = "other";

    private static final LostAnswers LOST = new LostAnswers();
    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint(), LOST);

    private final TestClock clock = new TestClock();
    private final Donation donation = aDonation().build();
    private final StoredRuns stored = new StoredRuns(TABLES, clock);

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @Test
    void what_staff_do_to_a_run_can_be_recorded_in_the_same_transaction() {
        stored.runs.open(donation);
        var id = donation.id();

        assertThat(TestAudit.records(TABLES, () -> stored.runStatus.pause(id, "staff")))
                .as("pause")
                .isTrue();
        assertThat(TestAudit.records(TABLES, () -> stored.runStatus.pause(id, "staff")))
                .as("pause once more")
                .isFalse();
        assertThat(TestAudit.records(TABLES, () -> stored.runStatus.resume(id)))
                .as("resume")
                .isTrue();
        assertThat(TestAudit.records(TABLES, () -> stored.runStatus.cancel(id, "staff")))
                .as("cancel")
                .isTrue();
    }

    @Test
    void the_segments_of_a_paused_run_are_out_of_reach_until_it_is_resumed_and_keep_their_counts() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        owned = stored.segments.begin(owned, new KeyRangeSplit(5_000, true, List.of("8")), SendingQuota.UNKNOWN);
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "a"), sent(3));

        assertThat(stored.runStatus.pause(donation.id(), "because")).isTrue();
        stored.segmentCounts.pauseSegment(owned);
        openSegments()
                .forEach(segment -> stored.segmentCounts.pauseSegment(
                        stored.segments.claim(segment, NODE).orElseThrow()));

        assertThat(openSegments()).isEmpty();
        assertThat(stored.openRuns.findOpen()).doesNotContain(donation.id());
        assertThat(stored.runs.find(donation.id())).hasValueSatisfying(run -> {
            assertThat(run.status()).isEqualTo(InvitationRun.Status.PAUSED);
            assertThat(run.reason()).isEqualTo("because");
            assertThat(run.counts()).isEqualTo(sent(3));
        });
        assertThat(stored.runStatus.pause(donation.id(), "again")).isFalse();
        assertThat(stored.runStatus.resume(donation.id())).isTrue();
        assertThat(stored.openRuns.findWork().runs()).contains(donation.id());
        assertThat(status()).isEqualTo(InvitationRun.Status.RUNNING);
        assertThat(openSegments().stream()
                        .map(segment -> stored.segments
                                .claim(segment, NODE)
                                .orElseThrow()
                                .cursor()))
                .containsExactly("a", "");
        assertThat(stored.runStatus.resume(donation.id())).isFalse();
    }

    @Test
    void a_cancelled_run_stays_cancelled() {
        stored.runs.open(donation);

        assertThat(stored.runStatus.cancel(donation.id(), "because")).isTrue();

        assertThat(status()).isEqualTo(InvitationRun.Status.CANCELLED);
        assertThat(stored.runStatus.resume(donation.id())).isFalse();
        assertThat(stored.runStatus.pause(donation.id(), "")).isFalse();
        assertThat(stored.runStatus.retry(donation.id())).isFalse();
        assertThat(stored.runs.find(donation.id()).orElseThrow().finishedAt()).isPresent();
    }

    @Test
    void what_staff_ask_of_a_run_that_is_not_there_changes_nothing() {
        assertThat(stored.runStatus.pause("nobody", "")).isFalse();
        assertThat(stored.runStatus.resume("nobody")).isFalse();
        assertThat(stored.runStatus.cancel("nobody", "")).isFalse();
        assertThat(stored.runStatus.retry("nobody")).isFalse();
        assertThat(stored.runs.find("nobody")).isEmpty();
    }

    @Test
    void a_finished_run_is_opened_again_for_its_failures_and_adds_up_afterwards() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        var failed = Map.<String, Outcome>of("a", new Outcome.Sent(), "b", new Outcome.Failed("550 no"));
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), Counts.NONE);
        stored.ledger.savePage(owned, LedgerPage.opened("", "b").with(failed, true));
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("b", "d"), Counts.of(failed.values()));
        assertThat(stored.runStatus.retry(donation.id())).isFalse();
        stored.segmentCounts.end(owned, Counts.NONE);

        assertThat(stored.runStatus.retry(donation.id())).isTrue();

        assertThat(status()).isEqualTo(InvitationRun.Status.RUNNING);
        assertThat(stored.runs.find(donation.id()).orElseThrow().counts()).isEqualTo(Counts.of(failed.values()));
        var again = stored.segments.claim(openSegment(), NODE).orElseThrow();
        assertThat(again.cursor()).isEmpty();
        assertThat(again.pass()).isEqualTo(new Segment.Pass(1, true));
        var page = stored.ledger.pages(donation.id(), "", "~", 10).get(0).reopened(again.pass()::takesUp);
        again = stored.ledger.claimPage(again, page, Counts.NONE);
        assertThat(stored.ledger.lastPage(again)).contains(page);
        stored.segmentCounts.end(
                again, page.with(Map.of("b", new Outcome.Sent()), true).added());
        assertThat(status()).isEqualTo(InvitationRun.Status.FINISHED);
        assertThat(stored.runs.find(donation.id()).orElseThrow().counts()).isEqualTo(sent(2));
        assertThat(stored.runStatus.retry(donation.id())).isTrue();
    }

    @Test
    void a_paused_run_has_counted_the_page_that_was_on_its_way_and_adds_up_once_it_goes_on() {
        var page = LedgerPage.opened("", "b");
        var owned = stored.ledger.claimPage(
                stored.segments.claim(openSegment(), NODE).orElseThrow(), page, Counts.NONE);
        var undone = page.with(Map.of("a", new Outcome.Sent(), "a1", new Outcome.Deferred("450 later")), false);
        stored.ledger.savePage(owned, undone);
        stored.runStatus.pause(donation.id(), "because");

        stored.segmentCounts.pauseSegment(owned);

        assertThat(stored.runs.find(donation.id()).orElseThrow().counts())
                .isEqualTo(Counts.of(undone.outcomes().values()));
        assertThat(ofItem().counts()).isEqualTo(sent(1));
        stored.runStatus.resume(donation.id());
        var next = stored.segments.claim(openSegment(), NODE).orElseThrow();
        var done = stored.ledger
                .reclaimPage(next, stored.ledger.lastPage(next).orElseThrow())
                .with(Map.of("b", new Outcome.Sent()), true);
        stored.ledger.savePage(next, done);
        assertThat(stored.segments.openNextPass(next, done.added(), Duration.ZERO))
                .isTrue();
        assertThat(stored.runs.find(donation.id()).orElseThrow().counts())
                .isEqualTo(Counts.of(done.outcomes().values()));
    }

    @Test
    void a_run_that_waits_for_those_put_off_has_its_counts_together_once_it_is_paused() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        var counts = new Counts(98, Map.of("550", 1L), Map.of(), 3);
        assertThat(stored.segments.openNextPass(owned, counts, Duration.ofHours(1)))
                .isTrue();

        assertThat(stored.runStatus.pause(donation.id(), "because")).isTrue();

        assertThat(ofItem().counts()).isEqualTo(new Counts(98, Map.of("550", 1L), Map.of(), 0));
        assertThat(stored.runs.find(donation.id()).orElseThrow().counts()).isEqualTo(counts);
    }

    @Test
    void a_segment_that_comes_back_after_its_run_was_cancelled_is_ended_by_whoever_looks_next() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        stored.runStatus.cancel(donation.id(), "because");
        stored.segments.release(owned, Duration.ZERO);

        assertThat(openSegments()).hasSize(1);
        assertThat(stored.openRuns.findWork().runs()).contains(donation.id());
        stored.segmentCounts.pauseSegment(
                stored.segments.claim(openSegments().get(0), OTHER).orElseThrow());

        assertThat(openSegments()).isEmpty();
        assertThat(stored.openRuns.findOpen()).doesNotContain(donation.id());
    }

    @Test
    void a_run_that_is_paused_or_has_failures_is_found_however_far_away_its_donation_is() {
        var calendar = StoredDonations.calendar(TABLES, clock);
        stored.runs.open(donation);
        StoredDonations.add(TABLES.client(), TABLES.tables().main(), donation);
        assertThat(calendar.wantingAttention()).doesNotContain(donation);

        stored.runStatus.pause(donation.id(), "because");

        assertThat(calendar.wantingAttention()).contains(donation);
        var failing = aDonation().at(donation.startsAt()).build();
        StoredDonations.add(TABLES.client(), TABLES.tables().main(), failing);
        stored.runs.open(failing);
        var owned = stored.openRuns.workable(failing.id()).stream()
                .flatMap(segment -> stored.segments.claim(segment, "node").stream())
                .findFirst()
                .orElseThrow();
        stored.segmentCounts.end(owned, new Counts(0, Map.of("550", 1L), Map.of(), 0));
        assertThat(calendar.wantingAttention()).contains(donation, failing);
        clock.advance(Duration.between(clock.instant(), donation.startsAt()).plusSeconds(1));
        assertThat(calendar.wantingAttention()).doesNotContain(donation, failing);
    }

    @Test
    void what_staff_did_to_a_run_counts_though_the_answer_was_lost() {
        openSegment();

        assertThat(loseAnswer(() -> stored.runStatus.pause(donation.id(), "because")))
                .isTrue();
        assertThat(status()).isEqualTo(InvitationRun.Status.PAUSED);
        assertThat(loseAnswer(() -> stored.runStatus.resume(donation.id()))).isTrue();
        assertThat(status()).isEqualTo(InvitationRun.Status.RUNNING);
        stored.segmentCounts.end(
                stored.segments.claim(openSegment(), NODE).orElseThrow(),
                new Counts(0, Map.of("550", 1L), Map.of(), 0));
        assertThat(loseAnswer(() -> stored.runStatus.retry(donation.id()))).isTrue();
        assertThat(status()).isEqualTo(InvitationRun.Status.RUNNING);
        assertThat(loseAnswer(() -> stored.runStatus.cancel(donation.id(), "because")))
                .isTrue();
        assertThat(status()).isEqualTo(InvitationRun.Status.CANCELLED);
    }

    @Test
    void what_somebody_else_did_to_a_run_is_not_taken_for_ones_own() {
        openSegment();
        stored.runStatus.pause(donation.id(), "because");

        assertThat(loseAnswer(() -> stored.runStatus.pause(donation.id(), "again")))
                .isFalse();
    }

    /** The run as readers see it who read no segments. */
    private InvitationRun ofItem() {
        return Objects.requireNonNull(
                stored.runs.findAll(List.of(donation.id())).get(donation.id()));
    }

    private static boolean loseAnswer(BooleanSupplier call) {
        LOST.loseNext();
        return call.getAsBoolean() && LOST.isLost();
    }

    private Segment openSegment() {
        stored.runs.open(donation);
        return openSegments().get(0);
    }

    private List<Segment> openSegments() {
        return stored.openRuns.workable(donation.id());
    }

    private InvitationRun.Status status() {
        var status = stored.runStatus.status(donation.id()).orElseThrow();
        assertThat(stored.runs.find(donation.id()).orElseThrow().status()).isEqualTo(status);
        return status;
    }

    private static Counts sent(long count) {
        return new Counts(count, Map.of(), Map.of(), 0);
    }
}
