package org.savealife.donor.city;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.savealife.donor.City;
import org.savealife.donor.store.CityRepository;

/**
 * The register of cities as it was at most ten seconds ago, for frequent use. In Facelets {@code #{knownCities}}, which
 * shows one name of a place that people spell in several ways. Thread-safe.
 */
@Named
@ApplicationScoped
public class KnownCities {

    private static final Duration CACHED_FOR = Duration.ofSeconds(10);

    private final CityRepository cities;

    private volatile Read read = new Read(Map.of(), System.nanoTime() - CACHED_FOR.toNanos());

    @Inject
    public KnownCities(CityRepository cities) {
        this.cities = cities;
    }

    private record Read(Map<City, City> cities, long at) {}

    /** All known cities. */
    List<City> all() {
        return List.copyOf(read().cities().values());
    }

    /** The name of the place in the register, or the given name if the register does not have it. */
    public String name(City city) {
        return read().cities().getOrDefault(city, city).name();
    }

    private Read read() {
        var known = read;
        if (System.nanoTime() - known.at() >= CACHED_FOR.toNanos()) {
            known = new Read(
                    cities.known().stream().collect(Collectors.toMap(Function.identity(), Function.identity())),
                    System.nanoTime());
            read = known;
        }
        return known;
    }
}
