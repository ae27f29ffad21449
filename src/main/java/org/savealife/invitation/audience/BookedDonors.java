package org.savealife.invitation.audience;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.savealife.donation.Donation;
import org.savealife.invitation.run.Reply;

/** What donors have replied to the invitations to a donation. */
public interface BookedDonors {

    /**
     * The next donors whose reply has one of the states, in the order of their ids. A donor may be missing in the first
     * moments after the reply.
     *
     * @param after the donor id to continue after; "" to start at the first
     * @param limit most donors in the answer; fewer are the last ones
     */
    List<String> walk(Donation donation, Set<Reply.State> states, String after, int limit);

    /**
     * The replies as they are now; donors who have not replied are left out.
     *
     * @param donorIds at most 100
     */
    Map<String, Reply> find(Donation donation, Collection<String> donorIds);

    /** How many donors are booked, without reading them. */
    long count(Donation donation);
}
