package org.savealife.invitation;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.mail.SendingQuota;

/**
 * All invitations of one donation, and how far they are.
 *
 * @param donationId which is also the run's id: a donation has one run
 * @param reason why a run was skipped, paused or cancelled; empty for the others
 * @param plan what was foreseen when it began
 * @param lastChange when the run was opened, when staff last changed its course, or when its last segment ended, not
 *     counting donors who came late
 * @param late donors among the counts who came only after the run had looked at those of their keys
 */
public record InvitationRun(
        String donationId,
        Status status,
        String reason,
        Counts counts,
        Plan plan,
        Instant openedAt,
        Instant lastChange,
        long late) {

    private static final long MIN_MEASURED = 50;

    /** Reason of a run that is not there any more. */
    private static final String NO_LONGER_KEPT = "no_longer_kept";

    /** A record of the stream lives as long: by then the run of a donation is there. */
    private static final Duration OPENED = Duration.ofDays(1);

    /**
     * What was foreseen.
     *
     * @param expected donors of the city when the run began; {@link #NOT_KNOWN} before
     * @param estimated whether that is an estimate, which it may be where they are many
     * @param quota what the provider let through when the run began
     * @param goingSince when the run began, or was resumed
     * @param settledBefore donors who had an outcome then
     */
    public record Plan(long expected, boolean estimated, SendingQuota quota, Instant goingSince, long settledBefore) {

        public static final long NOT_KNOWN = -1;

        static Plan none(Instant openedAt) {
            return new Plan(NOT_KNOWN, false, SendingQuota.UNKNOWN, openedAt, 0);
        }
    }

    /** Where a run stands. */
    public enum Status {
        /** The donation is stored, and its record is on the way through the stream. */
        WAITING,
        /** Donors are being invited, or will be as soon as a worker and the relay are there. */
        RUNNING,
        /** Staff, or too many failures in a row, stopped it until staff resume it. */
        PAUSED,
        /** Staff stopped it for good. */
        CANCELLED,
        /** Every donor of the city has an outcome. */
        FINISHED,
        /** Nobody was invited, see the reason. */
        SKIPPED;

        /** As in the API and the table. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status ofWord(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** What stands for the run of a donation that has none: it waits to be opened, or was deleted when its time was over. */
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

    /** The run as it is where its donation was called off. */
    public InvitationRun calledOff() {
        return isOver()
                ? this
                : new InvitationRun(
                        donationId,
                        Status.CANCELLED,
                        EligibilityRules.DONATION_NOT_CANCELLED.reason(),
                        counts,
                        plan,
                        openedAt,
                        lastChange,
                        late);
    }

    public Optional<Instant> startedAt() {
        return status == Status.WAITING ? Optional.empty() : Optional.of(openedAt);
    }

    public Optional<Instant> finishedAt() {
        return isOver() ? Optional.of(lastChange) : Optional.empty();
    }

    /** Whether nobody will be invited any more, unless staff retry failures. */
    public boolean isOver() {
        return status == Status.FINISHED || status == Status.SKIPPED || status == Status.CANCELLED;
    }

    /**
     * When a run that is going will have invited everybody, if it goes on like this: by the pace up to now, before that by
     * the quota. Nothing where neither tells.
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
