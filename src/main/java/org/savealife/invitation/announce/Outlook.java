package org.savealife.invitation.announce;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.savealife.invitation.Counts;

/**
 * What the page shows of the dry run.
 *
 * @param neighbour the city that was meant, perhaps; "" for none
 * @param neighbours how many donors that has
 * @param takes how long it takes, in words; "" where that is not known
 * @param near other donations of the city within two weeks of this one
 * @param invited the last invitations to donors of the city, of the last week; null for none
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

    private static final long serialVersionUID = 1L;
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
