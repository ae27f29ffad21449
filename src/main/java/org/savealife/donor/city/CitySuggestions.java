package org.savealife.donor.city;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.savealife.donor.City;
import org.savealife.donor.store.DonorCountRepository;

/** Whether a city that somebody gave looks misspelt, by the cities that donors live in. Thread-safe. */
@ApplicationScoped
public class CitySuggestions {

    /** A stranger is told of no city where fewer live: what one person typed is not shown to another. */
    private static final int ENOUGH_TO_TELL = 5;

    private final KnownCities known;
    private final DonorCountRepository counts;

    @Inject
    public CitySuggestions(KnownCities known, DonorCountRepository counts) {
        this.known = known;
        this.counts = counts;
    }

    /** The city that was meant, perhaps. */
    public Optional<CitySuggestion> nearMiss(City city) {
        return CitySuggestion.of(
                city,
                counts.in(city).donors(),
                known.all(),
                other -> counts.in(other).donors());
    }

    /** The city that a stranger meant, perhaps, by its name; nothing for what is no city. */
    Optional<String> ofStranger(String text) {
        try {
            return nearMiss(City.ofStranger(text))
                    .filter(near -> near.donors() >= ENOUGH_TO_TELL)
                    .map(CitySuggestion::city);
        } catch (IllegalArgumentException noCity) {
            return Optional.empty();
        }
    }
}
