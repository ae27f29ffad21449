package org.savealife.invitation.full;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.invitation.EligibilityRules;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LateDonorRepository;
import org.savealife.invitation.OpenRunRepository;
import org.savealife.invitation.RunStatusRepository;
import org.savealife.visit.VisitRepository;

/**
 * Runs of invitations to donations that are full. Such a run pauses itself, with the reason {@link
 * InvitationRun#FULL}, and goes on when seats become free or are added. If the donation begins first, the run ends:
 * donors to whom it has not written are skipped for the same reason. A run that staff paused stays paused. Workers find
 * the runs by themselves, at their next look.
 */
@ApplicationScoped
public class FullRuns {

    private static final System.Logger LOG = System.getLogger(FullRuns.class.getName());

    private final RunStatusRepository runStatus;
    private final OpenRunRepository openRuns;
    private final LateDonorRepository late;
    private final DonationRepository donations;
    private final VisitRepository visits;
    private final Clock clock;

    @Inject
    public FullRuns(
            RunStatusRepository runStatus,
            OpenRunRepository openRuns,
            LateDonorRepository late,
            DonationRepository donations,
            VisitRepository visits,
            Clock clock) {
        this.runStatus = runStatus;
        this.openRuns = openRuns;
        this.late = late;
        this.donations = donations;
        this.visits = visits;
        this.clock = clock;
    }

    /**
     * Pauses the invitations to a donation if it is full. One query of its seats; reads nothing if there is no limit.
     *
     * @return whether it is full
     */
    public boolean pauseIfFull(Donation donation) {
        if (!isFull(donation)) {
            return false;
        }
        if (runStatus.pauseAsFull(donation.id())) {
            LOG.log(System.Logger.Level.INFO, "Run {0} waits, as all seats are taken", donation.id());
            // whoever left a seat between these two steps has seen a run that did not wait
            goOn(donation.id());
        }
        return true;
    }

    private boolean isFull(Donation donation) {
        var now = clock.instant();
        return donation.seating().isLimited()
                && !donation.isPast(now)
                && FullRules.isFull(donation, visits.slots(donation), now);
    }

    /**
     * Lets the invitations to a donation go on if they wait for a free seat and there is one, has them end if the
     * donation has begun, and cancels them if it was called off. Repeatable. Reads one item if they do not wait.
     *
     * @return whether they waited
     */
    public boolean goOn(String donationId) {
        if (!runStatus.isFull(donationId)) {
            return false;
        }
        donations
                .find(donationId)
                .filter(found -> !found.cancelled())
                .ifPresentOrElse(
                        this::goOn,
                        () -> runStatus.cancel(donationId, EligibilityRules.DONATION_NOT_CANCELLED.reason()));
        return true;
    }

    private void goOn(Donation donation) {
        var next = FullRules.next(donation, visits.slots(donation), clock.instant());
        var goesOn = switch (next) {
            case WAIT -> false;
            case GO_ON -> runStatus.resumeFull(donation.id());
            case END -> runStatus.endFull(donation.id());
        };
        if (goesOn) {
            LOG.log(
                    System.Logger.Level.INFO,
                    next == FullRules.Next.END
                            ? "Run {0} ends, as all seats were taken when its donation began"
                            : "Run {0} goes on, as there are free seats",
                    donation.id());
            late.openIfAnyMayGo(donation.id());
        }
    }

    /** Does so for all invitations that wait for a free seat. Repeatable. */
    void sweep() {
        for (var run : openRuns.findFull()) {
            if (!goOn(run)) {
                // corrects the entry by which it was found
                var unused = openRuns.workable(run);
            }
        }
    }
}
