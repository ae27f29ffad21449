package org.savealife.donor.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.MergedQuery;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Reads the inverted index of the main table, by the city keys under which donors and donations are. */
final class CityIndexRepository {

    static final String CITY_PREFIX = "CITY#";
    static final String DONOR_PREFIX = "DONOR#";
    static final String DONATION_PREFIX = "DONATION#";

    /** One call reads up to 50 pages of the index, and up to 50 cities. Then it returns what it has, and a cursor. */
    static final int MAX_READS = 50;

    private static final int PAGE = 500;

    /** Sorts after every id: a listing that has finished a city continues here. */
    private static final String BEHIND_ALL = "~";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;

    CityIndexRepository(DynamoDbClient dynamoDb, Tables tables) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
    }

    /**
     * Lists the items of several cities whose partition key starts with the prefix, city by city, in key order.
     *
     * @param cities their keys
     * @param moreCities whether other cities follow these
     * @param limit most items in the answer; a filtered list may be short and still have a next page
     */
    Listing<Item> list(
            String prefix, List<String> cities, boolean moreCities, Predicate<Item> filter, Cursor after, int limit) {
        var found = new ArrayList<Item>();
        var last = after;
        var reads = 0;
        for (var city : cities) {
            var start = !last.isNone() && last.keys().get(0).equals(city)
                    ? last.keys().get(1)
                    : "";
            do {
                var page = query(prefix, city, start, Math.min(PAGE, limit + 1));
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

    /** The first items of a city whose partition key starts with the prefix. */
    List<Item> first(String prefix, String cityKey, int limit) {
        return Item.listOf(query(prefix, cityKey, "", limit).items());
    }

    /**
     * The next items in the order of their partition keys, under several keys of one city.
     *
     * @param after the partition key to continue after
     * @param last the last partition key of the range, inclusive
     * @param limit most items that are read under each key
     */
    MergedQuery between(List<String> cityKeys, String after, String last, int limit) {
        var answers = cityKeys.stream()
                .map(key -> dynamoDb.query(between(key, after, last, limit)))
                .toList();
        return MergedQuery.of(answers, Item::partitionKey, Comparator.naturalOrder());
    }

    private QueryRequest between(String cityKey, String after, String last, int limit) {
        var sortKey = CITY_PREFIX + cityKey;
        return QueryRequest.builder()
                .tableName(tables.main())
                .indexName(Tables.INVERTED_INDEX)
                .keyConditionExpression("SK = :city AND PK BETWEEN :first AND :last")
                .expressionAttributeValues(Map.of(
                        ":city", AttributeValue.fromS(sortKey),
                        ":first", AttributeValue.fromS(after),
                        ":last", AttributeValue.fromS(last)))
                .exclusiveStartKey(Item.of(after, sortKey).attributes())
                .limit(limit)
                .build();
    }

    /** @param after the partition key to continue after, empty for the first page */
    private QueryResponse query(String prefix, String cityKey, String after, int limit) {
        var sortKey = CITY_PREFIX + cityKey;
        var request = QueryRequest.builder()
                .tableName(tables.main())
                .indexName(Tables.INVERTED_INDEX)
                .keyConditionExpression("SK = :city AND begins_with(PK, :prefix)")
                .expressionAttributeValues(
                        Map.of(":city", AttributeValue.fromS(sortKey), ":prefix", AttributeValue.fromS(prefix)))
                .limit(limit);
        if (!after.isEmpty()) {
            request.exclusiveStartKey(Item.of(after, sortKey).attributes());
        }
        return dynamoDb.query(request.build());
    }
}
