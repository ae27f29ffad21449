package org.savealife.invitation.audience;

import java.util.Collection;
import java.util.Map;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.run.Reply;

/**
 * The donors whom a segment of a run writes to, in the order of their keys in the ledger. It says who is looked at; the
 * rules say who of them gets a message. For one thread.
 */
public interface Audience {

    /**
     * The next donors in key order.
     *
     * @param after the key to continue after
     * @param to the last key of the range, inclusive
     * @param limit most donors in the answer; it may have fewer and yet not be the end
     */
    DonorRepository.Walk walk(String after, String to, int limit);

    /** How many donors there are in all, as far as that is known without reading them; for the plan only. */
    long size();

    /** What the donors have replied; those who have not are left out. */
    Map<String, Reply> replies(Collection<String> donorIds);

    /** The donor's key in the ledger. */
    default String key(String donorId) {
        return donorId;
    }

    /** Whether it can be walked now; if not, another try in a moment will tell. */
    default boolean isReady() {
        return true;
    }
}
