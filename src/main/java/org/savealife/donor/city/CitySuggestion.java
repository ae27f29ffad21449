package org.savealife.donor.city;

import java.io.Serializable;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.savealife.donor.City;

/**
 * The city that a person probably meant: it is spelled almost like the given one and has more donors. So a single donor
 * who typed {@code Harlem} does not make it a city of its own.
 *
 * @param city its name
 */
public record CitySuggestion(String city, long donors) implements Serializable {

    /** The donors of each neighbour have to be counted. */
    private static final int MAX_NEIGHBOURS = 50;

    /**
     * Of several neighbours the one with the most donors; of those with equally many, the nearest.
     *
     * @param donors of the city that was given
     * @param count how many donors another city has
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
