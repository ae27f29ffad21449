package org.savealife.invitation.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.savealife.donation.ChangedDonations.calledOff;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.ChangedDonations;
import org.savealife.donation.Donation;
import org.savealife.donation.NoticeCounts;
import org.savealife.donation.Notify;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.Counts;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.audience.TestReplies;
import org.savealife.invitation.run.Former;
import org.savealife.invitation.run.Reply;
import org.savealife.invitation.run.RunId;
import org.savealife.invitation.worker.IdleWorker;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.StreamRecord;

class NoticesTest {

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private final TestClock clock = new TestClock();
    private final StoredRuns stored = new StoredRuns(TABLES, clock);
    private final TestReplies replies = new TestReplies();
    private final Notices notices =
            new Notices(stored.runs, stored.runStatus, stored.ledger, replies, IdleWorker.of(TABLES, clock), clock);
    private final Donation donation = aDonation().build();

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @Test
    void a_change_opens_one_run_however_often_the_stream_brings_it() {
        var changed = moved(donation, Notify.ALL);

        notices.open(Optional.of(donation), changed);
        stored.runStatus.pause(change(1).text(), "staff");
        notices.open(Optional.of(donation), changed);

        assertThat(run(change(1)).status()).isEqualTo(InvitationRun.Status.PAUSED);
        assertThat(stored.runs.former(change(1)))
                .contains(new Former(donation.address(), donation.startsAt(), donation.length()));
        assertThat(stored.items(change(1).text())).extracting(Item::sortKey).hasSize(3);
    }

    @Test
    void a_record_that_is_handled_again_late_opens_nothing_that_a_later_one_has_told() {
        var first = moved(donation, Notify.ALL);
        var second = moved(first, Notify.ALL);
        notices.open(Optional.of(first), second);

        notices.open(Optional.of(donation), first);

        assertThat(run(change(1)).status()).isEqualTo(InvitationRun.Status.SKIPPED);
        assertThat(run(change(2)).status()).isEqualTo(InvitationRun.Status.RUNNING);
    }

    @Test
    void a_finished_notice_stays_and_the_next_tells_what_it_said() {
        var first = moved(donation, Notify.BOOKED);
        notices.open(Optional.of(donation), first);
        var segment = stored.openRuns.workable(change(1).text()).get(0);
        stored.segmentCounts.end(stored.segments.claim(segment, "node").orElseThrow(), Counts.NONE);

        notices.open(Optional.of(first), moved(first, Notify.ALL));

        assertThat(run(change(1)).status()).isEqualTo(InvitationRun.Status.FINISHED);
        assertThat(stored.runs.former(change(2)))
                .contains(new Former(first.address(), first.startsAt(), first.length()));
    }

    @ParameterizedTest
    @CsvSource({"ALL, false, 5, false", "ALL, false, 15, true", "NOBODY, false, 15, false", "ALL, true, 0, true"})
    void the_sweep_opens_what_the_stream_did_not_bring(Notify told, boolean calledOff, int minutes, boolean opens) {
        var changed = moved(donation, told, clock.instant());
        var last = calledOff ? calledOff(changed, told, "") : changed;
        clock.advance(Duration.ofMinutes(minutes));

        notices.openMissing(last);
        notices.openMissing(donation);

        assertThat(notices.runs(last)).hasSize(opens ? 1 : 0);
    }

    @Test
    void a_donation_that_is_over_is_told_of_to_nobody() {
        var past = aDonation().at(clock.instant().minus(Duration.ofHours(1))).build();

        notices.open(Optional.of(past), moved(past, Notify.ALL, past.createdAt()));

        assertThat(run(RunId.change(past.id(), 1)).status()).isEqualTo(InvitationRun.Status.SKIPPED);
    }

    @Test
    void before_a_change_staff_see_whom_it_concerns() {
        stored.runs.open(donation);
        replies.put("a", Reply.State.BOOKED);
        replies.put("b", Reply.State.WAITING);

        assertThat(notices.of(donation)).isEqualTo(new NoticeCounts.Counts(0, 1));
    }

    @Test
    void as_long_as_a_run_goes_on_it_is_to_tell_about_as_many_as_the_change_concerns() {
        replies.put("a", Reply.State.BOOKED);
        replies.put("b", Reply.State.BOOKED);
        var changed = moved(donation, Notify.BOOKED);
        assertThat(notices.find(change(1), changed)).isEmpty();

        notices.open(Optional.of(donation), changed);

        assertThat(notices.runs(changed))
                .extracting(run -> run.plan().expected(), run -> run.plan().estimated())
                .containsExactly(tuple(2L, true));
        stored.runStatus.cancel(change(1).text(), "staff");
        assertThat(notices.runs(changed))
                .extracting(run -> run.plan().expected())
                .containsExactly(InvitationRun.Plan.NOT_KNOWN);
    }

    @Test
    void only_changes_of_donations_are_accepted() {
        var listener = new ChangedDonationListener(notices);
        var item = Item.of("DONATION#1", "CITY#haarlem");
        var donor = Item.of("DONOR#1", "CITY#haarlem");

        assertThat(List.of(
                        StreamRecord.modified("1", item, item, Instant.EPOCH),
                        StreamRecord.inserted("1", item, Instant.EPOCH),
                        StreamRecord.removed("1", item, Instant.EPOCH),
                        StreamRecord.modified("1", donor, donor, Instant.EPOCH)))
                .map(listener::accepts)
                .containsExactly(true, false, false, false);
    }

    @Test
    void what_changes_nothing_for_donors_opens_no_run() {
        var item = Item.of("DONATION#" + donation.id(), "CITY#haarlem")
                .with("city", "Haarlem")
                .with("address", donation.address())
                .with("datetime", donation.startsAt())
                .with("created_at", donation.createdAt())
                .with("notify", "all");
        var listener = new ChangedDonationListener(notices);

        listener.handle(StreamRecord.modified("1", item, item.with("revision", 1), Instant.EPOCH));
        assertThat(stored.runs.existing(List.of(change(0).text(), change(1).text())))
                .isEmpty();
        listener.handle(StreamRecord.modified("2", item, item.with("sequence", 1), Instant.EPOCH));

        assertThat(run(change(1)).status()).isEqualTo(InvitationRun.Status.RUNNING);
    }

    private InvitationRun run(RunId id) {
        return stored.runs.find(id.text()).orElseThrow();
    }

    private RunId change(long sequence) {
        return RunId.change(donation.id(), sequence);
    }

    private static Donation moved(Donation before, Notify told) {
        return moved(before, told, before.createdAt());
    }

    private static Donation moved(Donation before, Notify told, Instant at) {
        return ChangedDonations.moved(before, before.startsAt().plus(Duration.ofHours(1)), "Lindeplein 8", told, at);
    }
}
