package org.savealife.invitation.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LateDonorRepository;
import org.savealife.invitation.RunRepository;
import org.savealife.invitation.RunStatusRepository;
import org.savealife.invitation.notice.Notices;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.RunId;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.NotFoundException;

/**
 * What staff do to a run, on pages and by API. Each method takes the text of a {@link RunId}, returns the run as it is
 * afterwards, and records the action in the audit. A {@link ConflictException} says why an action is not possible.
 */
@ApplicationScoped
public class RunActions {

    /** Reasons of runs that staff have stopped. */
    public static final String PAUSED_BY_STAFF = "paused_by_staff";

    public static final String CANCELLED_BY_STAFF = "cancelled_by_staff";

    private final RunRepository runs;
    private final RunStatusRepository runStatus;
    private final LateDonorRepository late;
    private final DonationRepository donations;
    private final Notices notices;
    private final AuditLog audit;
    private final Clock clock;

    @Inject
    public RunActions(
            RunRepository runs,
            RunStatusRepository runStatus,
            LateDonorRepository late,
            DonationRepository donations,
            Notices notices,
            AuditLog audit,
            Clock clock) {
        this.runs = runs;
        this.runStatus = runStatus;
        this.late = late;
        this.donations = donations;
        this.notices = notices;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The run; for invitations a waiting one if it has not been opened. A run whose donation was called off is shown as
     * cancelled at once, although workers notice within a second only; but not the run that tells so.
     *
     * @throws NotFoundException if there is no such donation, or no such run
     */
    public InvitationRun get(String runId) {
        var id = RunId.of(runId);
        var donation = donations.find(id.donationId());
        var run = id.kind() == Kind.INVITATION ? ofInvitations(runId, donation) : ofNotices(id, donation);
        return donation.filter(found -> isStopped(id, found)).isPresent() ? run.calledOff() : run;
    }

    private InvitationRun ofInvitations(String donationId, Optional<Donation> donation) {
        return runs.find(donationId)
                .or(() -> donation.map(found -> InvitationRun.none(found, clock.instant())))
                .orElseThrow(() -> new NotFoundException("There is no donation with this id."));
    }

    private InvitationRun ofNotices(RunId id, Optional<Donation> donation) {
        return donation.flatMap(found -> notices.find(id, found))
                .orElseThrow(() -> new NotFoundException("There is no such run."));
    }

    private static boolean isStopped(RunId id, Donation donation) {
        return donation.cancelled() && id.kind() != Kind.CANCELLATION;
    }

    /** Stops the run until it is resumed. */
    InvitationRun pause(String runId) {
        return changed(
                runId,
                "pause",
                () -> runStatus.pause(runId, PAUSED_BY_STAFF),
                "Only a run that is going can be paused.");
    }

    /** Resumes a paused run. */
    InvitationRun resume(String runId) {
        refuseIfCalledOff(RunId.of(runId));
        return changed(runId, "resume", () -> isResumed(runId), "Only a paused run can be resumed.");
    }

    private boolean isResumed(String runId) {
        var resumed = runStatus.resume(runId);
        if (resumed && RunId.of(runId).kind() == Kind.INVITATION) {
            late.openIfAnyMayGo(runId);
        }
        return resumed;
    }

    /** Stops the run for good. Donors who have been written to stay so. */
    InvitationRun cancel(String runId) {
        return changed(
                runId,
                "cancel",
                () -> runStatus.cancel(runId, CANCELLED_BY_STAFF),
                "Only a run that is going or paused can be cancelled.");
    }

    /**
     * Writes again to donors whose message failed or has an unknown outcome. Not once the donation has begun: that
     * would only hide the reasons for the failures. Of two changes, only the later is told again.
     */
    InvitationRun retry(String runId) {
        var id = RunId.of(runId);
        refuseIfCalledOff(id);
        if (donations.find(id.donationId()).filter(this::hasBegun).isPresent()) {
            throw new ConflictException("The donation has begun: nobody is invited to it any more.");
        }
        if (donations
                .find(id.donationId())
                .filter(donation -> isOutdated(id, donation))
                .isPresent()) {
            throw new ConflictException("The donation has changed again, and another run tells so.");
        }
        var failures = get(runId).counts().retryable();
        return changed(
                runId,
                "retry",
                () -> failures > 0 && runStatus.retry(runId),
                "Only the failures of a finished run can be retried, unknown fates among them, and this run has "
                        + failures + ". Wait until it has finished.");
    }

    /** Whether failures of the finished run can be tried again, as far as the donation is concerned. */
    boolean mayRetry(RunId id, Donation donation) {
        return !isStopped(id, donation) && !hasBegun(donation) && !isOutdated(id, donation);
    }

    private boolean hasBegun(Donation donation) {
        return donation.isPast(clock.instant());
    }

    private static boolean isOutdated(RunId id, Donation donation) {
        return id.kind() == Kind.CHANGE
                && !id.equals(RunId.change(donation.id(), donation.version().sequence()));
    }

    private void refuseIfCalledOff(RunId id) {
        if (donations
                .find(id.donationId())
                .filter(found -> isStopped(id, found))
                .isPresent()) {
            throw new ConflictException("The donation is cancelled: nobody is invited to it any more.");
        }
    }

    private InvitationRun changed(String runId, String action, Supplier<Boolean> change, String rule) {
        var changed = audit.recording("run." + action, runId, change);
        var run = get(runId);
        if (!changed) {
            throw new ConflictException(rule + " This one is " + run.status().word() + ".");
        }
        return run;
    }
}
