package org.savealife.donor.csv;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.savealife.donor.City;
import org.savealife.donor.city.CitySuggestion;

/** The cities of the donors in a file, and which of them look misspelled. One thread adds, others may look. */
final class FileCities {

    /** More cities than any real file has. */
    private static final int MAX_CITIES = 5_000;

    private static final int MAX_TOLD = 20;

    private final Map<City, Long> donors = new LinkedHashMap<>();

    /** A city that looks misspelled, and how many donors of the file live there. */
    public record Misspelt(City city, long donors, CitySuggestion nearMiss) {}

    synchronized void add(City city) {
        if (donors.size() < MAX_CITIES || donors.containsKey(city)) {
            donors.merge(city, 1L, Long::sum);
        }
    }

    synchronized void clear() {
        donors.clear();
    }

    /**
     * Cities that are spelled almost like one with more donors, counting those in the file and those stored; cities
     * with most donors first.
     *
     * @param known the cities of stored donors
     * @param stored how many stored donors a city has
     */
    synchronized List<Misspelt> misspelt(Collection<City> known, ToLongFunction<City> stored) {
        var all = new LinkedHashSet<>(known);
        all.addAll(donors.keySet());
        ToLongFunction<City> together = city -> stored.applyAsLong(city) + donors.getOrDefault(city, 0L);
        var found = new ArrayList<Misspelt>();
        donors.forEach((city, number) -> CitySuggestion.of(city, together.applyAsLong(city), all, together)
                .ifPresent(near -> found.add(new Misspelt(city, number, near))));
        return found.stream()
                .sorted(Comparator.comparingLong(Misspelt::donors).reversed())
                .limit(MAX_TOLD)
                .toList();
    }
}
