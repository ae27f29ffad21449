package org.savealife.donor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whether a city that somebody gave looks misspelt, by the cities that donors live in. Thread-safe. */
@ApplicationScoped
public class CitySpelling {

    /** For so long the register is not read again. */
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    /** A stranger is told of no city where fewer live: what one person typed is not shown to another. */
    private static final int ENOUGH_TO_TELL = 5;

    @Inject
    CityRepository cities;

    @Inject
    DonorCountRepository counts;

    private volatile Known known = new Known(List.of(), System.nanoTime() - REMEMBERED.toNanos());

    private record Known(List<City> cities, long readAt) {}

    /** The city that was meant, perhaps. */
    Optional<NearMiss> nearMiss(City city) {
        return NearMiss.of(
                city,
                counts.in(city).donors(),
                known(),
                other -> counts.in(other).donors());
    }

    /** The city that a stranger meant, perhaps, by its name; nothing for what is no city. */
    Optional<String> ofStranger(String text) {
        try {
            return nearMiss(City.ofStranger(text))
                    .filter(near -> near.donors() >= ENOUGH_TO_TELL)
                    .map(NearMiss::city);
        } catch (IllegalArgumentException noCity) {
            return Optional.empty();
        }
    }

    private List<City> known() {
        var read = known;
        if (System.nanoTime() - read.readAt() >= REMEMBERED.toNanos()) {
            read = new Known(cities.known(), System.nanoTime());
            known = read;
        }
        return read.cities();
    }
}
