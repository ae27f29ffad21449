package org.savealife.donor.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.donor.City;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.migration.Schema;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

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

    private static final String REGISTER = "CITIES";
    static final String CITY_PREFIX = "CITY#";
    private static final String DONOR_PREFIX = "DONOR#";
    private static final String DONATION_PREFIX = "DONATION#";

    /** Attribute of donors and of donations: the city as typed. */
    private static final String CITY = "city";

    /** Sorts behind every id: where a listing goes on that has finished a city. */
    private static final String BEHIND_ALL = "~";

    /** One call reads at most so many index pages and cities; then it hands back what it has, and a cursor. */
    private static final int MAX_READS = 50;

    private static final int INDEX_PAGE = 500;
    private static final int MAX_REMEMBERED = 10_000;

    /** How old the former keys may be that a process goes by. */
    private static final long CACHED_FOR_NANOS = Duration.ofSeconds(3).toNanos();

    /** So many items under a former key are looked at, for one that is to be moved. */
    private static final int MAX_LOOKED_AT = 100;

    /** For so long a process that has registered a city does not ask whether everybody left it. */
    private static final Duration REGISTRATION_CACHED_FOR = Duration.ofMinutes(1);

    private static final Retention LEFT = new Retention(30);

    private static final String NAME = "name";
    private static final String LEFT_AT = "left_at";

    /** That an item is not there, or is one of a city that everybody left. */
    private static final String UNKNOWN = "attribute_not_exists(PK) OR attribute_exists(" + LEFT_AT + ")";

    private static final String SAME_NAME = "#name = :name";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Schema schema;
    private final Clock clock;

    /** Keys of cities, and when they were registered, by {@link System#nanoTime()}. */
    private final Map<String, Long> remembered = new ConcurrentHashMap<>();

    private volatile Optional<FormerKeys> formerKeys = Optional.empty();

    @Inject
    public CityRepository(DynamoDbClient dynamoDb, Tables tables, Schema schema, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.schema = schema;
        this.clock = clock;
    }

    /**
     * Keys in the register that their names have no more.
     *
     * @param byCity by the keys that these have today
     */
    private record FormerKeys(Map<String, List<String>> byCity, long at) {

        private boolean isFresh() {
            return System.nanoTime() - at < CACHED_FOR_NANOS;
        }
    }

    /** The sort key of everything in a city. */
    public static String sortKey(City city) {
        return CITY_PREFIX + city.key();
    }

    /** The key of the city in a sort key. */
    public static String key(String sortKey) {
        return sortKey.startsWith(CITY_PREFIX) ? sortKey.substring(CITY_PREFIX.length()) : sortKey;
    }

    /**
     * The keys under which donors and donations of the city are, in their order: its own, and until all that earlier
     * releases stored has been moved those that they may have given it, which are that of the name as it is written
     * here, and those in the register whose names are of this city. Who is under yet another is found when moved.
     */
    public List<String> keys(City city) {
        if (schema.isDone(Schema.CITY_KEYS)) {
            return List.of(city.key());
        }
        var keys = new TreeSet<>(List.of(city.key(), city.formerKey()));
        keys.addAll(formerKeys().getOrDefault(city.key(), List.of()));
        return List.copyOf(keys);
    }

    private Map<String, List<String>> formerKeys() {
        var known = formerKeys.filter(FormerKeys::isFresh);
        if (known.isPresent()) {
            return known.get().byCity();
        }
        var at = System.nanoTime();
        var byCity = register().stream()
                .filter(CityRepository::isFormer)
                .collect(Collectors.groupingBy(
                        entry -> city(entry).key(), Collectors.mapping(Item::sortKey, Collectors.toList())));
        formerKeys = Optional.of(new FormerKeys(byCity, at));
        return byCity;
    }

    /** Whether an entry of the register has a key that its name has no more. */
    private static boolean isFormer(Item entry) {
        return !city(entry).key().equals(entry.sortKey());
    }

    /** The city of an entry of the register; a name that is none by our rules stays under its key. */
    private static City city(Item entry) {
        return named(entry.text(NAME)).orElseGet(() -> new City(entry.text(NAME), entry.sortKey()));
    }

    private static Optional<City> named(String name) {
        try {
            return Optional.of(City.of(name));
        } catch (IllegalArgumentException noCity) {
            return Optional.empty();
        }
    }

    /**
     * Takes former keys out of the register where nothing is left under them. Repeatable; to be called where no
     * earlier release is at work.
     *
     * @param isMisplaced whether a donor or a donation is to be under another key
     * @return whether there is one
     */
    public boolean tidyFormerKeys(Predicate<Item> isMisplaced) {
        var found = false;
        for (var entry : register()) {
            if (isFormer(entry)) {
                found |= tidy(entry, isMisplaced);
            }
        }
        return found;
    }

    private boolean tidy(Item entry, Predicate<Item> isMisplaced) {
        var key = entry.sortKey();
        var there = Stream.of(DONOR_PREFIX, DONATION_PREFIX)
                .flatMap(prefix ->
                        Item.listOf(query(prefix, key, "", MAX_LOOKED_AT).items()).stream())
                .toList();
        var proper = there.stream()
                .flatMap(item -> item.findText(CITY).flatMap(CityRepository::named).stream())
                .filter(city -> city.key().equals(key))
                .findFirst();
        if (proper.isPresent()) {
            replace(entry, entry.with(NAME, proper.get().name()));
        } else if (there.isEmpty()) {
            forget(entry);
        }
        return there.stream().anyMatch(isMisplaced);
    }

    /** Where another city has that key today, somebody may be coming there just now. */
    private void forget(Item entry) {
        var key = entry.sortKey();
        if (named(key).filter(city -> city.key().equals(key)).isPresent()) {
            var now = clock.instant();
            replace(entry, LEFT.limit(Item.of(REGISTER, key).with(NAME, key).with(LEFT_AT, now), now));
            return;
        }
        try {
            dynamoDb.deleteItem(delete -> delete.tableName(tables.main())
                    .key(entry.key())
                    .conditionExpression(SAME_NAME)
                    .expressionAttributeNames(Map.of("#name", NAME))
                    .expressionAttributeValues(Map.of(":name", AttributeValue.fromS(entry.text(NAME)))));
        } catch (ConditionalCheckFailedException changedMeanwhile) {
            // by another process, which looks as well
        }
    }

    private void replace(Item entry, Item other) {
        try {
            dynamoDb.putItem(put -> put.tableName(tables.main())
                    .item(other.attributes())
                    .conditionExpression(SAME_NAME)
                    .expressionAttributeNames(Map.of("#name", NAME))
                    .expressionAttributeValues(Map.of(":name", AttributeValue.fromS(entry.text(NAME)))));
        } catch (ConditionalCheckFailedException changedMeanwhile) {
            // by another process, which looks as well
        }
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
        var former = dynamoDb.getItem(get -> get.tableName(tables.main())
                .key(Item.of(REGISTER, formerKey).key())
                .consistentRead(true));
        var left = former.hasItem() ? Item.from(former.item()).findText(LEFT_AT) : Optional.<String>empty();
        if (left.isEmpty()) {
            register(city);
            return;
        }
        var item = Item.of(REGISTER, city.key()).with(NAME, city.name()).with(LEFT_AT, left.get());
        try {
            dynamoDb.putItem(put -> put.tableName(tables.main())
                    .item(item.attributes())
                    .conditionExpression("attribute_not_exists(PK)"));
        } catch (ConditionalCheckFailedException known) {
            // as it is
        }
    }

    private void makeKnown(City city) {
        var item = Item.of(REGISTER, city.key()).with(NAME, city.name());
        try {
            dynamoDb.putItem(
                    put -> put.tableName(tables.main()).item(item.attributes()).conditionExpression(UNKNOWN));
        } catch (ConditionalCheckFailedException known) {
            // as it should be
        }
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
        if (isAnything(DONOR_PREFIX, city, leaver)) {
            return;
        }
        var now = clock.instant();
        var left = Item.of(REGISTER, city.key()).with(NAME, city.name()).with(LEFT_AT, now);
        var item = isAnything(DONATION_PREFIX, city, leaver) ? left : LEFT.limit(left, now);
        try {
            dynamoDb.putItem(put -> put.tableName(tables.main())
                    .item(item.attributes())
                    .conditionExpression("attribute_exists(PK) AND attribute_not_exists(" + LEFT_AT + ")"));
        } catch (ConditionalCheckFailedException leftBefore) {
            // or never known
        }
    }

    private boolean isAnything(String prefix, City city, String leaver) {
        return keys(city).stream()
                .flatMap(key -> Item.listOf(query(prefix, key, "", 2).items()).stream())
                .anyMatch(item -> !item.partitionKey().equals(leaver));
    }

    /**
     * The cities that have donors, by the keys under which these are. One that counts as left is known again:
     * somebody came at the moment when its last donor left.
     *
     * @param keys under which there are donors
     */
    Map<String, City> inhabited(Collection<String> keys) {
        var register = register().stream()
                .filter(entry -> keys.contains(entry.sortKey()))
                .toList();
        register.stream()
                .filter(entry -> entry.findText(LEFT_AT).isPresent() && !isFormer(entry))
                .map(CityRepository::city)
                .forEach(this::makeKnown);
        return register.stream().collect(Collectors.toMap(Item::sortKey, CityRepository::city));
    }

    /** Known cities whose key starts as that of the text does, in the order of their keys; none for no name of a city. */
    public List<City> startingWith(String text, int limit) {
        var keys = new TreeSet<String>();
        named(text).ifPresent(start -> {
            keys.add(start.key());
            if (!schema.isDone(Schema.CITY_KEYS)) {
                keys.add(start.formerKey());
            }
        });
        return keys.stream().flatMap(this::startingWith).distinct().limit(limit).toList();
    }

    private Stream<City> startingWith(String key) {
        return dynamoDb
                .queryPaginator(query -> query.tableName(tables.main())
                        .keyConditionExpression("PK = :register AND begins_with(SK, :start)")
                        .filterExpression("attribute_not_exists(" + LEFT_AT + ")")
                        .expressionAttributeValues(Map.of(
                                ":register", AttributeValue.fromS(REGISTER), ":start", AttributeValue.fromS(key)))
                        .limit(INDEX_PAGE))
                .items()
                .stream()
                .map(attributes -> city(Item.from(attributes)));
    }

    /** All known cities, by their keys. */
    public List<City> known() {
        return register().stream()
                .filter(entry -> entry.findText(LEFT_AT).isEmpty())
                .map(CityRepository::city)
                .distinct()
                .toList();
    }

    private List<Item> register() {
        var register = QueryRequest.builder()
                .tableName(tables.main())
                .keyConditionExpression("PK = :register")
                .expressionAttributeValues(Map.of(":register", AttributeValue.fromS(REGISTER)))
                .limit(INDEX_PAGE)
                .build();
        return dynamoDb.queryPaginator(register).items().stream()
                .map(Item::from)
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
        return list(prefix, from < 0 ? keys : keys.subList(from, keys.size()), false, filter, after, limit);
    }

    /** Lists likewise across all known cities, in the order of city keys. */
    public Listing<Item> list(String prefix, Predicate<Item> filter, Cursor after, int limit) {
        var cities = citiesFrom(after.isNone() ? "" : after.keys().get(0));
        return list(prefix, cities, cities.size() == MAX_READS, filter, after, limit);
    }

    private Listing<Item> list(
            String prefix, List<String> cities, boolean moreCities, Predicate<Item> filter, Cursor after, int limit) {
        var found = new ArrayList<Item>();
        var last = after;
        var reads = 0;
        for (var city : cities) {
            var start = !last.isNone() && last.keys().get(0).equals(city)
                    ? last.keys().get(1)
                    : "";
            do {
                var page = query(prefix, city, start, Math.min(INDEX_PAGE, limit + 1));
                for (var item : Item.listOf(page.items())) {
                    var wanted = filter.test(item);
                    if (wanted && found.size() == limit) {
                        return new Listing<>(found, last);
                    }
                    if (wanted) {
                        found.add(item);
                    }
                    last = Cursor.of(city, item.partitionKey());
                }
                start = page.hasLastEvaluatedKey()
                        ? Item.from(page.lastEvaluatedKey()).partitionKey()
                        : "";
                if (++reads == MAX_READS && !start.isEmpty()) {
                    return new Listing<>(found, last);
                }
            } while (!start.isEmpty());
            if (reads >= MAX_READS) {
                return new Listing<>(found, Cursor.of(city, prefix + BEHIND_ALL));
            }
        }
        return new Listing<>(
                found, moreCities ? Cursor.of(cities.get(cities.size() - 1), prefix + BEHIND_ALL) : Cursor.NONE);
    }

    /**
     * One page of the inverted index.
     *
     * @param after the partition key to go on after, empty for the first page
     */
    QueryResponse query(String prefix, String cityKey, String after, int limit) {
        var request = QueryRequest.builder()
                .tableName(tables.main())
                .indexName(Tables.INVERTED_INDEX)
                .keyConditionExpression("SK = :city AND begins_with(PK, :prefix)")
                .expressionAttributeValues(Map.of(
                        ":city", AttributeValue.fromS(CITY_PREFIX + cityKey), ":prefix", AttributeValue.fromS(prefix)))
                .limit(limit);
        if (!after.isEmpty()) {
            request.exclusiveStartKey(Item.of(after, CITY_PREFIX + cityKey).attributes());
        }
        return dynamoDb.query(request.build());
    }

    private List<String> citiesFrom(String key) {
        var values = new HashMap<>(Map.of(":register", AttributeValue.fromS(REGISTER)));
        if (!key.isEmpty()) {
            values.put(":from", AttributeValue.fromS(key));
        }
        var register = dynamoDb.query(query -> query.tableName(tables.main())
                        .keyConditionExpression(key.isEmpty() ? "PK = :register" : "PK = :register AND SK >= :from")
                        .expressionAttributeValues(values)
                        .limit(MAX_READS))
                .items();
        return Item.listOf(register).stream().map(Item::sortKey).toList();
    }
}
