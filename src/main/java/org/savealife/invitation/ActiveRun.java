package org.savealife.invitation;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;

/**
 * One run as this node works it: what staff say of it by now, and how its invitations fare. Shared by the segments of the
 * run that the node works; safe for use by their threads.
 */
final class ActiveRun {

    private static final System.Logger LOG = System.getLogger(ActiveRun.class.getName());

    private final String donationId;
    private final RunRepository runs;
    private final DonationRepository donations;
    private final FailureLimit limit;
    private final Deque<Outcome> recent = new ArrayDeque<>();
    private volatile boolean going = true;
    private int recentFailures;

    ActiveRun(String donationId, RunRepository runs, DonationRepository donations, FailureLimit limit) {
        this.donationId = donationId;
        this.runs = runs;
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

    /** Looks at what staff, and other nodes, have made of the run and its donation. To be called every second. */
    void refresh() {
        if (donations.find(donationId).map(Donation::cancelled).orElse(true)
                && runs.cancel(donationId, Matching.DONATION_NOT_CANCELLED.reason())) {
            LOG.log(System.Logger.Level.INFO, "Run {0} is cancelled, as its donation is", donationId);
        }
        var goes = runs.status(donationId).orElse(InvitationRun.Status.CANCELLED) == InvitationRun.Status.RUNNING;
        if (goes && !going) {
            forgetFailures();
        }
        going = goes;
    }

    /** Takes note of new outcomes, and pauses the run where too many have failed in a row. */
    void note(Collection<Outcome> outcomes) {
        var failed = outcomes.stream().filter(Outcome.Failed.class::isInstance).count();
        if (failed > 0) {
            LOG.log(System.Logger.Level.WARNING, "Run {0}: {1} invitations failed", donationId, failed);
        }
        outcomes.stream()
                .filter(outcome -> !(outcome instanceof Outcome.Skipped))
                .forEach(this::note);
    }

    private synchronized void note(Outcome outcome) {
        recent.addLast(outcome);
        recentFailures += outcome instanceof Outcome.Failed ? 1 : 0;
        if (recent.size() > limit.window()) {
            recentFailures -= recent.removeFirst() instanceof Outcome.Failed ? 1 : 0;
        }
        if (outcome instanceof Outcome.Failed failed && going && limit.isReached(recentFailures, recent.size())) {
            pause(failed);
        }
    }

    private void pause(Outcome.Failed last) {
        var reason = recentFailures + " of the last " + recent.size() + " invitations failed, the last with: "
                + last.reason();
        if (runs.pause(donationId, reason)) {
            LOG.log(System.Logger.Level.ERROR, "Run {0} paused: {1}", donationId, reason);
        }
        going = false;
    }

    private synchronized void forgetFailures() {
        recent.clear();
        recentFailures = 0;
    }
}
