package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.fixture.TestClock;
import org.savealife.platform.dynamodb.TestTables;

class LedgerOwnerTest {

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
    void an_owner_who_was_taken_over_can_write_nothing() {
        var slow = stored.segments.claim(openSegment(), NODE).orElseThrow();
        var page = LedgerPage.opened("", "b");
        slow = stored.ledger.claimPage(slow, page, Counts.NONE);
        clock.advance(SegmentRepository.LEASE.plusSeconds(1));
        var next = stored.segments.claim(slow, OTHER).orElseThrow();
        stored.ledger.reclaimPage(next, page);
        var late = slow;

        assertThatThrownBy(() -> stored.segments.renew(late)).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> stored.ledger.savePage(late, page.with(Map.of("a", new Outcome.Sent()), true)))
                .isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> stored.ledger.claimPage(late, LedgerPage.opened("b", "d"), Counts.NONE))
                .isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> stored.ledger.reclaimPage(late, page)).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> stored.segmentCounts.end(late, Counts.NONE)).isInstanceOf(LeaseLostException.class);
        assertThat(stored.ledger.lastPage(next)).contains(page);
    }

    @Test
    void the_next_owner_finds_the_page_that_was_left_undone_with_what_is_known_of_it() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        var page = LedgerPage.opened("", "b");
        owned = stored.ledger.claimPage(owned, page, Counts.NONE);
        stored.ledger.savePage(owned, page.with(Map.of("a", new Outcome.Sent()), false));
        clock.advance(SegmentRepository.LEASE.plusSeconds(1));

        var next = stored.segments.claim(owned, NODE).orElseThrow();

        assertThat(next.cursor()).isEqualTo("b");
        assertThat(stored.ledger.lastPage(next)).hasValueSatisfying(found -> {
            assertThat(found.done()).isFalse();
            assertThat(found.outcomes()).containsOnlyKeys("a");
        });
    }

    @Test
    void a_page_is_claimed_and_its_counts_added_once() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        var counts = sent(100);
        var moved = stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), counts);

        assertThatThrownBy(() -> stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), counts))
                .isInstanceOf(LeaseLostException.class);
        assertThat(moved.next()).isEqualTo("b");
        assertThat(stored.runs.find(donation.id()).orElseThrow().counts()).isEqualTo(counts);
    }

    @Test
    void a_donor_is_found_on_the_page_that_covers_their_key() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        var first = LedgerPage.opened("", "b");
        owned = stored.ledger.claimPage(owned, first, Counts.NONE);
        stored.ledger.savePage(
                owned, first.with(Map.of("a", new Outcome.Sent(), "b", new Outcome.Failed("550 no")), true));
        stored.ledger.claimPage(owned, LedgerPage.opened("b", "d"), Counts.NONE);

        assertThat(stored.ledger.findPage(donation.id(), "b").flatMap(page -> page.outcome("b")))
                .contains(new Outcome.Failed("550 no"));
        assertThat(stored.ledger.findPage(donation.id(), "c"))
                .hasValueSatisfying(page -> assertThat(page.done()).isFalse());
        assertThat(stored.ledger.findPage(donation.id(), "e")).isEmpty();
    }

    @Test
    void who_was_taken_over_can_write_no_outcome_once_the_next_owner_has_counted_the_page() {
        var page = LedgerPage.opened("", "b");
        var slow = stored.ledger.claimPage(
                stored.segments.claim(openSegment(), OTHER).orElseThrow(), page, Counts.NONE);
        var next = stored.segments.claim(slow, NODE).orElseThrow();

        stored.segments.release(next, Duration.ZERO);

        assertThatThrownBy(() -> stored.ledger.savePage(slow, page.with(Map.of("a", new Outcome.Sent()), true)))
                .isInstanceOf(LeaseLostException.class);
    }

    @Test
    void what_the_owner_before_wrote_between_the_look_at_its_last_page_and_the_claim_of_it_is_not_lost() {
        var page = LedgerPage.opened("", "b");
        var before = stored.ledger.claimPage(
                stored.segments.claim(openSegment(), OTHER).orElseThrow(), page, Counts.NONE);
        var next = stored.segments.claim(openSegment(), NODE).orElseThrow();
        var seen = stored.ledger.lastPage(next).orElseThrow();
        stored.ledger.savePage(before, page.with(Map.of("a", new Outcome.Sent()), true));

        var reclaimed = stored.ledger.reclaimPage(next, seen);

        assertThat(reclaimed.outcomes()).containsOnlyKeys("a");
        assertThat(reclaimed.done()).isTrue();
    }

    private Segment openSegment() {
        stored.runs.open(donation);
        return openSegments().get(0);
    }

    private static Counts sent(long count) {
        return new Counts(count, Map.of(), Map.of(), 0);
    }

    private List<Segment> openSegments() {
        return stored.openRuns.workable(donation.id());
    }
}
