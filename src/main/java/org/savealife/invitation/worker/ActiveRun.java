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
import org.savealife.invitation.full.FullRuns;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.RunId;
import org.savealife.mail.SendResult;

/**
 * A run that this node works on: its status as set by staff, and how its invitations fare. Shared by the run's
 * segments on this node, and thread-safe.
 */
final class ActiveRun {

    private static final System.Logger LOG = System.getLogger(ActiveRun.class.getName());

    private final RunId id;
    private final String runId;
    private final RunStatusRepository runStatus;
    private final DonationRepository donations;
    private final FullRuns fullRuns;
    private final FailureLimit limit;
    private final Deque<Outcome> recent = new ArrayDeque<>();
    private volatile boolean going = true;
    private volatile boolean endingFull;
    private volatile Optional<Donation> donation = Optional.empty();
    private int recentFailures;

    ActiveRun(
            String runId,
            RunStatusRepository runStatus,
            DonationRepository donations,
            FullRuns fullRuns,
            FailureLimit limit) {
        this.id = RunId.of(runId);
        this.runId = runId;
        this.runStatus = runStatus;
        this.donations = donations;
        this.fullRuns = fullRuns;
        this.limit = limit;
    }

    RunId id() {
        return id;
    }

    String donationId() {
        return id.donationId();
    }

    /** The donation as last read, which staff may have changed since the run was opened; empty if there is none. */
    Optional<Donation> donation() {
        return donation;
    }

    /** The sequence of the donation as last read: what leaves from now on tells of this version, or a later one. */
    long sequence() {
        return donation.map(found -> found.version().sequence()).orElse(0L);
    }

    boolean isOfInvitations() {
        return id.kind() == Kind.INVITATION;
    }

    /** Whether donors may be written to, as far as this node knows. */
    boolean isGoing() {
        return going;
    }

    /** Whether the run ends because no seat was free when the donation began: nobody is written to any more. */
    boolean isEndingFull() {
        return endingFull;
    }

    /** The run's donation, if staff have changed it since that version, as far as this node knows. */
    Optional<Donation> changedSince(Donation known) {
        return donation.filter(
                present -> present.version().revision() > known.version().revision());
    }

    /**
     * Reads what staff and other nodes have done to the run and its donation, and whether seats are left. To be called
     * every second.
     */
    void refresh() {
        var found = donations.find(id.donationId());
        if (found.isEmpty() || !isAbout(found.get())) {
            cancel();
        } else {
            donation = found;
        }
        var standing = runStatus.standing(runId);
        var goes = standing.filter(now -> now.status() == InvitationRun.Status.RUNNING)
                .isPresent();
        if (goes && !going) {
            forgetFailures();
        }
        endingFull = standing.filter(RunStatusRepository.Standing::isEndingFull).isPresent();
        going = goes;
        pauseIfFull();
    }

    /** Pauses a run of invitations if nobody else can book. To be called before each page. */
    void pauseIfFull() {
        if (going
                && !endingFull
                && isOfInvitations()
                && donation.filter(fullRuns::pauseIfFull).isPresent()) {
            going = false;
        }
    }

    /** Once a donation was called off, there is nothing left to say but that. */
    private boolean isAbout(Donation found) {
        return !found.cancelled() || id.kind() == Kind.CANCELLATION;
    }

    private void cancel() {
        if (runStatus.cancel(runId, EligibilityRules.DONATION_NOT_CANCELLED.reason())) {
            LOG.log(System.Logger.Level.INFO, "Run {0} is cancelled because its donation was called off", runId);
        }
    }

    /** Notes new outcomes, and pauses the run if too many in a row failed or are unknown. */
    void note(Collection<Outcome> outcomes) {
        var failed = outcomes.stream().filter(ActiveRun::isFailure).count();
        if (failed > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Run {0}: {1} invitations failed or have an unknown outcome",
                    runId,
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
            LOG.log(System.Logger.Level.ERROR, "Run " + runId + " can neither continue nor be paused", failed);
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
        if (runStatus.pause(runId, reason)) {
            LOG.log(System.Logger.Level.ERROR, "Run {0} paused: {1}", runId, reason);
        }
        going = false;
    }

    private synchronized void forgetFailures() {
        recent.clear();
        recentFailures = 0;
    }
}
