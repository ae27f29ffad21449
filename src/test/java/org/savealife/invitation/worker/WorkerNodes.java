package org.savealife.invitation.worker;

import java.time.Clock;
import java.util.function.Consumer;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.audience.Audiences;
import org.savealife.invitation.audience.BookedDonors;
import org.savealife.invitation.audience.TestReplies;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.mail.TestMailer;
import org.savealife.platform.dynamodb.TestTables;

/** Nodes that work runs, for tests outside the container. */
final class WorkerNodes {

    private WorkerNodes() {}

    /** A node whose heart always beats. */
    static WorkerNode beating(
            StoredRuns stored,
            DonationRepository donations,
            DonorRepository donors,
            DonorCountRepository donorCounts,
            RecentArrivals recent,
            Mailer mailer,
            Clock clock,
            Consumer<Outcome> counter) {
        return beating(stored, donations, donors, donorCounts, new TestReplies(), recent, mailer, clock, counter);
    }

    /** The same, where donors reply to invitations. */
    static WorkerNode beating(
            StoredRuns stored,
            DonationRepository donations,
            DonorRepository donors,
            DonorCountRepository donorCounts,
            BookedDonors booked,
            RecentArrivals recent,
            Mailer mailer,
            Clock clock,
            Consumer<Outcome> counter) {
        return new WorkerNode(
                stored.runStatus,
                stored.segments,
                stored.segmentCounts,
                stored.ledger,
                stored.late,
                stored.latePages,
                donations,
                donors,
                new Audiences(donors, donorCounts, stored.invited, stored.runs, booked),
                new Occasions(stored.runs, stored.calendar),
                stored.fullRuns,
                recent,
                mailer,
                clock,
                () -> 1,
                counter);
    }

    /** A node that never sends anything. */
    static WorkerNode idle(TestTables tables, StoredRuns stored, Clock clock) {
        return beating(
                stored,
                StoredDonations.repository(tables, clock),
                StoredDonors.repository(tables),
                StoredDonors.counts(tables),
                new RecentArrivals(),
                TestMailer.idle(),
                clock,
                outcome -> {});
    }
}
