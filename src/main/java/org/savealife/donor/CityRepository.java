package org.savealife.donor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.savealife.platform.Cursor;
import org.savealife.platform.Item;
import org.savealife.platform.Listing;
import org.savealife.platform.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * The register of known cities and what is filed under them. Donors and donations have the sort key {@code CITY#<city
 * key>}; the inverted index finds those of one city, and the register ({@code PK} {@code CITIES}, {@code SK} the city
 * key, {@code name} as first typed) leads from city to city, so that no list needs a Scan.
 */
@ApplicationScoped
public class CityRepository {

    private static final String REGISTER = "CITIES";
    static final String CITY_PREFIX = "CITY#";
    /** Sorts behind every id: where a listing goes on that has finished a city. */
    private static final String BEHIND_ALL = "~";

    /** One call reads at most so many index pages and cities; then it hands back what it has, and a cursor. */
    private static final int MOST_READS = 50;

    private static final int INDEX_PAGE = 500;
    private static final int MOST_REMEMBERED = 10_000;

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

    private final Set<String> remembered = ConcurrentHashMap.newKeySet();

    /** The sort key of everything in a city. */
    public static String sortKey(City city) {
        return CITY_PREFIX + city.key();
    }

    /** Makes the city known. Repeatable; to be called before the first donor or donation of the city is stored. */
    public void register(City city) {
        if (remembered.contains(city.key())) {
            return;
        }
        var item = Item.of(REGISTER, city.key()).with("name", city.name());
        try {
            dynamoDb.putItem(put -> put.tableName(tables.main())
                    .item(item.attributes())
                    .conditionExpression("attribute_not_exists(PK)"));
        } catch (ConditionalCheckFailedException known) {
            // as it should be
        }
        if (remembered.size() < MOST_REMEMBERED) {
            remembered.add(city.key());
        }
    }

    /** Known cities whose key starts as that of the text does, in the order of their keys; none for no name of a city. */
    public List<City> startingWith(String text, int limit) {
        try {
            var start = City.of(text).key();
            var register = dynamoDb.query(query -> query.tableName(tables.main())
                            .keyConditionExpression("PK = :register AND begins_with(SK, :start)")
                            .expressionAttributeValues(Map.of(
                                    ":register", AttributeValue.fromS(REGISTER), ":start", AttributeValue.fromS(start)))
                            .limit(limit))
                    .items();
            return cities(Item.listOf(register));
        } catch (IllegalArgumentException noCity) {
            return List.of();
        }
    }

    /** All known cities, by their keys. */
    public List<City> known() {
        var register = QueryRequest.builder()
                .tableName(tables.main())
                .keyConditionExpression("PK = :register")
                .expressionAttributeValues(Map.of(":register", AttributeValue.fromS(REGISTER)))
                .limit(INDEX_PAGE)
                .build();
        return cities(dynamoDb.queryPaginator(register).items().stream()
                .map(Item::from)
                .toList());
    }

    private static List<City> cities(List<Item> register) {
        return register.stream()
                .map(item -> new City(item.text("name"), item.sortKey()))
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
