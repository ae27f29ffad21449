package org.savealife.staff;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.savealife.platform.ConflictException;
import org.savealife.platform.Item;
import org.savealife.platform.NotFoundException;
import org.savealife.platform.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** Staff members and API tokens. Reads are consistent, so a new password or a revoked token counts at once. */
@ApplicationScoped
public class StaffRepository {

    private static final String IS_NEW = "attribute_not_exists(" + Tables.PK + ")";

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

    /** @param name as {@link StaffMember#name} makes it */
    public Optional<StaffMember> find(String name) {
        return find(StaffItem.key(name)).map(StaffItem::read);
    }

    /** @throws ConflictException if there is a staff member of that name */
    public void add(StaffMember member) {
        try {
            dynamoDb.putItem(put -> put.tableName(tables.main())
                    .item(StaffItem.of(member).attributes())
                    .conditionExpression(IS_NEW));
        } catch (ConditionalCheckFailedException taken) {
            throw new ConflictException("There is a staff member of that name. Please choose another.");
        }
    }

    /** Whether nobody may sign in. Read from an index, so it may miss who was added within the last second. */
    public boolean isEmpty() {
        return dynamoDb.query(query -> query.tableName(tables.main())
                        .indexName(Tables.INVERTED_INDEX)
                        .keyConditionExpression("SK = :kind AND begins_with(PK, :family)")
                        .expressionAttributeValues(Map.of(
                                ":kind", AttributeValue.fromS(StaffItem.SORT_KEY),
                                ":family", AttributeValue.fromS(StaffItem.FAMILY)))
                        .limit(1))
                .items()
                .isEmpty();
    }

    public Optional<ApiToken> findToken(String id) {
        return find(TokenItem.key(id)).map(TokenItem::read);
    }

    public void addToken(ApiToken token) {
        dynamoDb.putItem(put -> put.tableName(tables.main())
                .item(TokenItem.of(token).attributes())
                .conditionExpression(IS_NEW));
    }

    /** @throws NotFoundException if that staff member has no such token */
    public void removeToken(String id, String staffName) {
        try {
            dynamoDb.deleteItem(delete -> delete.tableName(tables.main())
                    .key(TokenItem.key(id).key())
                    .conditionExpression(TokenItem.STAFF_NAME + " = :name")
                    .expressionAttributeValues(Map.of(":name", AttributeValue.fromS(staffName))));
        } catch (ConditionalCheckFailedException notTheirs) {
            throw new NotFoundException("You have no API token of the id " + id + ".");
        }
    }

    private Optional<Item> find(Item key) {
        var found = dynamoDb.getItem(
                get -> get.tableName(tables.main()).key(key.key()).consistentRead(true));
        return found.item().isEmpty() ? Optional.empty() : Optional.of(Item.from(found.item()));
    }
}
