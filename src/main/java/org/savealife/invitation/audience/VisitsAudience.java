package org.savealife.invitation.audience;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.Segment;
import org.savealife.invitation.run.Reply;

/**
 * The donors who are booked for a donation or wait for a seat, wherever they live. Their keys begin with {@link
 * Segment#BOOKED}. Donors who have been erased are left out.
 */
record VisitsAudience(Donation donation, Set<Reply.State> states, DonorRepository donors, BookedDonors booked)
        implements Audience {

    @Override
    public DonorRepository.Walk walk(String after, String to, int limit) {
        var readAt = System.nanoTime();
        var last = donorId(to);
        var ids = booked.walk(donation, states, donorId(after), limit);
        var wanted = ids.stream().filter(id -> id.compareTo(last) <= 0).toList();
        var found = donors.findAll(donation.city(), wanted);
        var present = new ArrayList<Donor>();
        for (var id : wanted) {
            var near = found.get(id);
            if (near == null) {
                donors.find(id).ifPresent(present::add);
            } else {
                present.add(near);
            }
        }
        return new DonorRepository.Walk(
                present,
                List.of(),
                wanted.isEmpty() ? "" : key(wanted.get(wanted.size() - 1)),
                ids.size() < limit || wanted.size() < ids.size(),
                readAt);
    }

    private static String donorId(String key) {
        return key.startsWith(Segment.BOOKED) ? key.substring(Segment.BOOKED.length()) : key;
    }

    @Override
    public String key(String donorId) {
        return Segment.BOOKED + donorId;
    }

    @Override
    public long size() {
        return booked.count(donation);
    }

    @Override
    public Map<String, Reply> replies(Collection<String> donorIds) {
        return booked.find(donation, donorIds);
    }
}
