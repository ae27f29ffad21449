package org.savealife.donation.city;

import java.time.Instant;
import java.util.Optional;
import org.savealife.donor.City;

/**
 * Two names of one place on their way to be one: whoever lives in the one is to live in the other.
 *
 * @param caller who wanted it
 * @param donors how many there were at the beginning
 * @param moved how many have moved
 * @param movedAt when somebody was moved last, or it began
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
