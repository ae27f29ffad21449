package org.savealife.donor.city;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.savealife.donor.City;
import org.savealife.donor.store.DonorCountRepository;

/** Tells whether a city looks misspelled, compared with the cities that donors live in. Thread-safe. */
@ApplicationScoped
public class CitySuggestions {

    /**
     * Strangers get to know a city only if at least five donors live there, so that one person's typing is not shown to
     * another.
     */
    private static final int ENOUGH_TO_TELL = 5;

    private final KnownCities known;
    private final DonorCountRepository counts;

    @Inject
    public CitySuggestions(KnownCities known, DonorCountRepository counts) {
        this.known = known;
        this.counts = counts;
    }

    /** The city that the person probably meant. */
    public Optional<CitySuggestion> nearMiss(City city) {
        return CitySuggestion.of(
                city,
                counts.in(city).donors(),
                known.all(),
                other -> counts.in(other).donors());
    }

    /** The name of the city that a stranger probably meant; nothing if the text is no city. */
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
