package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.run.KeyRangeSplit;
import org.savealife.mail.SendingQuota;
import org.savealife.platform.dynamodb.TestTables;

class SegmentRepositoryTest {

    private static final String NODE = "node";
    private static final String OTHER = "other";

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private final TestClock clock = new TestClock();
    private final Donation donation = aDonation().build();
    private final StoredRuns stored = new StoredRuns(TABLES, clock);

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @Test
    void a_segment_is_claimed_once_however_many_have_seen_it() {
        var seen = openSegment();
        var owned = stored.segments.claim(seen, NODE).orElseThrow();

        assertThat(stored.segments.claim(seen, NODE)).isEmpty();
        assertThat(stored.segments.claim(owned, NODE))
                .hasValueSatisfying(taken -> assertThat(taken.owner()).isNotEqualTo(owned.owner()));
    }

    @Test
    void a_segment_whose_owner_has_confirmed_its_claim_since_it_was_seen_cannot_be_taken() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        clock.advance(Duration.ofSeconds(2));

        stored.segments.renew(owned);

        assertThat(stored.segments.claim(owned, OTHER)).isEmpty();
        assertThat(openSegment().owner()).isEqualTo(owned.owner());
        assertThat(openSegment().node()).isEqualTo(NODE);
    }

    @Test
    void a_segment_given_back_can_be_claimed_at_once() {
        stored.segments.release(stored.segments.claim(openSegment(), NODE).orElseThrow(), Duration.ZERO);

        var free = openSegment();

        assertThat(free.owner()).isEmpty();
        assertThat(free.leaseUntil()).isZero();
        assertThat(stored.segments.claim(free, NODE)).isPresent();
    }

    @Test
    void a_run_is_split_into_segments_that_cover_the_city_and_finishes_with_the_last() {
        var first = stored.segments.begin(
                stored.segments.claim(openSegment(), NODE).orElseThrow(),
                new KeyRangeSplit(5_000, true, List.of("4", "8")),
                new SendingQuota(14, 200));

        assertThat(first.to()).isEqualTo("4");
        assertThat(openSegments()).extracting(Segment::from).containsExactly("", "4", "8");
        assertThat(stored.runs.find(donation.id()).orElseThrow().plan().expected())
                .isEqualTo(5_000);
        assertThat(stored.runs.find(donation.id()).orElseThrow().plan().estimated())
                .isTrue();
        assertThat(stored.runs.find(donation.id()).orElseThrow().plan().quota()).isEqualTo(new SendingQuota(14, 200));
        stored.segmentCounts.end(first, sent(1));
        openSegments().forEach(segment -> {
            assertThat(status()).isEqualTo(InvitationRun.Status.RUNNING);
            var claimed = stored.segments.claim(segment, NODE).orElseThrow();
            assertThat(claimed.to()).isEqualTo(claimed.from().equals("4") ? "8" : "~");
            stored.segmentCounts.end(claimed, sent(2));
        });
        assertThat(status()).isEqualTo(InvitationRun.Status.FINISHED);
        assertThat(stored.runs.find(donation.id()).orElseThrow().counts()).isEqualTo(sent(5));
    }

    @Test
    void a_segment_with_donors_who_were_put_off_is_opened_again_after_a_while() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        var deferred = Map.<String, Outcome>of("a", new Outcome.Deferred("450 later"));
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), Counts.NONE);

        assertThat(stored.segments.openNextPass(owned, Counts.of(deferred.values()), Duration.ofSeconds(5)))
                .isTrue();

        var waiting = openSegment();
        assertThat(waiting.owner()).isEmpty();
        assertThat(waiting.leaseUntil())
                .isEqualTo(clock.instant().plusSeconds(5).toEpochMilli());
        var claimed = stored.segments.claim(waiting, NODE).orElseThrow();
        assertThat(claimed.pass()).isEqualTo(new Segment.Pass(1, false));
        assertThat(claimed.cursor()).isEmpty();
        assertThat(stored.segmentCounts.counts(claimed).deferred()).isEqualTo(1);
        assertThat(status()).isEqualTo(InvitationRun.Status.RUNNING);
    }

    @Test
    void a_segment_is_given_back_where_its_run_goes_on_by_the_time_it_is_parked() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();

        stored.segmentCounts.pauseSegment(owned);

        assertThat(openSegment().owner()).isEmpty();
    }

    @Test
    void a_segment_opens_no_other_pass_once_its_run_was_stopped_and_is_parked_with_all_it_came_to() {
        var page = LedgerPage.opened("", "b");
        var owned = stored.ledger.claimPage(
                stored.segments.claim(openSegment(), NODE).orElseThrow(), page, Counts.NONE);
        var done = page.with(Map.of("a", new Outcome.Sent(), "b", new Outcome.Deferred("450 later")), true);
        stored.ledger.savePage(owned, done);
        stored.runStatus.cancel(donation.id(), "because");

        assertThat(stored.segments.openNextPass(owned, done.added(), Duration.ofHours(1)))
                .isFalse();
        stored.segmentCounts.pauseSegment(owned);

        assertThat(ofItem().counts()).isEqualTo(Counts.of(done.outcomes().values()));
        assertThat(openSegments()).isEmpty();
    }

    @Test
    void a_run_is_finished_when_its_segment_has_ended_and_its_counts_add_up() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), Counts.NONE);
        owned = stored.ledger.claimPage(
                owned, LedgerPage.opened("b", "d"), new Counts(98, Map.of("550", 1L), Map.of("other_city", 1L), 0));
        clock.advance(Duration.ofSeconds(5));

        stored.segmentCounts.end(owned, new Counts(7, Map.of("550", 2L), Map.of(), 0));

        assertThat(stored.runs.find(donation.id())).hasValueSatisfying(run -> {
            assertThat(run.status()).isEqualTo(InvitationRun.Status.FINISHED);
            assertThat(run.finishedAt()).contains(clock.instant());
            assertThat(run.counts()).isEqualTo(new Counts(105, Map.of("550", 3L), Map.of("other_city", 1L), 0));
        });
        assertThat(openSegments()).isEmpty();
        assertThat(stored.openRuns.findOpen()).doesNotContain(donation.id());
    }

    @Test
    void who_gives_a_segment_back_within_a_page_has_counted_its_outcomes_and_the_next_owner_counts_the_rest() {
        var page = LedgerPage.opened("", "b");
        var owned = stored.ledger.claimPage(
                stored.segments.claim(openSegment(), NODE).orElseThrow(), page, Counts.NONE);
        var undone = page.with(Map.of("a", new Outcome.Sent(), "a1", new Outcome.Deferred("450 later")), false);
        stored.ledger.savePage(owned, undone);

        stored.segments.release(owned, Duration.ZERO);

        assertThat(stored.runs.find(donation.id()).orElseThrow().counts())
                .isEqualTo(Counts.of(undone.outcomes().values()));
        var next = stored.segments.claim(openSegment(), NODE).orElseThrow();
        var found = stored.ledger.reclaimPage(next, stored.ledger.lastPage(next).orElseThrow());
        assertThat(found.added()).isEqualTo(Counts.NONE);
        var done = found.with(Map.of("b", new Outcome.Failed("550 no")), true);
        stored.ledger.savePage(next, done);
        stored.segmentCounts.end(next, done.added());
        assertThat(stored.runs.find(donation.id()).orElseThrow().counts())
                .isEqualTo(Counts.of(done.outcomes().values()));
    }

    /** The run as readers see it who read no segments. */
    private InvitationRun ofItem() {
        return Objects.requireNonNull(
                stored.runs.findAll(List.of(donation.id())).get(donation.id()));
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
