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
 * The register of known cities and what is filed under them. Donors and donations have the sort key {@code CITY#<city
 * key>}; the inverted index finds those of one city, and the register ({@code PK} {@code CITIES}, {@code SK} the city
 * key, {@code name} as typed) leads from city to city, so that no list needs a Scan.
 *
 * <p>A city that its last donor left is known no longer: {@code left_at} (ISO instant) hides it where people look for a city. Where
 * there is no donation either the database deletes it 30 days later, long after every process has seen that. Lists still pass
 * through it meanwhile, so nobody is missed who comes at that moment.
 *
 * <p>Releases before {@link Schema#CITY_KEYS} had other keys for some names. What they stored, or store beside this
 * one, is moved by a migration; until it is done a city has several {@link #keys}, and whatever looks for what is
 * filed under a city looks under each. Their entries in the register go when nothing is left under them.
 */
@ApplicationScoped
public class CityRepository {

    private static final System.Logger LOG = System.getLogger(CityRepository.class.getName());

    private static final int MAX_REMEMBERED = 10_000;

    /** For so long a process that has registered a city does not ask whether everybody left it. */
    private static final Duration REGISTRATION_CACHED_FOR = Duration.ofMinutes(1);

    /** That the city is in the register, and not left. */
    private static final String KNOWN = "attribute_exists(PK) AND attribute_not_exists(" + CityItem.LEFT_AT + ")";

    /** That an item is not there, or is one of a city that everybody left. */
    private static final String UNKNOWN = "attribute_not_exists(PK) OR attribute_exists(" + CityItem.LEFT_AT + ")";

    private final Schema schema;
    private final Clock clock;
    private final CityRegisterRepository register;
    private final CityIndexRepository index;
    private final FormerCityKeys formerKeys;

    /** Keys of cities, and when they were registered, by {@link System#nanoTime()}. */
    private final Map<String, Long> remembered = new ConcurrentHashMap<>();

    @Inject
    public CityRepository(DynamoDbClient dynamoDb, Tables tables, Schema schema, Clock clock) {
        this.schema = schema;
        this.clock = clock;
        register = new CityRegisterRepository(dynamoDb, tables);
        index = new CityIndexRepository(dynamoDb, tables);
        formerKeys = new FormerCityKeys(register, index, clock);
    }

    /** The sort key of everything in a city. */
    public static String sortKey(City city) {
        return CityIndexRepository.CITY_PREFIX + city.key();
    }

    /** The key of the city in a sort key. */
    public static String key(String sortKey) {
        var prefix = CityIndexRepository.CITY_PREFIX;
        return sortKey.startsWith(prefix) ? sortKey.substring(prefix.length()) : sortKey;
    }

    /**
     * The keys under which donors and donations of the city are, in their order: its own, and until all that earlier
     * releases stored has been moved those that they may have given it, which are that of the name as it is written
     * here, and those in the register whose names are of this city. Who is under yet another is found when moved.
     */
    public List<String> keys(City city) {
        return schema.isDone(Schema.CITY_KEYS) ? List.of(city.key()) : formerKeys.withOwn(city);
    }

    /**
     * Takes former keys out of the register where nothing is left under them. Repeatable; to be called where no
     * earlier release is at work.
     *
     * @param isMisplaced whether a donor or a donation is to be under another key
     * @return whether there is one
     */
    public boolean tidyFormerKeys(Predicate<Item> isMisplaced) {
        return formerKeys.tidy(isMisplaced);
    }

    /** Makes the city known. Repeatable; to be called before the first donor or donation of the city is stored. */
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
     * The same where something moves there from a key that the city had before; where that one counts as left, so
     * does the city, unless it is known by itself.
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
     * Sees to it that the city is known no longer where this donor was the last one in it. Repeatable; throws nothing where the
     * database is away, as the donor has left already.
     *
     * @param leaver partition key of a donor who has left it just now, whom the index may still show
     */
    void leave(City city, String leaver) {
        remembered.remove(city.key());
        try {
            hide(city, leaver);
        } catch (SdkException away) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The register of cities still names one that nobody may live in any more: {0}",
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
     * The cities that have donors, by the keys under which these are. One that counts as left is known again:
     * somebody came at the moment when its last donor left.
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

    /** Known cities whose key starts as that of the text does, in the order of their keys; none for no name of a city. */
    public List<City> startingWith(String text, int limit) {
        var keys = new TreeSet<String>();
        CityItem.named(text).ifPresent(start -> {
            keys.add(start.key());
            if (!schema.isDone(Schema.CITY_KEYS)) {
                keys.add(start.formerKey());
            }
        });
        return keys.stream().flatMap(register::startingWith).distinct().limit(limit).toList();
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

    /** Lists likewise across all known cities, in the order of city keys. */
    public Listing<Item> list(String prefix, Predicate<Item> filter, Cursor after, int limit) {
        var cities = register.keysFrom(after.isNone() ? "" : after.keys().get(0), CityIndexRepository.MAX_READS);
        return index.list(prefix, cities, cities.size() == CityIndexRepository.MAX_READS, filter, after, limit);
    }
}
