package org.savealife.invitation.opening;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Tasks that one node does for all from time to time, as items of the invitations table: {@code PK} {@code SWEEP},
 * {@code SK} the task's name, {@code until} (epoch milliseconds) when it is due again.
 */
@ApplicationScoped
public class SweepRepository {

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Clock clock;

    @Inject
    public SweepRepository(DynamoDbClient dynamoDb, Tables tables, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.clock = clock;
    }

    /** Whether the task is due. If so, the caller must do it, and it is due again after that time. */
    public boolean claim(String task, Duration again) {
        var now = clock.millis();
        try {
            dynamoDb.updateItem(update -> update.tableName(tables.invitations())
                    .key(Item.of("SWEEP", task).key())
                    .updateExpression("SET #until = :again")
                    .conditionExpression("attribute_not_exists(#until) OR #until <= :now")
                    .expressionAttributeNames(Map.of("#until", "until"))
                    .expressionAttributeValues(Map.of(":again", millis(now + again.toMillis()), ":now", millis(now))));
            return true;
        } catch (ConditionalCheckFailedException notDue) {
            return false;
        }
    }

    /** Makes the task due at once, as it failed. */
    void giveBack(String task) {
        dynamoDb.putItem(put -> put.tableName(tables.invitations())
                .item(Item.of("SWEEP", task).with("until", 0).attributes()));
    }

    private static AttributeValue millis(long millis) {
        return AttributeValue.fromN(Long.toString(millis));
    }
}
