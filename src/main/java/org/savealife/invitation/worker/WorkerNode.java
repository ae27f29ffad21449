package org.savealife.invitation.worker;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.LateDonorPageRepository;
import org.savealife.invitation.LateDonorRepository;
import org.savealife.invitation.LedgerRepository;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.RunStatusRepository;
import org.savealife.invitation.SegmentCountRepository;
import org.savealife.invitation.SegmentRepository;
import org.savealife.invitation.audience.Audiences;
import org.savealife.invitation.full.FullRuns;
import org.savealife.invitation.mail.Mailer;

/**
 * What all tasks of a node share: the repositories, the mailer, the lock for sending, and whether the node is
 * stopping.
 */
@Dependent
final class WorkerNode {

    final RunStatusRepository runStatus;
    final SegmentRepository segments;
    final SegmentCountRepository segmentCounts;
    final LedgerRepository ledger;
    final LateDonorRepository late;
    final LateDonorPageRepository latePages;
    final DonationRepository donations;
    final DonorRepository donors;
    final Audiences audiences;
    final Occasions occasions;
    final FullRuns fullRuns;
    final RecentArrivals recent;
    final Mailer mailer;
    final Clock clock;
    final SendLock turn = new SendLock();

    /** The number of the current stretch of heartbeats without a gap; 0 while the heart is silent. */
    final IntSupplier heart;

    /** At zero once the node stops. */
    final CountDownLatch stopping = new CountDownLatch(1);

    /** Receives each outcome once it is in the ledger. */
    final Consumer<Outcome> counter;

    @Inject
    WorkerNode(
            RunStatusRepository runStatus,
            SegmentRepository segments,
            SegmentCountRepository segmentCounts,
            LedgerRepository ledger,
            LateDonorRepository late,
            LateDonorPageRepository latePages,
            DonationRepository donations,
            DonorRepository donors,
            Audiences audiences,
            Occasions occasions,
            FullRuns fullRuns,
            RecentArrivals recent,
            Mailer mailer,
            Clock clock,
            Heartbeat heart,
            InvitationMetrics metrics) {
        this(
                runStatus,
                segments,
                segmentCounts,
                ledger,
                late,
                latePages,
                donations,
                donors,
                audiences,
                occasions,
                fullRuns,
                recent,
                mailer,
                clock,
                heart::stretch,
                metrics::count);
    }

    WorkerNode(
            RunStatusRepository runStatus,
            SegmentRepository segments,
            SegmentCountRepository segmentCounts,
            LedgerRepository ledger,
            LateDonorRepository late,
            LateDonorPageRepository latePages,
            DonationRepository donations,
            DonorRepository donors,
            Audiences audiences,
            Occasions occasions,
            FullRuns fullRuns,
            RecentArrivals recent,
            Mailer mailer,
            Clock clock,
            IntSupplier heart,
            Consumer<Outcome> counter) {
        this.runStatus = runStatus;
        this.segments = segments;
        this.segmentCounts = segmentCounts;
        this.ledger = ledger;
        this.late = late;
        this.latePages = latePages;
        this.donations = donations;
        this.donors = donors;
        this.audiences = audiences;
        this.occasions = occasions;
        this.fullRuns = fullRuns;
        this.recent = recent;
        this.mailer = mailer;
        this.clock = clock;
        this.heart = heart;
        this.counter = counter;
    }
}
