package org.savealife.invitation;

import java.time.Duration;
import org.savealife.platform.RandomId;

/**
 * A key range of a run's donors, worked by one owner at a time.
 *
 * @param from donor id at which the range starts, exclusive; "" for the first segment
 * @param to donor id at which the range ends, inclusive
 * @param cursor the last donor id of the last page claimed; "" before the first page of a pass
 * @param owner {@code <node>/<claim>}: different for each claim, so that a previous owner cannot be mistaken for
 *     the current one; "" for no owner
 * @param leaseUntil in epoch milliseconds: without an owner, the time from which the segment may be claimed; with
 *     an owner, when it claimed the segment or last confirmed its claim, by its own clock
 * @param pass the current walk through the segment
 */
public record Segment(String runId, String from, String to, String cursor, String owner, long leaseUntil, Pass pass) {

    /**
     * Where the segment of those who are booked or wait starts. It goes before the others, and its keys begin with this
     * blank, which sorts before every character of an id.
     */
    public static final String BOOKED = " ";

    /** Sorts behind the ledger pages of those who are booked or wait, and before every donor id. */
    public static final String BEHIND_BOOKED = BOOKED + "~";

    /** Sorts behind every donor id. */
    public static final String BEHIND_ALL = "~";

    /** Sorts behind the ledger pages of late donors, which sort behind all other pages. */
    public static final String BEHIND_LATE = BEHIND_ALL + BEHIND_ALL;

    /**
     * A walk through the segment.
     *
     * @param number 0 for the first pass, which reads every donor of the range; later ones walk the ledger for
     *     deferred donors
     * @param failures whether the pass also takes up failed and unknown outcomes, as staff have asked for a retry
     */
    public record Pass(int number, boolean failures) {

        public static final Pass FIRST = new Pass(0, false);

        private static final Duration INITIAL_DELAY = Duration.ofSeconds(5);
        private static final Duration MAX_DELAY = Duration.ofHours(1);

        /** With these delays, more than five hours of attempts. */
        private static final int LAST = 14;

        public boolean isFirst() {
            return number == 0;
        }

        /** Whether a message that the relay defers in this pass is not tried again. */
        public boolean isLast() {
            return number >= LAST;
        }

        /** How long deferred donors are left alone before the next pass: 5 seconds, 10, 20, up to an hour. */
        public Duration delayOfNext() {
            var delay = INITIAL_DELAY.multipliedBy(1L << Math.min(number, LAST));
            return delay.compareTo(MAX_DELAY) < 0 ? delay : MAX_DELAY;
        }

        public boolean takesUp(Outcome outcome) {
            return outcome instanceof Outcome.Deferred
                    || (failures && (outcome instanceof Outcome.Failed || outcome instanceof Outcome.Unknown));
        }
    }

    /** The owner's name for a new claim of the node. */
    static String newOwner(String node) {
        return node + "/" + RandomId.next().substring(0, 8);
    }

    /**
     * The node that owns the segment; "" without an owner, or for an owner of an earlier release, whose lease had
     * an expiry.
     */
    public String node() {
        return owner.substring(0, Math.max(0, owner.indexOf('/')));
    }

    /** The donor id behind which the next page starts. */
    public String next() {
        return cursor.isEmpty() ? from : cursor;
    }

    /** Whether it is the only segment of a run that has not begun. */
    public boolean isWhole() {
        return (from.isEmpty() || from.equals(BEHIND_BOOKED))
                && to.equals(BEHIND_ALL)
                && cursor.isEmpty()
                && pass.isFirst();
    }

    /** Whether it is the segment of those who are booked or wait. */
    public boolean isOfBooked() {
        return from.equals(BOOKED);
    }

    /** Whether it is the segment of late donors, see {@link LateDonorRepository}. */
    public boolean isLate() {
        return from.equals(BEHIND_ALL);
    }

    /** Whether the donor's key lies in its range. */
    boolean covers(String donorId) {
        return from.compareTo(donorId) < 0 && donorId.compareTo(to) <= 0;
    }

    /** The segment with the previous pass, for a walk that left out deferred donors. */
    public Segment inPassBefore() {
        return new Segment(runId, from, to, cursor, owner, leaseUntil, new Pass(pass.number() - 1, pass.failures()));
    }

    Segment movedTo(String donorId) {
        return new Segment(runId, from, to, donorId, owner, leaseUntil, pass);
    }

    Segment endingAt(String donorId) {
        return new Segment(runId, from, donorId, cursor, owner, leaseUntil, pass);
    }
}
