package org.savealife.donation.city;

import java.time.Instant;
import java.util.Optional;
import org.savealife.donor.City;

/**
 * A merge of two names of one place: all donors of one city move to the other.
 *
 * @param caller the name of the user who began it
 * @param donors how many there were at the beginning
 * @param moved how many have moved
 * @param movedAt when the last donor was moved, or the merge began
 */
public record CityMerge(
        City from,
        City to,
        String caller,
        Instant startedAt,
        long donors,
        long moved,
        Instant movedAt,
        Optional<Instant> finishedAt) {

    public boolean isOpen() {
        return finishedAt.isEmpty();
    }
}
