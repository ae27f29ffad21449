package org.savealife.donor.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.savealife.donor.City;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.MergedQuery;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.migration.Schema;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The register of known cities, and the lists of items by city. Donors and donations have the sort key
 * {@code CITY#<city key>}. The inverted index finds those of one city, and the register ({@link CityItem}) leads from
 * city to city, so that no list needs a Scan.
 *
 * <p>When its last donor has left, a city no longer counts as known: {@code left_at} hides it wherever people look for
 * a city. If it has no donation either, the database deletes the entry 30 days later, long after every process has
 * noticed. Until then lists still include the city, so that they miss nobody who comes there at that moment.
 *
 * <p>Releases before {@link Schema#CITY_KEYS} had other keys for some names. A migration moves what they stored, or
 * still store beside this release. Until it is done a city has several {@link #keys}, and every search by city looks
 * under each of them. Entries with former keys are deleted when nothing is left under them.
 */
@ApplicationScoped
public class CityRepository {

    private static final System.Logger LOG = System.getLogger(CityRepository.class.getName());

    private static final int MAX_REMEMBERED = 10_000;

    /** For this long a process that has registered a city does not check whether everybody left it. */
    private static final Duration REGISTRATION_CACHED_FOR = Duration.ofMinutes(1);

    /** Condition: the city is in the register and has not been left. */
    private static final String KNOWN = "attribute_exists(PK) AND attribute_not_exists(" + CityItem.LEFT_AT + ")";

    /** Condition: the city is not in the register, or everybody left it. */
    private static final String UNKNOWN = "attribute_not_exists(PK) OR attribute_exists(" + CityItem.LEFT_AT + ")";

    private final Schema schema;
    private final Clock clock;
    private final CityRegisterRepository register;
    private final CityIndexRepository index;
    private final FormerCityKeys formerKeys;

    /** Keys of cities and when they were registered, by {@link System#nanoTime()}. */
    private final Map<String, Long> remembered = new ConcurrentHashMap<>();

    @Inject
    public CityRepository(DynamoDbClient dynamoDb, Tables tables, Schema schema, Clock clock) {
        this.schema = schema;
        this.clock = clock;
        register = new CityRegisterRepository(dynamoDb, tables);
        index = new CityIndexRepository(dynamoDb, tables);
        formerKeys = new FormerCityKeys(register, index, clock);
    }

    /** The sort key of all items in a city. */
    public static String sortKey(City city) {
        return CityIndexRepository.CITY_PREFIX + city.key();
    }

    /** The city key in a sort key. */
    public static String key(String sortKey) {
        var prefix = CityIndexRepository.CITY_PREFIX;
        return sortKey.startsWith(prefix) ? sortKey.substring(prefix.length()) : sortKey;
    }

    /**
     * The keys under which donors and donations of the city may be stored, in their order: its own, and, until the
     * migration is done, those that earlier releases may have used. These are the former key of the name as written
     * here, and the keys in the register whose names belong to this city. An item under any other key is found when it
     * is moved.
     */
    public List<String> keys(City city) {
        return schema.isDone(Schema.CITY_KEYS) ? List.of(city.key()) : formerKeys.withOwn(city);
    }

    /**
     * Removes former keys from the register when nothing is left under them. Repeatable. May be called only while no
     * earlier release is running.
     *
     * @param isMisplaced whether a donor or a donation should be stored under another key
     * @return whether there is such an item
     */
    public boolean tidyFormerKeys(Predicate<Item> isMisplaced) {
        return formerKeys.tidy(isMisplaced);
    }

    /** Makes the city known. Repeatable. Must be called before the first donor or donation of the city is stored. */
    public void register(City city) {
        var now = System.nanoTime();
        var registered = Optional.ofNullable(remembered.get(city.key()));
        if (registered
                .filter(at -> now - at < REGISTRATION_CACHED_FOR.toNanos())
                .isPresent()) {
            return;
        }
        makeKnown(city);
        if (remembered.size() < MAX_REMEMBERED) {
            remembered.put(city.key(), now);
        } else {
            remembered.values().removeIf(at -> now - at >= REGISTRATION_CACHED_FOR.toNanos());
        }
    }

    /**
     * Makes the city known when something moves there from a former key. If the former key counts as left, so does the
     * city, unless the city is known already.
     */
    public void registerInPlaceOf(String formerKey, City city) {
        register.find(formerKey)
                .flatMap(former -> former.findText(CityItem.LEFT_AT))
                .ifPresentOrElse(
                        left -> register.put(
                                CityItem.of(city).with(CityItem.LEFT_AT, left), "attribute_not_exists(PK)"),
                        () -> register(city));
    }

    private void makeKnown(City city) {
        register.put(CityItem.of(city), UNKNOWN);
    }

    /**
     * Hides the city if this donor was the last one in it. Repeatable. Throws nothing if the database does not answer,
     * since the donor has left already.
     *
     * @param leaver partition key of the donor who has just left, and whom the index may still show
     */
    void leave(City city, String leaver) {
        remembered.remove(city.key());
        try {
            hide(city, leaver);
        } catch (SdkException away) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A city that its last donor may have left stays in the register of cities: {0}",
                    away.getMessage());
        }
    }

    private void hide(City city, String leaver) {
        if (isAnything(CityIndexRepository.DONOR_PREFIX, city, leaver)) {
            return;
        }
        var now = clock.instant();
        var entry = CityItem.of(city);
        register.put(
                isAnything(CityIndexRepository.DONATION_PREFIX, city, leaver)
                        ? entry.with(CityItem.LEFT_AT, now)
                        : CityItem.leftForGood(entry, now),
                KNOWN);
    }

    private boolean isAnything(String prefix, City city, String leaver) {
        return keys(city).stream()
                .flatMap(key -> index.first(prefix, key, 2).stream())
                .anyMatch(item -> !item.partitionKey().equals(leaver));
    }

    /**
     * The cities that have donors, by the keys under which the donors are stored. A city among them that counts as left
     * becomes known again: somebody came there at the moment when its last donor left.
     *
     * @param keys under which there are donors
     */
    Map<String, City> inhabited(Collection<String> keys) {
        var entries = register.all().stream()
                .filter(entry -> keys.contains(entry.sortKey()))
                .toList();
        entries.stream()
                .filter(entry -> CityItem.isLeft(entry) && !CityItem.isFormer(entry))
                .map(CityItem::city)
                .forEach(this::makeKnown);
        return entries.stream().collect(Collectors.toMap(Item::sortKey, CityItem::city));
    }

    /**
     * Known cities whose key starts with the key of the text, in the order of their keys; no city if the text cannot be
     * the name of one.
     */
    public List<City> startingWith(String text, int limit) {
        var keys = new TreeSet<String>();
        CityItem.named(text).ifPresent(start -> {
            keys.add(start.key());
            if (!schema.isDone(Schema.CITY_KEYS)) {
                keys.add(start.formerKey());
            }
        });
        return keys.stream()
                .flatMap(register::startingWith)
                .distinct()
                .limit(limit)
                .toList();
    }

    /** All known cities, by their keys. */
    public List<City> known() {
        return register.all().stream()
                .filter(entry -> !CityItem.isLeft(entry))
                .map(CityItem::city)
                .distinct()
                .toList();
    }

    /**
     * Lists the items of one city whose partition key starts with the prefix, in key order.
     *
     * @param limit most items in the answer; a filtered list may be short and still have a next page
     */
    public Listing<Item> list(String prefix, City city, Predicate<Item> filter, Cursor after, int limit) {
        var keys = keys(city);
        var from = after.isNone() ? -1 : keys.indexOf(after.keys().get(0));
        return index.list(prefix, from < 0 ? keys : keys.subList(from, keys.size()), false, filter, after, limit);
    }

    /**
     * The next items of a city in the order of their partition keys, from under all of its keys.
     *
     * @param after the partition key to continue after; an item with this very key is not read
     * @param last the last partition key of the range, inclusive
     * @param limit most items that are read under each key
     */
    MergedQuery between(City city, String after, String last, int limit) {
        return index.between(keys(city), after, last, limit);
    }

    /** Lists the items of all known cities in the order of the city keys. */
    public Listing<Item> list(String prefix, Predicate<Item> filter, Cursor after, int limit) {
        var cities = register.keysFrom(after.isNone() ? "" : after.keys().get(0), CityIndexRepository.MAX_READS);
        return index.list(prefix, cities, cities.size() == CityIndexRepository.MAX_READS, filter, after, limit);
    }
}
