package org.savealife.invitation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.savealife.platform.RetentionSettings;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The invitations table, as the repositories of runs, segments and ledgers use it (see {@link RunItem}).
 *
 * <p>Every write of a segment's owner checks in the same request that the owner still has the segment, and throws
 * {@link LeaseLostException} if not. So two nodes never work on the same page.
 */
@ApplicationScoped
public class RunTable {

    static final String OWNED = "#owner = :owner";

    /** Runs whose expiry is cached at most. The expiry of a run never changes. */
    private static final int MAX_REMEMBERED = 10_000;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final int keptDays;

    private final Map<String, Optional<Long>> ends = new ConcurrentHashMap<>();

    @Inject
    public RunTable(DynamoDbClient dynamoDb, Tables tables, Transactions transactions, RetentionSettings retention) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.keptDays = retention.invitations();
    }

    Optional<Item> get(String donationId, String sortKey) {
        var response = dynamoDb.getItem(get -> get.tableName(tables.invitations())
                .key(Item.of(RunItem.partitionKey(donationId), sortKey).attributes())
                .consistentRead(true));
        return response.hasItem() ? Optional.of(Item.from(response.item())) : Optional.empty();
    }

    /** The run's status; empty if the donation has no run. Reads one item. */
    Optional<InvitationRun.Status> status(String donationId) {
        return get(donationId, RunItem.RUN).map(RunItem::status);
    }

    /** The run's own item, followed by those of its segments; empty if the donation has no run. */
    public List<Item> runAndSegments(String donationId) {
        return runAndSegments(donationId, true);
    }

    List<Item> runAndSegments(String donationId, boolean asOfNow) {
        return Item.listOf(dynamoDb.query(query -> query.tableName(tables.invitations())
                        .keyConditionExpression("PK = :run AND SK >= :first")
                        .expressionAttributeValues(Map.of(
                                ":run", AttributeValue.fromS(RunItem.partitionKey(donationId)),
                                ":first", AttributeValue.fromS(RunItem.RUN)))
                        .consistentRead(asOfNow))
                .items());
    }

    Optional<Item> segmentItem(Segment segment) {
        return get(segment.donationId(), RunItem.segmentSortKey(segment));
    }

    /** The item with an expiry: its retention time begins at that moment. */
    Item limited(Item item, Instant from) {
        return retention().limit(item, from);
    }

    Retention retention() {
        return new Retention(keptDays);
    }

    /** The item with the expiry of its run. */
    Item limited(String donationId, Item item) {
        return keptDays == 0
                ? item
                : end(donationId)
                        .map(end -> item.with(Tables.DELETE_AFTER, end))
                        .orElse(item);
    }

    private Optional<Long> end(String donationId) {
        var known = ends.get(donationId);
        if (known != null) {
            return known;
        }
        var read = get(donationId, RunItem.RUN).flatMap(run -> run.findNumber(Tables.DELETE_AFTER));
        if (ends.size() >= MAX_REMEMBERED) {
            ends.clear();
        }
        ends.put(donationId, read);
        return read;
    }

    void writeOwned(Segment segment, List<TransactWriteItem> writes) {
        try {
            transactions.write(writes);
        } catch (Transactions.ConditionFailedException lost) {
            throw new LeaseLostException(segment, lost);
        }
    }

    TransactWriteItem update(
            Map<String, AttributeValue> key,
            String expression,
            String condition,
            Map<String, String> names,
            Map<String, AttributeValue> values) {
        return TransactWriteItem.builder()
                .update(Update.builder()
                        .tableName(tables.invitations())
                        .key(key)
                        .updateExpression(expression)
                        .conditionExpression(condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values)
                        .build())
                .build();
    }

    TransactWriteItem checkOfRun(
            String donationId, String condition, Map<String, String> names, Map<String, AttributeValue> values) {
        return TransactWriteItem.builder()
                .conditionCheck(check -> check.tableName(tables.invitations())
                        .key(runKey(donationId))
                        .conditionExpression(condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values))
                .build();
    }

    static Map<String, AttributeValue> key(Segment segment) {
        return Item.of(RunItem.partitionKey(segment.donationId()), RunItem.segmentSortKey(segment))
                .attributes();
    }

    static Map<String, AttributeValue> runKey(String donationId) {
        return Item.of(RunItem.partitionKey(donationId), RunItem.RUN).attributes();
    }

    static AttributeValue word(InvitationRun.Status status) {
        return AttributeValue.fromS(status.word());
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }
}
