package org.savealife.invitation;

import java.time.Duration;
import org.savealife.platform.RandomId;

/**
 * A key range of a run's donors, worked by one owner at a time.
 *
 * @param from donor id at which the range starts, exclusive; empty for the first
 * @param to donor id at which it ends, inclusive
 * @param cursor the last donor id of the last page claimed, empty before the first page of a pass
 * @param owner whose it is, {@code <node>/<claim>}: another text for each claim, so that an owner of old cannot be taken for
 *     the new; empty where it is nobody's
 * @param leaseUntil in epoch milliseconds: without an owner, from when the segment may be claimed; else when the owner claimed it,
 *     or confirmed that last, by its own clock
 * @param pass which one
 */
public record Segment(
        String donationId, String from, String to, String cursor, String owner, long leaseUntil, Pass pass) {

    /** Sorts behind every donor id. */
    public static final String BEHIND_ALL = "~";

    /** Sorts behind the ledger pages of donors who came late, which sort behind all others. */
    public static final String BEHIND_LATE = BEHIND_ALL + BEHIND_ALL;

    /**
     * A walk through the segment.
     *
     * @param number 0 for the first, which looks at every donor of the range; later ones walk the ledger, and look at
     *     those whom the relay put off
     * @param failures whether it also looks at those who failed, or whose message has an unknown fate, because staff said so
     */
    public record Pass(int number, boolean failures) {

        public static final Pass FIRST = new Pass(0, false);

        private static final Duration INITIAL_DELAY = Duration.ofSeconds(5);
        private static final Duration MAX_DELAY = Duration.ofHours(1);

        /** With those pauses, more than five hours of trying. */
        private static final int LAST = 14;

        public boolean isFirst() {
            return number == 0;
        }

        /** Whether a message that the relay puts off in this pass will not be offered again. */
        public boolean isLast() {
            return number >= LAST;
        }

        /** How long those whom the relay put off in this pass are left alone before the next: 5 seconds, 10, 20, up to an hour. */
        public Duration delayOfNext() {
            var delay = INITIAL_DELAY.multipliedBy(1L << Math.min(number, LAST));
            return delay.compareTo(MAX_DELAY) < 0 ? delay : MAX_DELAY;
        }

        public boolean takesUp(Outcome outcome) {
            return outcome instanceof Outcome.Deferred
                    || (failures && (outcome instanceof Outcome.Failed || outcome instanceof Outcome.Unknown));
        }
    }

    /** The owner that the node becomes with a new claim. */
    static String newOwner(String node) {
        return node + "/" + RandomId.next().substring(0, 8);
    }

    /** The node that owns it; empty where none does, or one of a release before, which renewed a lease of its own. */
    public String node() {
        return owner.substring(0, Math.max(0, owner.indexOf('/')));
    }

    /** The donor id behind which the next page starts. */
    public String next() {
        return cursor.isEmpty() ? from : cursor;
    }

    /** Whether it is that of a run that nobody has begun. */
    public boolean isWholeCity() {
        return from.isEmpty() && to.equals(BEHIND_ALL) && cursor.isEmpty() && pass.isFirst();
    }

    /** Whether it is that of the donors who came late, see {@link LateDonorRepository}. */
    public boolean isLate() {
        return from.equals(BEHIND_ALL);
    }

    /** Whether the donor's key lies in its range. */
    boolean covers(String donorId) {
        return from.compareTo(donorId) < 0 && donorId.compareTo(to) <= 0;
    }

    /** The segment as if its pass was the one before: for a walk that left out whom the relay put off. */
    public Segment inPassBefore() {
        return new Segment(
                donationId, from, to, cursor, owner, leaseUntil, new Pass(pass.number() - 1, pass.failures()));
    }

    Segment movedTo(String donorId) {
        return new Segment(donationId, from, to, donorId, owner, leaseUntil, pass);
    }

    Segment endingAt(String donorId) {
        return new Segment(donationId, from, donorId, cursor, owner, leaseUntil, pass);
    }
}
