package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.donation.Donation;
import org.savealife.donation.StoredDonations;
import org.savealife.fixture.EmbeddedDynamoDb;
import org.savealife.fixture.TestClock;
import org.savealife.mail.SendingQuota;
import org.savealife.platform.audit.TestAudit;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.LostAnswers;
import org.savealife.platform.dynamodb.TestTables;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class RunRepositoryTest {

    private static final String NODE = "node";
    private static final String OTHER = "other";

    private static EmbeddedDynamoDb database;
    private static TestTables tables;
    private static final LostAnswers lost = new LostAnswers();

    private final TestClock clock = new TestClock();
    private final Donation donation = aDonation().build();
    private StoredRuns stored = new StoredRuns(tables, clock);

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint(), lost);
    }

    @AfterAll
    static void stopDatabase() {
        tables.close();
        database.close();
    }

    @Test
    void a_donation_has_one_run_however_often_it_is_opened() {
        assertThat(stored.runs.open(donation)).isTrue();
        assertThat(stored.runs.open(donation)).isFalse();

        assertThat(stored.runs.find(donation.id())).hasValueSatisfying(run -> {
            assertThat(run.status()).isEqualTo(InvitationRun.Status.RUNNING);
            assertThat(run.counts()).isEqualTo(Counts.NONE);
            assertThat(run.startedAt()).contains(clock.instant());
            assertThat(run.finishedAt()).isEmpty();
        });
    }

    @Test
    void the_run_of_a_past_donation_is_recorded_as_skipped_and_never_worked() {
        var past = aDonation().at(clock.instant().minusSeconds(1)).build();

        stored.runs.open(past);

        assertThat(stored.runs.find(past.id())).hasValueSatisfying(run -> {
            assertThat(run.status()).isEqualTo(InvitationRun.Status.SKIPPED);
            assertThat(run.reason()).isEqualTo("donation_past");
        });
        assertThat(stored.openRuns.findOpen()).doesNotContain(past.id());
    }

    @Test
    void what_staff_do_to_a_run_can_be_recorded_in_the_same_transaction() {
        stored.runs.open(donation);
        var id = donation.id();

        assertThat(TestAudit.records(tables, () -> stored.runStatus.pause(id, "staff")))
                .as("pause")
                .isTrue();
        assertThat(TestAudit.records(tables, () -> stored.runStatus.pause(id, "staff")))
                .as("pause once more")
                .isFalse();
        assertThat(TestAudit.records(tables, () -> stored.runStatus.resume(id)))
                .as("resume")
                .isTrue();
        assertThat(TestAudit.records(tables, () -> stored.runStatus.cancel(id, "staff")))
                .as("cancel")
                .isTrue();
    }

    @Test
    void a_donation_without_a_run_has_none() {
        assertThat(stored.runs.find("nobody")).isEmpty();
        assertThat(stored.runs.existing(List.of("nobody"))).isEmpty();
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
        assertThat(stored.runs.find(donation.id()).orElseThrow().plan().expected()).isEqualTo(5_000);
        assertThat(stored.runs.find(donation.id()).orElseThrow().plan().estimated()).isTrue();
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
    void the_segments_of_a_paused_run_are_out_of_reach_until_it_is_resumed_and_keep_their_counts() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        owned = stored.segments.begin(owned, new KeyRangeSplit(5_000, true, List.of("8")), SendingQuota.UNKNOWN);
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "a"), sent(3));

        assertThat(stored.runStatus.pause(donation.id(), "because")).isTrue();
        stored.segmentCounts.pauseSegment(owned);
        openSegments()
                .forEach(segment -> stored.segmentCounts.pauseSegment(stored.segments.claim(segment, NODE).orElseThrow()));

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
                        .map(segment -> stored.segments.claim(segment, NODE).orElseThrow().cursor()))
                .containsExactly("a", "");
        assertThat(stored.runStatus.resume(donation.id())).isFalse();
    }

    @Test
    void a_segment_is_given_back_where_its_run_goes_on_by_the_time_it_is_parked() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();

        stored.segmentCounts.pauseSegment(owned);

        assertThat(openSegment().owner()).isEmpty();
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
        stored.segmentCounts.end(again, page.with(Map.of("b", new Outcome.Sent()), true).added());
        assertThat(status()).isEqualTo(InvitationRun.Status.FINISHED);
        assertThat(stored.runs.find(donation.id()).orElseThrow().counts()).isEqualTo(sent(2));
        assertThat(stored.runStatus.retry(donation.id())).isTrue();
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
    void a_donor_is_found_on_the_page_that_covers_their_key() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        var first = LedgerPage.opened("", "b");
        owned = stored.ledger.claimPage(owned, first, Counts.NONE);
        stored.ledger.savePage(owned, first.with(Map.of("a", new Outcome.Sent(), "b", new Outcome.Failed("550 no")), true));
        stored.ledger.claimPage(owned, LedgerPage.opened("b", "d"), Counts.NONE);

        assertThat(stored.ledger.findPage(donation.id(), "b").flatMap(page -> page.outcome("b")))
                .contains(new Outcome.Failed("550 no"));
        assertThat(stored.ledger.findPage(donation.id(), "c"))
                .hasValueSatisfying(page -> assertThat(page.done()).isFalse());
        assertThat(stored.ledger.findPage(donation.id(), "e")).isEmpty();
    }

    @Test
    void a_run_goes_with_all_that_belongs_to_it_two_years_after_its_donation() {
        stored = new StoredRuns(tables, tables.client(), clock, ZoneOffset.UTC, 730);
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        owned = stored.segments.begin(owned, new KeyRangeSplit(5_000, true, List.of("8")), SendingQuota.UNKNOWN);
        var page = LedgerPage.opened("", "b");
        owned = stored.ledger.claimPage(owned, page, Counts.NONE);
        stored.ledger.savePage(owned, page.with(Map.of("a", new Outcome.Sent()), true));

        stored.segmentCounts.end(owned, sent(1));

        assertThat(items("RUN#" + donation.id()))
                .hasSize(4)
                .allSatisfy(item -> assertThat(item.number("delete_after"))
                        .isEqualTo(
                                donation.startsAt().plus(Duration.ofDays(730)).getEpochSecond()));
        assertThat(items("OUTCOMES"))
                .anySatisfy(item -> assertThat(item.findNumber("delete_after"))
                        .contains(clock.instant()
                                .truncatedTo(ChronoUnit.DAYS)
                                .plus(Duration.ofDays(730))
                                .getEpochSecond()));
    }

    @Test
    void a_run_stays_for_ever_where_that_is_set() {
        stored = new StoredRuns(tables, tables.client(), clock, ZoneOffset.UTC, 0);
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();

        stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), Counts.NONE);

        assertThat(items("RUN#" + donation.id()))
                .hasSize(3)
                .allSatisfy(item -> assertThat(item.findNumber("delete_after")).isEmpty());
    }

    @Test
    void the_item_of_a_run_alone_tells_what_its_segments_have_come_to_once_they_settle() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        owned = stored.segments.begin(owned, new KeyRangeSplit(5_000, true, List.of("8")), SendingQuota.UNKNOWN);
        var counts = new Counts(98, Map.of("550", 1L), Map.of("unsubscribed", 1L), 3);
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), counts);

        stored.segmentCounts.settle(owned);
        stored.segmentCounts.settle(owned);

        assertThat(ofItem().counts()).isEqualTo(new Counts(98, Map.of("550", 1L), Map.of("unsubscribed", 1L), 0));
        assertThat(stored.runs.find(donation.id()).orElseThrow().counts()).isEqualTo(counts);
        assertThat(stored.segmentCounts.counts(owned).deferred()).isEqualTo(3);
        stored.segmentCounts.end(owned, sent(2));
        assertThat(ofItem().counts()).isEqualTo(counts.plus(sent(2)));
    }

    @Test
    void the_item_of_a_cancelled_run_tells_all_that_it_had_come_to_whoever_had_its_segments() {
        var working = stored.segments.begin(
                stored.segments.claim(openSegment(), NODE).orElseThrow(),
                new KeyRangeSplit(5_000, true, List.of("4", "8")),
                SendingQuota.UNKNOWN);
        working = stored.ledger.claimPage(working, LedgerPage.opened("", "1"), Counts.NONE);
        working = stored.ledger.claimPage(working, LedgerPage.opened("1", "2"), sent(100));
        var left = stored.segments.claim(openSegments().get(1), NODE).orElseThrow();
        var page = LedgerPage.opened("4", "5");
        left = stored.ledger.claimPage(left, page, Counts.NONE);
        stored.ledger.savePage(left, page.with(Map.of("4a", new Outcome.Sent(), "4b", new Outcome.Sent()), false));
        stored.segments.release(left, Duration.ZERO);

        assertThat(stored.runStatus.cancel(donation.id(), "because")).isTrue();
        assertThat(ofItem().counts()).isEqualTo(sent(102));
        stored.segmentCounts.pauseSegment(working);

        assertThat(status()).isEqualTo(InvitationRun.Status.CANCELLED);
        assertThat(ofItem().counts()).isEqualTo(sent(102));
        assertThat(items("RUN#" + donation.id()))
                .filteredOn(item -> item.sortKey().equals(RunItem.RUN))
                .singleElement()
                .matches(run -> !RunItem.isLeft(run));
        assertThat(openSegments()).isEmpty();
    }

    @Test
    void
            who_gives_a_segment_back_in_the_middle_of_a_page_has_counted_what_came_of_it_and_the_next_owner_counts_the_rest() {
        var page = LedgerPage.opened("", "b");
        var owned = stored.ledger.claimPage(stored.segments.claim(openSegment(), NODE).orElseThrow(), page, Counts.NONE);
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

    @Test
    void a_paused_run_has_counted_the_page_that_was_on_its_way_and_adds_up_once_it_goes_on() {
        var page = LedgerPage.opened("", "b");
        var owned = stored.ledger.claimPage(stored.segments.claim(openSegment(), NODE).orElseThrow(), page, Counts.NONE);
        var undone = page.with(Map.of("a", new Outcome.Sent(), "a1", new Outcome.Deferred("450 later")), false);
        stored.ledger.savePage(owned, undone);
        stored.runStatus.pause(donation.id(), "because");

        stored.segmentCounts.pauseSegment(owned);

        assertThat(stored.runs.find(donation.id()).orElseThrow().counts())
                .isEqualTo(Counts.of(undone.outcomes().values()));
        assertThat(ofItem().counts()).isEqualTo(sent(1));
        stored.runStatus.resume(donation.id());
        var next = stored.segments.claim(openSegment(), NODE).orElseThrow();
        var done =
                stored.ledger.reclaimPage(next, stored.ledger.lastPage(next).orElseThrow()).with(Map.of("b", new Outcome.Sent()), true);
        stored.ledger.savePage(next, done);
        assertThat(stored.segments.openNextPass(next, done.added(), Duration.ZERO)).isTrue();
        assertThat(stored.runs.find(donation.id()).orElseThrow().counts())
                .isEqualTo(Counts.of(done.outcomes().values()));
    }

    @Test
    void a_run_that_waits_for_those_put_off_has_its_counts_together_once_it_is_paused() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        var counts = new Counts(98, Map.of("550", 1L), Map.of(), 3);
        assertThat(stored.segments.openNextPass(owned, counts, Duration.ofHours(1))).isTrue();

        assertThat(stored.runStatus.pause(donation.id(), "because")).isTrue();

        assertThat(ofItem().counts()).isEqualTo(new Counts(98, Map.of("550", 1L), Map.of(), 0));
        assertThat(stored.runs.find(donation.id()).orElseThrow().counts()).isEqualTo(counts);
    }

    @Test
    void a_segment_opens_no_other_pass_once_its_run_was_stopped_and_is_parked_with_all_it_came_to() {
        var page = LedgerPage.opened("", "b");
        var owned = stored.ledger.claimPage(stored.segments.claim(openSegment(), NODE).orElseThrow(), page, Counts.NONE);
        var done = page.with(Map.of("a", new Outcome.Sent(), "b", new Outcome.Deferred("450 later")), true);
        stored.ledger.savePage(owned, done);
        stored.runStatus.cancel(donation.id(), "because");

        assertThat(stored.segments.openNextPass(owned, done.added(), Duration.ofHours(1))).isFalse();
        stored.segmentCounts.pauseSegment(owned);

        assertThat(ofItem().counts()).isEqualTo(Counts.of(done.outcomes().values()));
        assertThat(openSegments()).isEmpty();
    }

    @Test
    void who_was_taken_over_can_write_no_outcome_once_the_next_owner_has_counted_the_page() {
        var page = LedgerPage.opened("", "b");
        var slow = stored.ledger.claimPage(stored.segments.claim(openSegment(), OTHER).orElseThrow(), page, Counts.NONE);
        var next = stored.segments.claim(slow, NODE).orElseThrow();

        stored.segments.release(next, Duration.ZERO);

        assertThatThrownBy(() -> stored.ledger.savePage(slow, page.with(Map.of("a", new Outcome.Sent()), true)))
                .isInstanceOf(LeaseLostException.class);
    }

    @Test
    void a_segment_that_comes_back_after_its_run_was_cancelled_is_ended_by_whoever_looks_next() {
        var owned = stored.segments.claim(openSegment(), NODE).orElseThrow();
        stored.runStatus.cancel(donation.id(), "because");
        stored.segments.release(owned, Duration.ZERO);

        assertThat(openSegments()).hasSize(1);
        assertThat(stored.openRuns.findWork().runs()).contains(donation.id());
        stored.segmentCounts.pauseSegment(stored.segments.claim(openSegments().get(0), OTHER).orElseThrow());

        assertThat(openSegments()).isEmpty();
        assertThat(stored.openRuns.findOpen()).doesNotContain(donation.id());
    }

    @Test
    void a_run_that_is_paused_or_has_failures_is_found_however_far_away_its_donation_is() {
        var calendar = StoredDonations.calendar(tables, clock);
        stored.runs.open(donation);
        StoredDonations.add(tables.client(), tables.tables().main(), donation);
        assertThat(calendar.wantingAttention()).doesNotContain(donation);

        stored.runStatus.pause(donation.id(), "because");

        assertThat(calendar.wantingAttention()).contains(donation);
        var failing = aDonation().at(donation.startsAt()).build();
        StoredDonations.add(tables.client(), tables.tables().main(), failing);
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

    /** As those see it who look at no segment. */
    private InvitationRun ofItem() {
        return Objects.requireNonNull(stored.runs.findAll(List.of(donation.id())).get(donation.id()));
    }

    private static List<Item> items(String partitionKey) {
        return Item.listOf(tables.client()
                .query(query -> query.tableName(tables.tables().invitations())
                        .keyConditionExpression("PK = :key")
                        .expressionAttributeValues(Map.of(":key", AttributeValue.fromS(partitionKey))))
                .items());
    }

    @Test
    void what_staff_did_to_a_run_counts_though_the_answer_was_lost() {
        openSegment();

        assertThat(loseAnswer(() -> stored.runStatus.pause(donation.id(), "because"))).isTrue();
        assertThat(status()).isEqualTo(InvitationRun.Status.PAUSED);
        assertThat(loseAnswer(() -> stored.runStatus.resume(donation.id()))).isTrue();
        assertThat(status()).isEqualTo(InvitationRun.Status.RUNNING);
        stored.segmentCounts.end(stored.segments.claim(openSegment(), NODE).orElseThrow(), new Counts(0, Map.of("550", 1L), Map.of(), 0));
        assertThat(loseAnswer(() -> stored.runStatus.retry(donation.id()))).isTrue();
        assertThat(status()).isEqualTo(InvitationRun.Status.RUNNING);
        assertThat(loseAnswer(() -> stored.runStatus.cancel(donation.id(), "because"))).isTrue();
        assertThat(status()).isEqualTo(InvitationRun.Status.CANCELLED);
    }

    @Test
    void what_somebody_else_did_to_a_run_is_not_taken_for_ones_own() {
        openSegment();
        stored.runStatus.pause(donation.id(), "because");

        assertThat(loseAnswer(() -> stored.runStatus.pause(donation.id(), "again"))).isFalse();
    }

    private static boolean loseAnswer(BooleanSupplier call) {
        lost.loseNext();
        return call.getAsBoolean() && lost.isLost();
    }

    @Test
    void what_the_owner_before_wrote_between_the_look_at_its_last_page_and_the_claim_of_it_is_not_lost() {
        var page = LedgerPage.opened("", "b");
        var before = stored.ledger.claimPage(stored.segments.claim(openSegment(), OTHER).orElseThrow(), page, Counts.NONE);
        var next = stored.segments.claim(openSegment(), NODE).orElseThrow();
        var seen = stored.ledger.lastPage(next).orElseThrow();
        stored.ledger.savePage(before, page.with(Map.of("a", new Outcome.Sent()), true));

        var reclaimed = stored.ledger.reclaimPage(next, seen);

        assertThat(reclaimed.outcomes()).containsOnlyKeys("a");
        assertThat(reclaimed.done()).isTrue();
    }

    @Test
    void a_run_all_of_whose_segments_wait_wants_work_when_the_first_of_them_may_be_claimed() {
        var owned = stored.segments.begin(
                stored.segments.claim(openSegment(), NODE).orElseThrow(),
                new KeyRangeSplit(5_000, true, List.of("8")),
                SendingQuota.UNKNOWN);
        assertThat(stored.segments.openNextPass(owned, sent(1), Duration.ofSeconds(20))).isTrue();
        var second = openSegments().get(1);
        second = stored.segments.claim(second, NODE).orElseThrow();
        assertThat(openSegments()).hasSize(2);
        assertThat(stored.openRuns.findWork().runs()).as("an owner may die").contains(donation.id());

        assertThat(stored.segments.openNextPass(second, sent(1), Duration.ofSeconds(10))).isTrue();

        assertThat(openSegments()).hasSize(2);
        assertThat(stored.openRuns.findWork().runs()).doesNotContain(donation.id());
        assertThat(stored.openRuns.findOpen()).contains(donation.id());
        clock.advance(Duration.ofSeconds(10));
        assertThat(stored.openRuns.findWork().runs()).contains(donation.id());
    }

    @Test
    void a_run_that_the_release_before_left_in_the_middle_goes_on() {
        stored.runs.open(donation);
        var run = Item.of("RUN#" + donation.id(), "RUN");
        var segment = Item.of("RUN#" + donation.id(), "SEGMENT#")
                .with("to", "~")
                .with("open", "open")
                .with("lease_until", clock.millis() + 9_000)
                .with("owner", "somebody")
                .with("cursor", "b");
        tables.client()
                .updateItem(update -> update.tableName("savealife-invitations")
                        .key(run.key())
                        .updateExpression("REMOVE #open, lease_until")
                        .expressionAttributeNames(Map.of("#open", "open")));
        tables.client().putItem(put -> put.tableName("savealife-invitations").item(segment.attributes()));
        assertThat(stored.openRuns.findOpen()).contains(donation.id());

        var found = openSegments();
        var claimed = stored.segments.claim(found.get(0), NODE).orElseThrow();

        assertThat(found)
                .singleElement()
                .satisfies(old -> assertThat(old.node()).isEmpty());
        assertThat(claimed.cursor()).isEqualTo("b");
        assertThat(stored.openRuns.findWork().runs()).contains(donation.id());
        stored.segmentCounts.end(claimed, sent(1));
        assertThat(openSegments()).isEmpty();
        assertThat(stored.openRuns.findOpen()).doesNotContain(donation.id());
        assertThat(status()).isEqualTo(InvitationRun.Status.FINISHED);
    }

    @Test
    void more_runs_than_one_read_brings_hide_none() {
        var text = "x".repeat(200_000);
        for (var number = 0; number < 8; number++) {
            var item = Item.of("RUN#many-" + number, "RUN").with("open", "open").with("lease_until", 0);
            tables.client()
                    .putItem(put -> put.tableName("savealife-invitations")
                            .item(item.with("owner", text).attributes()));
        }

        assertThat(stored.openRuns.findWork().runs())
                .contains("many-0", "many-1", "many-2", "many-3", "many-4", "many-5", "many-6", "many-7");
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
