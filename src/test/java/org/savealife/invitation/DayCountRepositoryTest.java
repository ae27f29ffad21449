package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.run.KeyRangeSplit;
import org.savealife.mail.SendingQuota;
import org.savealife.platform.dynamodb.TestTables;

class DayCountRepositoryTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");
    private static final Duration DAY = Duration.ofDays(1);

    /** Each test has days of its own. */
    private static final AtomicInteger YEARS = new AtomicInteger();

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private final TestClock clock = new TestClock();
    private final StoredRuns stored = new StoredRuns(TABLES, TABLES.client(), clock, ZONE, 0);
    private final DayCountRepository days = stored.dayCounts;
    private final Donation donation =
            aDonation().at(clock.instant().plus(Duration.ofDays(50_000))).build();

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @BeforeEach
    void begin_another_year() {
        clock.advance(Duration.ofDays(365L * YEARS.incrementAndGet()));
    }

    @Test
    void days_on_which_nobody_was_invited_are_there_as_well() {
        assertThat(days.last(30)).hasSize(30).containsEntry(today(), DayCounts.NONE);
        assertThat(days.last(30).lastKey()).isEqualTo(today());
    }

    @Test
    void outcomes_count_while_the_run_is_going_and_once_it_has_finished_the_same() {
        var owned = stored.segments.claim(openSegment(), "node").orElseThrow();
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), Counts.NONE);
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("b", "d"), counts(98, 1, 1));

        stored.segmentCounts.settle(owned);
        stored.segmentCounts.settle(owned);

        assertThat(days.last(2)).containsEntry(today(), new DayCounts(98, 1, 1));

        stored.segmentCounts.end(owned, counts(50, 0, 2));
        assertThat(days.last(2)).containsEntry(today(), new DayCounts(148, 1, 3));
    }

    @Test
    void a_run_that_takes_days_counts_on_each_of_them() {
        var owned = stored.segments.claim(openSegment(), "node").orElseThrow();
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), Counts.NONE);
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("b", "d"), counts(10, 0, 0));
        clock.advance(DAY);
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("d", "f"), counts(20, 0, 0));
        clock.advance(DAY);

        stored.segmentCounts.end(owned, counts(30, 0, 0));

        assertThat(days.last(3).values())
                .containsExactly(new DayCounts(10, 0, 0), new DayCounts(20, 0, 0), new DayCounts(30, 0, 0));
        assertThat(days.last(1).values()).containsExactly(new DayCounts(30, 0, 0));
    }

    @Test
    void days_are_those_of_the_blood_banks_clock() {
        clock.advance(Duration.ofMinutes(11 * 60 + 30));
        var owned = stored.segments.claim(openSegment(), "node").orElseThrow();

        stored.segmentCounts.end(owned, counts(1, 0, 0));

        var utc = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        assertThat(days.last(2)).containsEntry(utc.plusDays(1), new DayCounts(1, 0, 0));
    }

    @Test
    void a_run_that_is_paused_and_cancelled_keeps_what_it_had_come_to() {
        var owned = stored.segments.claim(openSegment(), "node").orElseThrow();
        owned = stored.segments.begin(owned, new KeyRangeSplit(5_000, true, List.of("8")), SendingQuota.UNKNOWN);
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), Counts.NONE);
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("b", "d"), counts(100, 0, 0));
        stored.runStatus.pause(donation.id(), "because");

        stored.segmentCounts.pauseSegment(owned);

        assertThat(days.last(1)).containsEntry(today(), new DayCounts(100, 0, 0));
        stored.runStatus.resume(donation.id());
        var again = stored.segments.claim(openSegment(), "node").orElseThrow();
        again = stored.ledger.claimPage(again, LedgerPage.opened("d", "f"), counts(7, 0, 0));
        stored.segmentCounts.settle(again);
        assertThat(days.last(1)).containsEntry(today(), new DayCounts(107, 0, 0));
        stored.runStatus.cancel(donation.id(), "because");
        stored.segmentCounts.pauseSegment(again);
        assertThat(days.last(1)).containsEntry(today(), new DayCounts(107, 0, 0));
    }

    @Test
    void what_is_written_twice_counts_once() {
        var owned = stored.segments.claim(openSegment(), "node").orElseThrow();
        var first = stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), counts(3, 0, 0));
        assertThatThrownBy(() -> stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), counts(3, 0, 0)))
                .isInstanceOf(LeaseLostException.class);
        stored.segmentCounts.end(first, counts(4, 0, 0));

        assertThatThrownBy(() -> stored.segmentCounts.end(first, counts(4, 0, 0)))
                .isInstanceOf(LeaseLostException.class);

        assertThat(days.last(1)).containsEntry(today(), new DayCounts(7, 0, 0));
    }

    @Test
    void a_failure_that_is_mended_on_another_day_is_sent_then_and_has_not_failed() {
        var failed = Map.<String, Outcome>of("a", new Outcome.Sent(), "b", new Outcome.Failed("550 no"));
        var owned = stored.segments.claim(openSegment(), "node").orElseThrow();
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), Counts.NONE);
        stored.ledger.savePage(owned, LedgerPage.opened("", "b").with(failed, true));
        stored.segmentCounts.end(owned, Counts.of(failed.values()));
        clock.advance(DAY);
        stored.runStatus.retry(donation.id());
        var again = stored.segments.claim(openSegment(), "node").orElseThrow();
        var page = stored.ledger.pages(donation.id(), "", "~", 10).get(0).reopened(again.pass()::takesUp);
        again = stored.ledger.claimPage(again, page, Counts.NONE);

        stored.segmentCounts.end(
                again, page.with(Map.of("b", new Outcome.Sent()), true).added());

        assertThat(days.last(2).values()).containsExactly(new DayCounts(1, 0, 0), new DayCounts(1, 0, 0));
    }

    @Test
    void unknown_fates_are_counted_by_day_until_staff_have_them_tried_again() {
        var unknown = Map.<String, Outcome>of("a", new Outcome.Unknown("no answer"));
        var owned = stored.segments.claim(openSegment(), "node").orElseThrow();
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), Counts.NONE);
        stored.ledger.savePage(owned, LedgerPage.opened("", "b").with(unknown, true));
        stored.segmentCounts.end(owned, Counts.of(unknown.values()));
        assertThat(days.last(1)).containsEntry(today(), new DayCounts(0, 0, 0, 1));
        assertThat(stored.runStatus.retry(donation.id())).isTrue();
        var again = stored.segments.claim(openSegment(), "node").orElseThrow();
        var page = stored.ledger.pages(donation.id(), "", "~", 10).get(0).reopened(again.pass()::takesUp);
        again = stored.ledger.claimPage(again, page, Counts.NONE);

        stored.segmentCounts.end(
                again, page.with(Map.of("a", new Outcome.Sent()), true).added());

        assertThat(days.last(1)).containsEntry(today(), new DayCounts(1, 0, 0, 0));
        assertThat(stored.runs.find(donation.id()).orElseThrow().counts().unknown())
                .isZero();
    }

    @Test
    void a_run_that_is_erased_has_never_been_and_others_stay() {
        var other = aDonation().at(donation.startsAt()).build();
        stored.runs.open(other);
        stored.segmentCounts.end(
                stored.segments.claim(openSegment(other), "node").orElseThrow(), counts(1, 0, 0));
        var owned = stored.segments.claim(openSegment(), "node").orElseThrow();
        owned = stored.segments.begin(owned, new KeyRangeSplit(5_000, true, List.of("4", "8")), SendingQuota.UNKNOWN);
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "1"), Counts.NONE);
        stored.segmentCounts.end(owned, counts(10, 1, 2));
        var parked = stored.segments.claim(openSegment(), "node").orElseThrow();
        parked = stored.ledger.claimPage(parked, LedgerPage.opened("4", "5"), counts(20, 0, 0));
        var open = stored.segments.claim(openSegment("8"), "node").orElseThrow();
        open = stored.ledger.claimPage(open, LedgerPage.opened("8", "9"), counts(40, 0, 0));
        stored.runStatus.pause(donation.id(), "because");
        stored.segmentCounts.pauseSegment(parked);
        stored.segmentCounts.settle(open);
        assertThat(days.last(1)).containsEntry(today(), new DayCounts(71, 1, 2));
        clock.advance(DAY);

        stored.runs.erase(donation.id());
        stored.runs.erase(donation.id());

        assertThat(days.last(2).values()).containsExactly(new DayCounts(1, 0, 0), DayCounts.NONE);
        assertThat(stored.runs.find(donation.id())).isEmpty();
        assertThat(stored.ledger.pages(donation.id(), "", "~", 10)).isEmpty();
        assertThat(stored.openRuns.findOpen()).doesNotContain(donation.id());
        assertThat(stored.runs.find(other.id())).isPresent();
        var late = open;
        assertThatThrownBy(() -> stored.segmentCounts.end(late, Counts.NONE)).isInstanceOf(LeaseLostException.class);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZONE);
    }

    private Segment openSegment() {
        stored.runs.open(donation);
        return openSegment(donation);
    }

    private Segment openSegment(Donation which) {
        return openSegments(which).findFirst().orElseThrow();
    }

    private Segment openSegment(String from) {
        return openSegments(donation)
                .filter(segment -> segment.from().equals(from))
                .findFirst()
                .orElseThrow();
    }

    private Stream<Segment> openSegments(Donation which) {
        return stored.openRuns.workable(which.id()).stream()
                .filter(segment -> segment.owner().isEmpty());
    }

    private static Counts counts(long sent, long skipped, long failed) {
        return new Counts(sent, Map.of("550", failed), Map.of("unsubscribed", skipped), 0);
    }
}
