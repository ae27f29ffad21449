package org.savealife.invitation.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.savealife.invitation.InvitationRun;

/**
 * The progress of a run, as people want to see it.
 *
 * @param now the time for which it is calculated
 */
public record RunProgress(InvitationRun run, Instant now) {

    private static final long MIN_MEASURED = 20;

    /** Donors with an outcome, and deferred ones. */
    private long seen() {
        return run.counts().settled() + run.counts().deferred();
    }

    /** Donors of the city; empty until the run has begun. Donors who sign up later are added as they come. */
    public Optional<Long> donors() {
        var expected = run.plan().expected();
        return expected == InvitationRun.Plan.NOT_KNOWN && seen() == 0
                ? Optional.empty()
                : Optional.of(run.status() == InvitationRun.Status.FINISHED ? seen() : Math.max(expected, seen()));
    }

    /**
     * Whether the numbers of all donors, of waiting donors and of those to invite are estimates. Outcomes are
     * counted.
     */
    public boolean estimated() {
        return run.plan().estimated()
                && run.status() != InvitationRun.Status.FINISHED
                && run.plan().expected() > seen();
    }

    /** Donors without an outcome yet; if the run was cancelled, donors who will never have one. */
    public long waiting() {
        return donors().map(donors -> donors - seen()).orElse(0L);
    }

    /** How many donors are to get an invitation, as far as is known. */
    public long toInvite() {
        return donors().orElse(0L) - run.counts().skips();
    }

    /** The share of all donors, 0 to 100. */
    public double percent(long count) {
        return donors().filter(donors -> donors > 0)
                .map(donors -> 100.0 * count / donors)
                .orElse(0.0);
    }

    /** Donors settled per second since the run began or was resumed; empty if there is too little to measure. */
    public Optional<Double> pace() {
        var settled = run.counts().settled() - run.plan().settledBefore();
        var end = run.finishedAt().orElse(now);
        var millis = Duration.between(run.plan().goingSince(), end).toMillis();
        var measurable = settled >= MIN_MEASURED && millis > 0 && run.status() != InvitationRun.Status.PAUSED;
        return measurable ? Optional.of(1e3 * settled / millis) : Optional.empty();
    }

    public Optional<Duration> left() {
        return run.expectedFinish(now).map(finish -> Duration.between(now, finish));
    }

    /** The time from opening to end. */
    public Optional<Duration> took() {
        return run.finishedAt().map(end -> Duration.between(run.openedAt(), end));
    }
}
