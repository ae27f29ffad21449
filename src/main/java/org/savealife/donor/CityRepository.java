package org.savealife.donor;

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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.savealife.platform.Cursor;
import org.savealife.platform.Item;
import org.savealife.platform.Lifetime;
import org.savealife.platform.Listing;
import org.savealife.platform.Tables;
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
 */
@ApplicationScoped
public class CityRepository {

    private static final System.Logger LOG = System.getLogger(CityRepository.class.getName());

    private static final String REGISTER = "CITIES";
    static final String CITY_PREFIX = "CITY#";
    /** Sorts behind every id: where a listing goes on that has finished a city. */
    private static final String BEHIND_ALL = "~";

    /** One call reads at most so many index pages and cities; then it hands back what it has, and a cursor. */
    private static final int MOST_READS = 50;

    private static final int INDEX_PAGE = 500;
    private static final int MOST_REMEMBERED = 10_000;

    /** For so long a process that has registered a city does not ask whether everybody left it. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private static final Lifetime LEFT = new Lifetime(30);

    private static final String NAME = "name";
    private static final String LEFT_AT = "left_at";

    /** That an item is not there, or is one of a city that everybody left. */
    private static final String UNKNOWN = "attribute_not_exists(PK) OR attribute_exists(" + LEFT_AT + ")";

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

    @Inject
    Clock clock;

    /** Keys of cities, and when they were registered, by {@link System#nanoTime()}. */
    private final Map<String, Long> remembered = new ConcurrentHashMap<>();

    /** The sort key of everything in a city. */
    public static String sortKey(City city) {
        return CITY_PREFIX + city.key();
    }

    /** Makes the city known. Repeatable; to be called before the first donor or donation of the city is stored. */
    public void register(City city) {
        var now = System.nanoTime();
        var registered = Optional.ofNullable(remembered.get(city.key()));
        if (registered.filter(at -> now - at < REMEMBERED.toNanos()).isPresent()) {
            return;
        }
        makeKnown(city);
        if (remembered.size() < MOST_REMEMBERED) {
            remembered.put(city.key(), now);
        } else {
            remembered.values().removeIf(at -> now - at >= REMEMBERED.toNanos());
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
        if (isAnything(DonorItem.PREFIX, city, leaver)) {
            return;
        }
        var now = clock.instant();
        var left = Item.of(REGISTER, city.key()).with(NAME, city.name()).with(LEFT_AT, now);
        var item = isAnything("DONATION#", city, leaver) ? left : LEFT.limit(left, now);
        try {
            dynamoDb.putItem(put -> put.tableName(tables.main())
                    .item(item.attributes())
                    .conditionExpression("attribute_exists(PK) AND attribute_not_exists(" + LEFT_AT + ")"));
        } catch (ConditionalCheckFailedException leftBefore) {
            // or never known
        }
    }

    private boolean isAnything(String prefix, City city, String leaver) {
        return Item.listOf(query(prefix, city.key(), "", 2).items()).stream()
                .anyMatch(item -> !item.partitionKey().equals(leaver));
    }

    /**
     * The cities that have donors, by their keys. One that counts as left is known again: somebody came at the moment when its
     * last donor left.
     *
     * @param keys of cities that have donors
     */
    List<City> inhabited(Collection<String> keys) {
        var register = register().stream()
                .filter(item -> keys.contains(item.sortKey()))
                .toList();
        cities(register.stream()
                        .filter(item -> item.findText(LEFT_AT).isPresent())
                        .toList())
                .forEach(this::makeKnown);
        return cities(register);
    }

    /** Known cities whose key starts as that of the text does, in the order of their keys; none for no name of a city. */
    public List<City> startingWith(String text, int limit) {
        try {
            var start = City.of(text).key();
            var register = dynamoDb.queryPaginator(query -> query.tableName(tables.main())
                    .keyConditionExpression("PK = :register AND begins_with(SK, :start)")
                    .filterExpression("attribute_not_exists(" + LEFT_AT + ")")
                    .expressionAttributeValues(
                            Map.of(":register", AttributeValue.fromS(REGISTER), ":start", AttributeValue.fromS(start)))
                    .limit(INDEX_PAGE));
            return cities(register.items().stream().limit(limit).map(Item::from).toList());
        } catch (IllegalArgumentException noCity) {
            return List.of();
        }
    }

    /** All known cities, by their keys. */
    public List<City> known() {
        return cities(register().stream()
                .filter(item -> item.findText(LEFT_AT).isEmpty())
                .toList());
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

    private static List<City> cities(List<Item> register) {
        return register.stream()
                .map(item -> new City(item.text(NAME), item.sortKey()))
                .toList();
    }

    /**
     * Lists the items of one city whose partition key starts with the prefix, in key order.
     *
     * @param limit most items in the answer; a filtered list may be short and still have a next page
     */
    public Listing<Item> list(String prefix, City city, Predicate<Item> filter, Cursor after, int limit) {
        return list(prefix, List.of(city.key()), false, filter, after, limit);
    }

    /** Lists likewise across all known cities, in the order of city keys. */
    public Listing<Item> list(String prefix, Predicate<Item> filter, Cursor after, int limit) {
        var cities = citiesFrom(after.isNone() ? "" : after.keys().get(0));
        return list(prefix, cities, cities.size() == MOST_READS, filter, after, limit);
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
                if (++reads == MOST_READS && !start.isEmpty()) {
                    return new Listing<>(found, last);
                }
            } while (!start.isEmpty());
            if (reads >= MOST_READS) {
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
                        .limit(MOST_READS))
                .items();
        return Item.listOf(register).stream().map(Item::sortKey).toList();
    }
}
