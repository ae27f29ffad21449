package org.savealife.donor.store;

import java.time.Instant;
import java.util.Optional;
import org.savealife.donor.City;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;

/**
 * A known city as an item of the main table, an entry of the register: {@code PK} {@code CITIES}, {@code SK} the city
 * key, {@code name} as typed, and {@code left_at} (ISO instant) if its last donor has left.
 */
final class CityItem {

    static final String PARTITION = "CITIES";
    static final String NAME = "name";
    static final String LEFT_AT = "left_at";

    /** How long the register keeps a city without donors and donations. */
    private static final Retention LEFT_KEPT = new Retention(30);

    private CityItem() {}

    /** The key of the entry of a city with this key. */
    static Item key(String cityKey) {
        return Item.of(PARTITION, cityKey);
    }

    /** The entry of a city when somebody comes there. */
    static Item of(City city) {
        return key(city.key()).with(NAME, city.name());
    }

    /** The entry of a city that everybody left, and that has no donation; the database deletes it 30 days later. */
    static Item leftForGood(Item entry, Instant at) {
        return LEFT_KEPT.limit(entry.with(LEFT_AT, at), at);
    }

    static boolean isLeft(Item entry) {
        return entry.findText(LEFT_AT).isPresent();
    }

    /** Whether another release gave the key of the entry to its name. */
    static boolean isFormer(Item entry) {
        return !city(entry).key().equals(entry.sortKey());
    }

    /** The city of an entry. A name that is not valid by our rules stays under its key. */
    static City city(Item entry) {
        return named(entry.text(NAME)).orElseGet(() -> new City(entry.text(NAME), entry.sortKey()));
    }

    /** The city with this name, or nothing if the text cannot be the name of a city. */
    static Optional<City> named(String name) {
        try {
            return Optional.of(City.of(name));
        } catch (IllegalArgumentException noCity) {
            return Optional.empty();
        }
    }
}
