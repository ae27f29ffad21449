package org.savealife.donation;

import java.time.Instant;
import java.util.List;

/**
 * A change of a donation by staff, or that they called it off.
 *
 * @param before the donation until then; its version is not known
 * @param differences what changed; empty if it was called off
 * @param sequence the sequence of its calendar entry since then, which counts the changes from 1 on
 * @param at when
 * @param by name of the staff member; "" if nobody was signed in
 * @param told whom staff wanted to tell
 * @param cancellation whether it was called off
 * @param cancelReason why it was called off; "" for no reason
 */
public record DonationChange(
        Donation before,
        List<Difference> differences,
        long sequence,
        Instant at,
        String by,
        Notify told,
        boolean cancellation,
        String cancelReason) {

    public DonationChange {
        differences = List.copyOf(differences);
    }
}
