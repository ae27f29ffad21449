package org.savealife.invitation.announce;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.savealife.invitation.Counts;

/**
 * What staff see before they announce a donation.
 *
 * @param known whether there is an outlook at all
 * @param takes how long the run takes, in words; "" if that is not known
 * @param beyondQuota whether the provider's quota for today is too small
 * @param neighbour the city that was probably meant; "" for none
 * @param neighbours how many donors that city has
 * @param near other donations in the city within two weeks before or after
 * @param invited the last invitations to donors of the city, within the last week; null for none
 */
public record Outlook(
        boolean known,
        DryRun run,
        String takes,
        boolean beyondQuota,
        String neighbour,
        long neighbours,
        List<OtherDonations.Near> near,
        OtherDonations.@Nullable Invited invited)
        implements Serializable {

    static final DryRun NOBODY = new DryRun(0, false, 0, Map.of());
    static final Outlook NONE = new Outlook(false, NOBODY, "", false, "", 0, List.of(), null);

    /** Whether it is known that nobody would be invited. */
    public boolean isNobody() {
        return known && run.invited() == 0;
    }

    /** Reasons for skipping, the most frequent first. */
    public List<Map.Entry<String, Long>> skipped() {
        return Counts.mostFrequentFirst(run.skipped());
    }
}
