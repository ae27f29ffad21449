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
 * The register of cities as it was seconds ago, for what asks for it often. In Facelets {@code #{knownCities}}, for one name of a
 * place where people wrote several. Thread-safe.
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

    /** All of them. */
    List<City> all() {
        return List.copyOf(read().cities().values());
    }

    /** The name of the place as the register has it; as it is written, where that does not know it. */
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
