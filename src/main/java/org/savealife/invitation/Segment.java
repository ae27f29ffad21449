package org.savealife.invitation;

/**
 * A key range of a run's donors, worked by one owner at a time.
 *
 * @param from donor id at which the range starts, exclusive; empty for the first
 * @param to donor id at which it ends, inclusive
 * @param cursor the last donor id of the last page claimed, empty before the first page
 * @param owner who holds the lease: another text for each claim, so that an owner of old cannot be taken for the new
 */
public record Segment(String donationId, String from, String to, String cursor, String owner) {

    /** The donor id behind which the next page starts. */
    String next() {
        return cursor.isEmpty() ? from : cursor;
    }

    Segment movedTo(String donorId) {
        return new Segment(donationId, from, to, donorId, owner);
    }
}
