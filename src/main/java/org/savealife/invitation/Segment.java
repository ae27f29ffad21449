package org.savealife.invitation;

/**
 * A key range of a run's donors, worked by one owner at a time.
 *
 * @param from donor id at which the range starts, exclusive; empty for the first
 * @param to donor id at which it ends, inclusive
 * @param cursor the last donor id of the last page claimed, empty before the first page of a pass
 * @param owner who holds the lease: another text for each claim, so that an owner of old cannot be taken for the new;
 *     empty where nobody does
 * @param leaseUntil when the lease ends by its owner's clock, in epoch milliseconds; without an owner, when the segment
 *     may be claimed
 * @param pass which one
 */
public record Segment(
        String donationId, String from, String to, String cursor, String owner, long leaseUntil, Pass pass) {

    /** Sorts behind every donor id. */
    static final String BEHIND_ALL = "~";

    /**
     * A walk through the segment.
     *
     * @param number 0 for the first, which looks at every donor of the range; later ones walk the ledger, and look at
     *     those whom the relay put off
     * @param failures whether it also looks at those who failed, or whose message has an unknown fate, because staff said so
     */
    public record Pass(int number, boolean failures) {

        static final Pass FIRST = new Pass(0, false);

        boolean isFirst() {
            return number == 0;
        }

        boolean takesUp(Outcome outcome) {
            return outcome instanceof Outcome.Deferred
                    || (failures && (outcome instanceof Outcome.Failed || outcome instanceof Outcome.Unknown));
        }
    }

    /** The donor id behind which the next page starts. */
    String next() {
        return cursor.isEmpty() ? from : cursor;
    }

    /** Whether it is that of a run that nobody has begun. */
    boolean isWholeCity() {
        return from.isEmpty() && to.equals(BEHIND_ALL) && cursor.isEmpty() && pass.isFirst();
    }

    Segment movedTo(String donorId) {
        return new Segment(donationId, from, to, donorId, owner, leaseUntil, pass);
    }

    Segment endingAt(String donorId) {
        return new Segment(donationId, from, donorId, cursor, owner, leaseUntil, pass);
    }

    /** Whether this is the same stretch of the same run, whoever owns it. */
    boolean isSameRange(Segment other) {
        return donationId.equals(other.donationId) && from.equals(other.from);
    }
}
