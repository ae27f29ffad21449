package org.savealife.invitation.told;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.Counts;
import org.savealife.invitation.LedgerPage;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.Segment;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.audience.TestReplies;
import org.savealife.invitation.notice.Notices;
import org.savealife.invitation.run.Reply;
import org.savealife.invitation.run.RunId;
import org.savealife.invitation.worker.IdleWorker;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

class NotReachedTest {

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());
    private static final Outcome FULL = new Outcome.Failed("552 5.2.2 Mailbox full");

    private final TestClock clock = new TestClock();
    private final String city = "Haarlem " + RandomId.next();
    private final Donation donation = aDonation().in(city).build();
    private final RunId run = RunId.cancellation(donation.id());
    private final StoredRuns stored = new StoredRuns(TABLES, clock);
    private final DonorRepository donors = StoredDonors.repository(TABLES);
    private final TestReplies replies = new TestReplies();
    private final Notices notices =
            new Notices(stored.runs, stored.runStatus, stored.ledger, replies, IdleWorker.of(TABLES, clock), clock);
    private final NotReached notReached = new NotReached(notices, donors, replies);

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @Test
    void who_is_booked_is_phoned_first_by_time_then_who_waits_then_the_others_by_name() {
        var start = donation.startsAt();
        var zoe = stored("Zoë");
        var anna = stored("Anna");
        var waiting = stored("Mo");
        var late = stored("Bo");
        var early = stored("Cas");
        replies.book(late.id(), start.plus(Duration.ofHours(2)));
        replies.book(early.id(), start);
        replies.put(waiting.id(), Reply.State.WAITING);
        told(Map.of(zoe.id(), FULL, anna.id(), FULL, waiting.id(), FULL, late.id(), FULL, early.id(), FULL));

        assertThat(notReached.find(run, donation))
                .extracting(line -> line.donor().map(Donor::id).orElse(""))
                .containsExactly(early.id(), late.id(), waiting.id(), anna.id(), zoe.id());
    }

    @Test
    void whoever_the_mail_did_not_certainly_reach_is_on_the_list_and_nobody_else() {
        var refused = stored("Anna");
        var unanswered = stored("Bo");
        var putOff = stored("Cas");
        var closed = stored("Dirk");
        var gone = RandomId.next();
        told(Map.of(
                refused.id(),
                FULL,
                unanswered.id(),
                new Outcome.Unknown("time out"),
                putOff.id(),
                new Outcome.Deferred("450 4.2.0 Greylisted"),
                closed.id(),
                new Outcome.Skipped("address_suppressed"),
                stored("Reached").id(),
                new Outcome.Sent(),
                stored("Declined").id(),
                new Outcome.Skipped("said_no"),
                gone,
                FULL));

        var lines = notReached.find(run, donation);

        assertThat(lines)
                .extracting(NotReached.Line::donorId)
                .containsExactlyInAnyOrder(refused.id(), unanswered.id(), putOff.id(), closed.id(), gone);
        assertThat(lines)
                .filteredOn(line -> line.donorId().equals(gone))
                .allMatch(line -> line.donor().isEmpty());
        assertThat(notices.find(run, donation))
                .hasValueSatisfying(
                        found -> assertThat(Notices.notReached(found)).isEqualTo(5));
    }

    private Donor stored(String name) {
        var donor = aDonor().named(name).from(city).build();
        donors.add(donor);
        return donor;
    }

    /** A run that has written to those donors, with these outcomes. */
    private void told(Map<String, Outcome> outcomes) {
        stored.runs.open(run, donation, Optional.empty(), Map.of(Segment.BOOKED, Segment.BEHIND_BOOKED));
        var segment = stored.openRuns.workable(run.text()).get(0);
        var last = Segment.BOOKED + new TreeMap<>(outcomes).lastKey();
        var page = LedgerPage.opened(Segment.BOOKED, last);
        var owned =
                stored.ledger.claimPage(stored.segments.claim(segment, "node").orElseThrow(), page, Counts.NONE);
        stored.ledger.savePage(owned, page.with(outcomes, true));
        stored.segmentCounts.end(owned, Counts.of(outcomes.values()));
    }
}
