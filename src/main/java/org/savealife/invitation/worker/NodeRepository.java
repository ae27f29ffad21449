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
 * The processes that work runs, an item each in the invitations table while it lives: {@code PK} {@code NODES}, {@code SK}
 * a text that is new with each start of a process, numbers {@code beat} (one more with each beat of its heart), {@code schema} (the
 * {@link SchemaVersion} that it knows) and {@code delete_after} (epoch seconds, a day after the last), and text {@code reader}: by which it is
 * known as a reader of the stream. A release before there was a schema wrote neither that nor a reader.
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
     * A sign of life.
     *
     * @param beats how often the heart has beaten
     * @param reader "" for one of a release before
     * @param schema that it knows, 0 for one of a release before there was one
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

    /** The last of each. A node that has claimed a segment before this call is among them. */
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

    /** Forgets a node whose heart has not beaten since. */
    void bury(String node, long beat) {
        try {
            dynamoDb.deleteItem(delete -> delete.tableName(tables.invitations())
                    .key(Item.of(NODES, node).key())
                    .conditionExpression("beat = :beat")
                    .expressionAttributeValues(Map.of(":beat", AttributeValue.fromN(Long.toString(beat)))));
        } catch (ConditionalCheckFailedException goneOrAlive) {
            // then there is nothing to forget
        }
    }

    /** The node has ended: whatever it owns may be taken over at once. Repeatable. */
    void remove(String node) {
        dynamoDb.deleteItem(delete ->
                delete.tableName(tables.invitations()).key(Item.of(NODES, node).key()));
    }
}
