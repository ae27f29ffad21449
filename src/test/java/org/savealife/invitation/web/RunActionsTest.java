package org.savealife.invitation.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.ChangedDonations;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.Notify;
import org.savealife.donation.StoredDonations;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.Counts;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LedgerPage;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.Segment;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.audience.TestReplies;
import org.savealife.invitation.notice.Notices;
import org.savealife.invitation.run.RunId;
import org.savealife.invitation.worker.IdleWorker;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.StoredAudit;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.NotFoundException;

class RunActionsTest {

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private static final Map<String, String> BOOKED_ONLY = Map.of(Segment.BOOKED, Segment.BEHIND_BOOKED);

    private final TestClock clock = new TestClock();
    private final StoredRuns stored = new StoredRuns(TABLES, clock);
    private final DonationRepository donations = StoredDonations.repository(TABLES, clock);
    private final TestReplies replies = new TestReplies();
    private final Notices notices =
            new Notices(stored.runs, stored.runStatus, stored.ledger, replies, IdleWorker.of(TABLES, clock), clock);
    private final RunActions control = new RunActions(
            stored.runs, stored.runStatus, stored.late, donations, notices, StoredAudit.audit(TABLES, clock), clock);
    private final Donation donation =
            aDonation().at(clock.instant().plus(Duration.ofHours(1))).build();

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @Test
    void who_failed_is_not_tried_again_once_the_donation_has_begun_and_the_reason_stays() {
        var failed = Map.<String, Outcome>of("a", new Outcome.Failed("550 5.1.1 no such user"));
        donations.add(donation);
        stored.runs.open(donation);
        var owned = stored.openRuns.workable(donation.id()).stream()
                .flatMap(segment -> stored.segments.claim(segment, "node").stream())
                .findFirst()
                .orElseThrow();
        owned = stored.ledger.claimPage(owned, LedgerPage.opened("", "b"), Counts.NONE);
        stored.ledger.savePage(owned, LedgerPage.opened("", "b").with(failed, true));
        stored.segmentCounts.end(owned, Counts.of(failed.values()));
        clock.advance(Duration.ofHours(2));

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> control.retry(donation.id()))
                .withMessageContaining("The donation has begun");

        assertThat(stored.runStatus.status(donation.id())).contains(InvitationRun.Status.FINISHED);
        assertThat(stored.ledger.findPage(donation.id(), "a").flatMap(page -> page.outcome("a")))
                .contains(new Outcome.Failed("550 5.1.1 no such user"));
    }

    @Test
    void a_run_that_tells_more_is_paused_resumed_and_cancelled_as_invitations_are() {
        var change = opened(Notify.ALL);

        assertThat(control.pause(change).status()).isEqualTo(InvitationRun.Status.PAUSED);
        assertThat(control.get(change).reason()).isEqualTo(RunActions.PAUSED_BY_STAFF);
        assertThat(control.get(donation.id()).status()).isEqualTo(InvitationRun.Status.RUNNING);
        assertThat(control.resume(change).status()).isEqualTo(InvitationRun.Status.RUNNING);
        assertThat(control.cancel(change).status()).isEqualTo(InvitationRun.Status.CANCELLED);
        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> control.resume(change));
    }

    @Test
    void a_run_that_was_not_opened_is_not_there_and_neither_is_one_of_no_donation() {
        donations.add(donation);

        for (var id : List.of(change(1), RunId.cancellation(donation.id()), RunId.reminder(donation.id(), 1))) {
            assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> control.get(id.text()));
        }
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(
                        () -> control.get(RunId.cancellation(RandomId.next()).text()));
    }

    @Test
    void calling_off_ends_the_other_runs_for_the_eye_and_its_own_run_goes_on() {
        var change = opened(Notify.ALL);
        var calledOff = ChangedDonations.calledOff(donations.find(donation.id()).orElseThrow(), Notify.ALL, "");
        ChangedDonations.store(TABLES, calledOff);
        var cancellation = RunId.cancellation(donation.id()).text();
        stored.runs.open(RunId.cancellation(donation.id()), calledOff, Optional.empty(), BOOKED_ONLY);

        assertThat(control.get(change).status()).isEqualTo(InvitationRun.Status.CANCELLED);
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> control.resume(change))
                .withMessageContaining("cancelled");
        assertThat(control.get(cancellation).status()).isEqualTo(InvitationRun.Status.RUNNING);
        control.pause(cancellation);
        assertThat(control.resume(cancellation).status()).isEqualTo(InvitationRun.Status.RUNNING);
        assertThat(control.mayRetry(RunId.cancellation(donation.id()), calledOff))
                .isTrue();
    }

    @Test
    void of_two_changes_only_the_later_is_told_again() {
        var first = opened(Notify.ALL);
        var second = moved(donations.find(donation.id()).orElseThrow(), Notify.ALL);
        ChangedDonations.store(TABLES, second);

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> control.retry(first))
                .withMessageContaining("changed again");
        assertThat(control.mayRetry(change(1), second)).isFalse();
        assertThat(control.mayRetry(change(2), second)).isTrue();
    }

    /** The run of a first change. */
    private String opened(Notify told) {
        donations.add(donation);
        stored.runs.open(donation);
        var changed = moved(donation, told);
        ChangedDonations.store(TABLES, changed);
        notices.open(Optional.of(donation), changed);
        return change(1).text();
    }

    private RunId change(long sequence) {
        return RunId.change(donation.id(), sequence);
    }

    private Donation moved(Donation before, Notify told) {
        var later = before.startsAt().plus(Duration.ofHours(1));
        return ChangedDonations.moved(before, later, "Lindeplein 8", told, clock.instant());
    }

    @Test
    void the_run_of_a_donation_of_long_ago_that_is_not_there_any_more_is_not_about_to_start() {
        donations.add(donation);
        assertThat(control.get(donation.id()).status()).isEqualTo(InvitationRun.Status.WAITING);

        clock.advance(Duration.ofDays(800));

        assertThat(control.get(donation.id()).status()).isEqualTo(InvitationRun.Status.SKIPPED);
        assertThat(control.get(donation.id()).reason()).isEqualTo("no_longer_kept");
    }
}
