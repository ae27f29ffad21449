package org.savealife.invitation.worker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.SchemaVersion;
import org.savealife.platform.dynamodb.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * The worker processes, as items of the invitations table: {@code PK} {@code NODES}, {@code SK} the node's name,
 * which is new with each start of a process; numbers {@code beat} (increased with each heartbeat), {@code schema}
 * (the {@link SchemaVersion} that it knows) and {@code delete_after} (epoch seconds, a day after the last beat);
 * text {@code reader}, its name as a reader of the stream. Releases without schema versions wrote neither {@code
 * schema} nor {@code reader}.
 */
@ApplicationScoped
public class NodeRepository {

    private static final String NODES = "NODES";
    private static final String READER = "reader";
    private static final String SCHEMA = "schema";
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Clock clock;

    /**
     * The state of a node's heartbeat.
     *
     * @param beats how often it has beaten
     * @param reader the node's name as a reader of the stream; "" for earlier releases
     * @param schema the schema version that the node knows; 0 for earlier releases
     */
    public record Sign(long beats, String reader, int schema) {}

    @Inject
    public NodeRepository(DynamoDbClient dynamoDb, Tables tables, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.clock = clock;
    }

    public void beat(String node, String reader) {
        var expires = clock.instant().plus(FORGOTTEN_AFTER).getEpochSecond();
        dynamoDb.updateItem(update -> update.tableName(tables.invitations())
                .key(Item.of(NODES, node).key())
                .updateExpression("SET " + Tables.DELETE_AFTER + " = :expires, " + READER
                        + " = :reader, #schema = :schema ADD beat :one")
                .expressionAttributeNames(Map.of("#schema", SCHEMA))
                .expressionAttributeValues(Map.of(
                        ":expires", AttributeValue.fromN(Long.toString(expires)),
                        ":reader", AttributeValue.fromS(reader),
                        ":schema", AttributeValue.fromN(Integer.toString(SchemaVersion.CURRENT)),
                        ":one", AttributeValue.fromN("1"))));
    }

    /** The current heartbeats of all nodes. Includes every node that claimed a segment before this call. */
    public Map<String, Sign> signs() {
        var request = QueryRequest.builder()
                .tableName(tables.invitations())
                .keyConditionExpression("PK = :nodes")
                .expressionAttributeValues(Map.of(":nodes", AttributeValue.fromS(NODES)))
                .consistentRead(true)
                .build();
        return dynamoDb.queryPaginator(request).items().stream()
                .map(Item::from)
                .collect(Collectors.toMap(
                        Item::sortKey,
                        node -> new Sign(
                                node.number("beat"),
                                node.findText(READER).orElse(""),
                                node.findNumber(SCHEMA).orElse(0L).intValue())));
    }

    /** Deletes the item of a node that has not beaten since then. */
    void bury(String node, long beat) {
        try {
            dynamoDb.deleteItem(delete -> delete.tableName(tables.invitations())
                    .key(Item.of(NODES, node).key())
                    .conditionExpression("beat = :beat")
                    .expressionAttributeValues(Map.of(":beat", AttributeValue.fromN(Long.toString(beat)))));
        } catch (ConditionalCheckFailedException goneOrAlive) {
            // it has beaten since, or its item is gone
        }
    }

    /** Deletes the item of a node that has ended: its segments may be taken over at once. Repeatable. */
    void remove(String node) {
        dynamoDb.deleteItem(delete ->
                delete.tableName(tables.invitations()).key(Item.of(NODES, node).key()));
    }
}
