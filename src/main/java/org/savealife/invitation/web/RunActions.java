package org.savealife.invitation.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.function.Supplier;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LateDonorRepository;
import org.savealife.invitation.RunRepository;
import org.savealife.invitation.RunStatusRepository;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.NotFoundException;

/**
 * What staff do to a run, on pages and by API. Each method returns the run as it is afterwards, and records the
 * action in the audit. A {@link ConflictException} says why an action is not possible.
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
    private final AuditLog audit;
    private final Clock clock;

    @Inject
    public RunActions(
            RunRepository runs,
            RunStatusRepository runStatus,
            LateDonorRepository late,
            DonationRepository donations,
            AuditLog audit,
            Clock clock) {
        this.runs = runs;
        this.runStatus = runStatus;
        this.late = late;
        this.donations = donations;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The run of a donation; a waiting one if it has not been opened. A run whose donation was called off is shown
     * as cancelled at once, although workers notice within a second only.
     *
     * @throws NotFoundException if there is no such donation
     */
    public InvitationRun get(String donationId) {
        var donation = donations.find(donationId);
        var run = runs.find(donationId)
                .or(() -> donation.map(found -> InvitationRun.none(found, clock.instant())))
                .orElseThrow(() -> new NotFoundException("There is no donation with this id."));
        return donation.map(Donation::cancelled).orElse(false) ? run.calledOff() : run;
    }

    /** Stops the run until it is resumed, even if it waits for a free seat. */
    InvitationRun pause(String donationId) {
        return changed(
                donationId,
                "pause",
                () -> runStatus.pause(donationId, PAUSED_BY_STAFF),
                "Only a run that is going can be paused.");
    }

    /** Resumes a paused run. One that waits for a free seat goes on by itself. */
    InvitationRun resume(String donationId) {
        refuseIfCalledOff(donationId);
        if (get(donationId).isFull()) {
            throw new ConflictException("All seats are taken: the run goes on by itself when seats become free.");
        }
        return changed(donationId, "resume", () -> isResumed(donationId), "Only a paused run can be resumed.");
    }

    private boolean isResumed(String donationId) {
        var resumed = runStatus.resume(donationId);
        if (resumed) {
            late.openIfAnyMayGo(donationId);
        }
        return resumed;
    }

    /** Stops the run for good. Donors who have been invited stay invited. */
    InvitationRun cancel(String donationId) {
        return changed(
                donationId,
                "cancel",
                () -> runStatus.cancel(donationId, CANCELLED_BY_STAFF),
                "Only a run that is going or paused can be cancelled.");
    }

    /**
     * Invites donors again whose invitation failed or has an unknown outcome. Not once the donation has begun: that
     * would only hide the reasons for the failures.
     */
    InvitationRun retry(String donationId) {
        refuseIfCalledOff(donationId);
        if (donations.find(donationId).filter(this::hasBegun).isPresent()) {
            throw new ConflictException("The donation has begun: nobody is invited to it any more.");
        }
        var failures = get(donationId).counts().retryable();
        return changed(
                donationId,
                "retry",
                () -> failures > 0 && runStatus.retry(donationId),
                "Only the failures of a finished run can be retried, unknown fates among them, and this run has "
                        + failures + ". Wait until it has finished.");
    }

    private boolean hasBegun(Donation donation) {
        return donation.isPast(clock.instant());
    }

    private void refuseIfCalledOff(String donationId) {
        if (donations.find(donationId).map(Donation::cancelled).orElse(false)) {
            throw new ConflictException("The donation is cancelled: nobody is invited to it any more.");
        }
    }

    private InvitationRun changed(String donationId, String action, Supplier<Boolean> change, String rule) {
        var changed = audit.recording("run." + action, donationId, change);
        var run = get(donationId);
        if (!changed) {
            throw new ConflictException(rule + " This one is " + run.status().word() + ".");
        }
        return run;
    }
}
