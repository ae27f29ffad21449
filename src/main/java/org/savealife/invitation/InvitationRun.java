package org.savealife.invitation;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.invitation.run.RunId;
import org.savealife.mail.SendingQuota;

/**
 * All messages of one kind about a donation, such as its invitations, and their progress.
 *
 * @param runId the text of its {@link RunId}
 * @param reason why the run was skipped, paused or cancelled, or {@link #FULL} if it ends because no seat was free when
 *     the donation began; "" for other runs
 * @param plan expectations from when the run began
 * @param lastChange when the run was opened, when it was last paused, resumed or cancelled, or when its last
 *     segment ended, not counting the segment of late donors
 * @param late how many of the counted donors came after the run had passed their keys
 */
public record InvitationRun(
        String runId,
        Status status,
        String reason,
        Counts counts,
        Plan plan,
        Instant openedAt,
        Instant lastChange,
        long late) {

    /** Reason of a run that paused by itself because no seat is free: it goes on by itself when one is. */
    public static final String FULL = "full";

    private static final long MIN_MEASURED = 50;

    /** Reason of a run that has been deleted. */
    private static final String NO_LONGER_KEPT = "no_longer_kept";

    /** How long stream records are kept: after that the donation's run has been opened. */
    private static final Duration OPENED = Duration.ofDays(1);

    /**
     * Expectations from when the run began.
     *
     * @param expected number of donors in the city; {@link #NOT_KNOWN} before the run began
     * @param estimated whether that is an estimate, as it may be for many donors
     * @param quota the provider's limits at that time
     * @param goingSince when the run began, or was last resumed
     * @param settledBefore number of donors who had an outcome at that time
     */
    public record Plan(long expected, boolean estimated, SendingQuota quota, Instant goingSince, long settledBefore) {

        public static final long NOT_KNOWN = -1;

        static Plan none(Instant openedAt) {
            return new Plan(NOT_KNOWN, false, SendingQuota.UNKNOWN, openedAt, 0);
        }
    }

    /** Status of a run. */
    public enum Status {
        /** The donation is stored, and its record is still on its way through the stream. */
        WAITING,
        /** Donors are being invited, or will be as soon as a worker and the relay are available. */
        RUNNING,
        /** Staff, or too many failures in a row, stopped the run; staff can resume it. Or no seat is free. */
        PAUSED,
        /** Staff stopped the run for good. */
        CANCELLED,
        /** Every donor of the city has an outcome. */
        FINISHED,
        /** Nobody was invited, for the run's reason. */
        SKIPPED;

        /** The status as in the API and in the table. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status ofWord(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * Stands for the run of a donation without one: either it has not been opened yet, or it was deleted after its
     * retention time.
     */
    public static InvitationRun none(Donation donation, Instant now) {
        var isForgotten = now.isAfter(donation.startsAt().plus(OPENED))
                && now.isAfter(donation.createdAt().plus(OPENED));
        return new InvitationRun(
                donation.id(),
                isForgotten ? Status.SKIPPED : Status.WAITING,
                isForgotten ? NO_LONGER_KEPT : "",
                Counts.NONE,
                Plan.none(donation.createdAt()),
                donation.createdAt(),
                donation.createdAt(),
                0);
    }

    /** The run as it is shown if its donation was called off. */
    public InvitationRun calledOff() {
        return isOver()
                ? this
                : new InvitationRun(
                        runId,
                        Status.CANCELLED,
                        EligibilityRules.DONATION_NOT_CANCELLED.reason(),
                        counts,
                        plan,
                        openedAt,
                        lastChange,
                        late);
    }

    /**
     * The run as it is shown while it goes on: it is to write to so many donors, as far as is known. Segments that go
     * first do not count their donors beforehand.
     */
    public InvitationRun expecting(long donors) {
        return isOver() || plan.expected >= donors
                ? this
                : new InvitationRun(
                        runId,
                        status,
                        reason,
                        counts,
                        new Plan(donors, true, plan.quota, plan.goingSince, plan.settledBefore),
                        openedAt,
                        lastChange,
                        late);
    }

    public RunId id() {
        return RunId.of(runId);
    }

    public String donationId() {
        return id().donationId();
    }

    public Optional<Instant> startedAt() {
        return status == Status.WAITING ? Optional.empty() : Optional.of(openedAt);
    }

    public Optional<Instant> finishedAt() {
        return isOver() ? Optional.of(lastChange) : Optional.empty();
    }

    /** Whether the run waits for a free seat, and goes on by itself. */
    public boolean isFull() {
        return status == Status.PAUSED && reason.equals(FULL);
    }

    /** Whether nobody will be invited any more, unless staff retry failures. */
    public boolean isOver() {
        return status == Status.FINISHED || status == Status.SKIPPED || status == Status.CANCELLED;
    }

    /**
     * When the run will have invited everybody: from the speed so far, or from the quota if the run has just begun.
     * Empty if the run is not running, or if neither is known.
     */
    public Optional<Instant> expectedFinish(Instant now) {
        if (status != Status.RUNNING || plan.expected == Plan.NOT_KNOWN) {
            return Optional.empty();
        }
        var settled = counts.settled() - plan.settledBefore;
        var seconds = Duration.between(plan.goingSince, now).toMillis() / 1e3;
        var pace = settled >= MIN_MEASURED && seconds > 1 ? settled / seconds : plan.quota.perSecond();
        if (pace <= 0) {
            return Optional.empty();
        }
        var left = Math.max(0, plan.expected - counts.settled());
        return Optional.of(now.plusMillis(Math.round(left / pace * 1e3)));
    }
}
