package org.savealife.invitation.worker;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.invitation.EligibilityRules;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.Outcome;
import org.savealife.invitation.RunStatusRepository;
import org.savealife.mail.SendResult;

/**
 * A run that this node works on: its status as set by staff, and how its invitations fare. Shared by the run's
 * segments on this node, and thread-safe.
 */
final class ActiveRun {

    private static final System.Logger LOG = System.getLogger(ActiveRun.class.getName());

    private final String donationId;
    private final RunStatusRepository runStatus;
    private final DonationRepository donations;
    private final FailureLimit limit;
    private final Deque<Outcome> recent = new ArrayDeque<>();
    private volatile boolean going = true;
    private volatile Optional<Donation> donation = Optional.empty();
    private int recentFailures;

    ActiveRun(String donationId, RunStatusRepository runStatus, DonationRepository donations, FailureLimit limit) {
        this.donationId = donationId;
        this.runStatus = runStatus;
        this.donations = donations;
        this.limit = limit;
    }

    String donationId() {
        return donationId;
    }

    /** Whether donors may be invited, as far as this node knows. */
    boolean isGoing() {
        return going;
    }

    /** The run's donation, if staff have changed it since that version, as far as this node knows. */
    Optional<Donation> changedSince(Donation known) {
        return donation.filter(
                present -> present.version().revision() > known.version().revision());
    }

    /** Reads what staff and other nodes have done to the run and its donation. To be called every second. */
    void refresh() {
        donation = donations.find(donationId);
        if (donation.map(Donation::cancelled).orElse(true)
                && runStatus.cancel(donationId, EligibilityRules.DONATION_NOT_CANCELLED.reason())) {
            LOG.log(System.Logger.Level.INFO, "Run {0} is cancelled because its donation was called off", donationId);
        }
        var goes = runStatus.status(donationId).orElse(InvitationRun.Status.CANCELLED) == InvitationRun.Status.RUNNING;
        if (goes && !going) {
            forgetFailures();
        }
        going = goes;
    }

    /** Notes new outcomes, and pauses the run if too many in a row failed or are unknown. */
    void note(Collection<Outcome> outcomes) {
        var failed = outcomes.stream().filter(ActiveRun::isFailure).count();
        if (failed > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Run {0}: {1} invitations failed or have an unknown outcome",
                    donationId,
                    failed);
        }
        outcomes.stream()
                .filter(outcome -> !(outcome instanceof Outcome.Skipped))
                .forEach(this::note);
    }

    private synchronized void note(Outcome outcome) {
        recent.addLast(outcome);
        recentFailures += isFailure(outcome) ? 1 : 0;
        if (recent.size() > limit.window()) {
            recentFailures -= isFailure(recent.removeFirst()) ? 1 : 0;
        }
        if (isFailure(outcome) && going && limit.isReached(recentFailures, recent.size())) {
            pause(outcome);
        }
    }

    private static boolean isFailure(Outcome outcome) {
        return outcome instanceof Outcome.Failed || outcome instanceof Outcome.Unknown;
    }

    /**
     * Pauses the run because of a failure that would happen again, such as an outcome that the database rejects.
     *
     * @return whether the run has stopped; false if not even that could be written
     */
    boolean pause(Throwable failure) {
        try {
            pause("Something went wrong that does not pass by itself: " + failure.getMessage());
            return true;
        } catch (RuntimeException failed) {
            LOG.log(System.Logger.Level.ERROR, "Run " + donationId + " can neither continue nor be paused", failed);
            return false;
        }
    }

    private void pause(Outcome last) {
        var unknown = recent.stream().anyMatch(Outcome.Unknown.class::isInstance);
        pause(recentFailures + " of the last " + recent.size() + " invitations failed"
                + (unknown ? " or have an unknown fate" : "") + ", the last with: " + last.reason());
    }

    private void pause(String words) {
        var reason = SendResult.inShort(words);
        if (runStatus.pause(donationId, reason)) {
            LOG.log(System.Logger.Level.ERROR, "Run {0} paused: {1}", donationId, reason);
        }
        going = false;
    }

    private synchronized void forgetFailures() {
        recent.clear();
        recentFailures = 0;
    }
}
