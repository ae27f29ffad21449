package org.savealife.visit.calendar;

import java.util.Optional;
import org.savealife.donation.Donation;

/** The UID of a donation's calendar entry, which never changes (RFC 5545 section 3.8.4.7). */
public final class EntryId {

    private static final String OURS = "@savealife";

    private EntryId() {}

    public static String of(Donation donation) {
        return donation.id() + OURS;
    }

    /** The id of the donation; empty if it is the UID of another program. */
    static Optional<String> donationId(String uid) {
        return uid.endsWith(OURS) ? Optional.of(uid.substring(0, uid.length() - OURS.length())) : Optional.empty();
    }
}
