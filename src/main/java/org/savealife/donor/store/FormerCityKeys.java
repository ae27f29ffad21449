package org.savealife.donor.store;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.donor.City;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.migration.Schema;

/**
 * The keys that releases before {@link Schema#CITY_KEYS} gave to cities. They are in the register until nothing is
 * left under them. Thread-safe.
 */
final class FormerCityKeys {

    /** The maximal age of the former keys that a process uses. */
    private static final long CACHED_FOR_NANOS = Duration.ofSeconds(3).toNanos();

    /** How many items under a former key are searched for one that must be moved. */
    private static final int MAX_LOOKED_AT = 100;

    /** Attribute of donors and of donations: the city as typed. */
    private static final String CITY = "city";

    private final CityRegisterRepository register;
    private final CityIndexRepository index;
    private final Clock clock;

    private volatile Optional<Read> read = Optional.empty();

    FormerCityKeys(CityRegisterRepository register, CityIndexRepository index, Clock clock) {
        this.register = register;
        this.index = index;
        this.clock = clock;
    }

    /**
     * The register as it was read.
     *
     * @param byCity former keys, by the keys that their cities have today
     * @param at {@link System#nanoTime()} before the read
     */
    private record Read(Map<String, List<String>> byCity, long at) {

        private boolean isFresh() {
            return System.nanoTime() - at < CACHED_FOR_NANOS;
        }
    }

    /**
     * The city's own key, the former key of the name as written here, and the former keys in the register for other
     * spellings; in their order.
     */
    List<String> withOwn(City city) {
        var keys = new TreeSet<>(List.of(city.key(), city.formerKey()));
        keys.addAll(byCity().getOrDefault(city.key(), List.of()));
        return List.copyOf(keys);
    }

    private Map<String, List<String>> byCity() {
        var known = read.filter(Read::isFresh);
        if (known.isPresent()) {
            return known.get().byCity();
        }
        var at = System.nanoTime();
        var byCity = register.all().stream()
                .filter(CityItem::isFormer)
                .collect(Collectors.groupingBy(
                        entry -> CityItem.city(entry).key(), Collectors.mapping(Item::sortKey, Collectors.toList())));
        read = Optional.of(new Read(byCity, at));
        return byCity;
    }

    /** See {@link CityRepository#tidyFormerKeys}. */
    boolean tidy(Predicate<Item> isMisplaced) {
        var found = false;
        for (var entry : register.all()) {
            if (CityItem.isFormer(entry)) {
                found |= tidy(entry, isMisplaced);
            }
        }
        return found;
    }

    private boolean tidy(Item entry, Predicate<Item> isMisplaced) {
        var key = entry.sortKey();
        var there = Stream.of(CityIndexRepository.DONOR_PREFIX, CityIndexRepository.DONATION_PREFIX)
                .flatMap(prefix -> index.first(prefix, key, MAX_LOOKED_AT).stream())
                .toList();
        var proper = there.stream()
                .flatMap(item -> item.findText(CITY).flatMap(CityItem::named).stream())
                .filter(city -> city.key().equals(key))
                .findFirst();
        if (proper.isPresent()) {
            register.replace(entry, entry.with(CityItem.NAME, proper.get().name()));
        } else if (there.isEmpty()) {
            forget(entry);
        }
        return there.stream().anyMatch(isMisplaced);
    }

    /** Deletes the entry, unless another city has this key today: somebody may be coming there just now. */
    private void forget(Item entry) {
        var key = entry.sortKey();
        if (CityItem.named(key).filter(city -> city.key().equals(key)).isEmpty()) {
            register.delete(entry);
            return;
        }
        var left = CityItem.leftForGood(CityItem.key(key).with(CityItem.NAME, key), clock.instant());
        register.replace(entry, left);
    }
}
