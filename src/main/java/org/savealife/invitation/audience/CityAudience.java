package org.savealife.invitation.audience;

import java.util.Collection;
import java.util.Map;
import org.savealife.donor.City;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.run.Reply;

/** All donors of a city: whom invitations go to. */
record CityAudience(City city, DonorRepository donors, DonorCountRepository donorCounts) implements Audience {

    @Override
    public DonorRepository.Walk walk(String after, String to, int limit) {
        return donors.walk(city, after, to, limit);
    }

    @Override
    public long size() {
        return donorCounts.in(city).donors();
    }

    /** Nobody replies to an invitation before it has left. */
    @Override
    public Map<String, Reply> replies(Collection<String> donorIds) {
        return Map.of();
    }
}
