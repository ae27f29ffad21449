package org.savealife.invitation.audience;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.Segment;
import org.savealife.invitation.run.Reply;
import org.savealife.invitation.run.RunId;

/** The donor of a run of one message. Nobody, if the donor has been erased. */
record OneAudience(RunId run, Donation donation, DonorRepository donors, BookedDonors booked) implements Audience {

    @Override
    public DonorRepository.Walk walk(String after, String to, int limit) {
        var readAt = System.nanoTime();
        var key = key(run.donorId());
        var isInRange = after.compareTo(key) < 0 && key.compareTo(to) <= 0;
        var found = isInRange ? donors.find(run.donorId()).stream().toList() : List.<Donor>of();
        return new DonorRepository.Walk(found, List.of(), found.isEmpty() ? "" : key, true, readAt);
    }

    @Override
    public String key(String donorId) {
        return Segment.BOOKED + donorId;
    }

    @Override
    public long size() {
        return 1;
    }

    @Override
    public Map<String, Reply> replies(Collection<String> donorIds) {
        return booked.find(donation, donorIds);
    }
}
