package org.savealife.donor.city;

import java.io.Serializable;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.savealife.donor.City;

/**
 * The city that was meant, perhaps, where another one was given: spelt almost like it, and with more donors. One donor who
 * typed {@code Harlem} makes no city of it.
 *
 * @param city its name
 */
public record CitySuggestion(String city, long donors) implements Serializable {

    /** Each costs a look at its donors. */
    private static final int MAX_NEIGHBOURS = 50;

    /**
     * Of several the one with most donors, of equal ones the nearest.
     *
     * @param donors of the city that was given
     * @param count how many donors another has
     */
    public static Optional<CitySuggestion> of(
            City city, long donors, Collection<City> known, ToLongFunction<City> count) {
        return EditDistance.neighbours(city, known).stream()
                .limit(MAX_NEIGHBOURS)
                .map(near -> new CitySuggestion(near.name(), count.applyAsLong(near)))
                .filter(near -> near.donors > donors)
                .max(Comparator.comparingLong(CitySuggestion::donors));
    }
}
