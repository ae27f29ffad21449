package org.savealife.donor.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.donor.City;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Reads and writes the entries of the register of cities ({@link CityItem}). {@link CityRepository} has the rules. */
final class CityRegisterRepository {

    private static final int PAGE = 500;
    private static final String SAME_NAME = "#name = :name";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;

    CityRegisterRepository(DynamoDbClient dynamoDb, Tables tables) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
    }

    /** All entries, by their keys. */
    List<Item> all() {
        var register = QueryRequest.builder()
                .tableName(tables.main())
                .keyConditionExpression("PK = :register")
                .expressionAttributeValues(Map.of(":register", AttributeValue.fromS(CityItem.PARTITION)))
                .limit(PAGE)
                .build();
        return dynamoDb.queryPaginator(register).items().stream()
                .map(Item::from)
                .toList();
    }

    /**
     * The known cities whose keys start with this text, by their keys. The database is read as the stream is consumed.
     */
    Stream<City> startingWith(String key) {
        return dynamoDb
                .queryPaginator(query -> query.tableName(tables.main())
                        .keyConditionExpression("PK = :register AND begins_with(SK, :start)")
                        .filterExpression("attribute_not_exists(" + CityItem.LEFT_AT + ")")
                        .expressionAttributeValues(Map.of(
                                ":register", AttributeValue.fromS(CityItem.PARTITION),
                                ":start", AttributeValue.fromS(key)))
                        .limit(PAGE))
                .items()
                .stream()
                .map(attributes -> CityItem.city(Item.from(attributes)));
    }

    /** City keys in their order, from this one on, inclusive; from the first if the key is empty. */
    List<String> keysFrom(String key, int limit) {
        var values = new HashMap<>(Map.of(":register", AttributeValue.fromS(CityItem.PARTITION)));
        if (!key.isEmpty()) {
            values.put(":from", AttributeValue.fromS(key));
        }
        var register = dynamoDb.query(query -> query.tableName(tables.main())
                        .keyConditionExpression(key.isEmpty() ? "PK = :register" : "PK = :register AND SK >= :from")
                        .expressionAttributeValues(values)
                        .limit(limit))
                .items();
        return Item.listOf(register).stream().map(Item::sortKey).toList();
    }

    Optional<Item> find(String cityKey) {
        var found = dynamoDb.getItem(get ->
                get.tableName(tables.main()).key(CityItem.key(cityKey).key()).consistentRead(true));
        return found.hasItem() ? Optional.of(Item.from(found.item())) : Optional.empty();
    }

    /** Stores the entry if the condition holds for the stored one, and changes nothing otherwise. */
    void put(Item entry, String condition) {
        try {
            dynamoDb.putItem(
                    put -> put.tableName(tables.main()).item(entry.attributes()).conditionExpression(condition));
        } catch (ConditionalCheckFailedException notSo) {
            // the register is as it should be
        }
    }

    /** Replaces an entry, unless another process has given it another name. */
    void replace(Item entry, Item other) {
        try {
            dynamoDb.putItem(put -> put.tableName(tables.main())
                    .item(other.attributes())
                    .conditionExpression(SAME_NAME)
                    .expressionAttributeNames(Map.of("#name", CityItem.NAME))
                    .expressionAttributeValues(Map.of(":name", AttributeValue.fromS(entry.text(CityItem.NAME)))));
        } catch (ConditionalCheckFailedException changedMeanwhile) {
            // another process has changed it, and looks after it as well
        }
    }

    /** Deletes an entry, unless another process has given it another name. */
    void delete(Item entry) {
        try {
            dynamoDb.deleteItem(delete -> delete.tableName(tables.main())
                    .key(entry.key())
                    .conditionExpression(SAME_NAME)
                    .expressionAttributeNames(Map.of("#name", CityItem.NAME))
                    .expressionAttributeValues(Map.of(":name", AttributeValue.fromS(entry.text(CityItem.NAME)))));
        } catch (ConditionalCheckFailedException changedMeanwhile) {
            // another process has changed it, and looks after it as well
        }
    }
}
