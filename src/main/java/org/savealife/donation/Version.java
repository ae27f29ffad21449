package org.savealife.donation;

import java.time.Instant;
import java.util.Optional;

/**
 * Which version of a donation this is. Staff make another one with each change, and when they call it off.
 *
 * @param revision how often the donation's item has changed: the ETag of the API. 0 for a new donation
 * @param sequence how often the donation has changed or been called off: the SEQUENCE of its calendar entry (RFC 5545
 *     section 3.8.7.4). It never depends on a clock. 0 for a new donation
 * @param changedAt when staff last changed it
 * @param told whom to tell of the last change, or that it was called off
 * @param cancelReason a text for the donors, one line, why it was called off; "" for none
 */
public record Version(long revision, long sequence, Optional<Instant> changedAt, Notify told, String cancelReason) {

    /** A donation as it was announced. */
    public static final Version FIRST = new Version(0, 0, Optional.empty(), Notify.NOBODY, "");

    public Version {
        if (revision < 0 || sequence < 0) {
            throw new IllegalArgumentException("A version has no negative numbers.");
        }
    }

    Version next(Instant now, Notify wish) {
        return new Version(revision + 1, sequence + 1, Optional.of(now), wish, "");
    }

    /** Calling off is no change of what takes place, so {@code changedAt} stays. */
    Version calledOff(String reason, Notify wish) {
        return new Version(revision + 1, sequence + 1, changedAt, wish, reason);
    }

    /** The opaque text of the ETag (RFC 9110 section 8.8.3). */
    public String tag() {
        return Long.toString(revision);
    }
}
