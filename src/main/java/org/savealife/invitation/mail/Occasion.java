package org.savealife.invitation.mail;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.invitation.run.Former;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.RunId;

/**
 * Why donors get a mail.
 *
 * @param run the run that sends it
 * @param donation as it is now
 * @param at since when this is to be told: the DTSTAMP of the calendar entry (RFC 5545 section 3.8.7.2)
 * @param former what donors were told before a change, if that is known
 * @param others the next donations in the city, for those who would have come; empty if that does not matter
 */
public record Occasion(RunId run, Donation donation, Instant at, Optional<Former> former, List<Donation> others) {

    public Occasion {
        others = List.copyOf(others);
    }

    /** The invitations to a donation. */
    public static Occasion invitation(Donation donation) {
        return new Occasion(
                RunId.invitations(donation.id()),
                donation,
                donation.version().changedAt().orElse(donation.createdAt()),
                Optional.empty(),
                List.of());
    }

    Kind kind() {
        return run.kind();
    }
}
