package org.savealife.platform.dynamodb;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.savealife.platform.retry.DatabaseUnavailable;
import org.savealife.platform.retry.JitteredBackOff;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Writes several items, all or none. A transaction that meets another one on the same item, or a database that is busy,
 * is tried again for some seconds ({@link JitteredBackOff}); one whose condition does not hold is not. The SDK's own retries do
 * not look at the reasons for which a transaction was cancelled.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html">DynamoDB
 *     Developer Guide, Transactions</a>
 */
@ApplicationScoped
public class Transactions {

    /** What the next transaction of this thread writes as well, see {@link #beside}. */
    private static final ThreadLocal<List<TransactWriteItem>> BESIDE = ThreadLocal.withInitial(List::of);

    private final DynamoDbClient dynamoDb;
    private final DynamoDbLocalGuard local;

    @Inject
    public Transactions(DynamoDbClient dynamoDb, DynamoDbLocalGuard local) {
        this.dynamoDb = dynamoDb;
        this.local = local;
    }

    /** Thrown when a condition of the transaction does not hold: nothing was written. */
    public static final class ConditionFailedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ConditionFailedException(TransactionCanceledException cause) {
            super("A condition of the transaction does not hold.", cause);
        }
    }

    /**
     * Each try is a request of its own: what the SDK sends again of one try is the same request, which the database carries
     * out once.
     *
     * @throws ConditionFailedException if a condition does not hold
     * @throws org.savealife.platform.retry.DatabaseFullException if the database has no room left, as far as it can be told ({@link DynamoDbLocalGuard})
     */
    public void write(List<TransactWriteItem> writes) {
        var all = new ArrayList<>(writes);
        all.addAll(BESIDE.get());
        var retries = new JitteredBackOff();
        while (!isWritten(all, retries)) {
            retries.pause();
        }
        BESIDE.remove();
    }

    /**
     * Has items written with the first transaction that comes through while the act is done, on this thread: all or nothing.
     * Where the act writes none they are not written either.
     */
    public static <T> T beside(List<TransactWriteItem> items, Supplier<T> act) {
        BESIDE.set(items);
        try {
            return act.get();
        } finally {
            BESIDE.remove();
        }
    }

    /** @return false where it is worth another try */
    private boolean isWritten(List<TransactWriteItem> writes, JitteredBackOff retries) {
        try {
            if (local.isOurs()) {
                local.write(writes);
            } else {
                dynamoDb.transactWriteItems(transaction -> transaction.transactItems(writes));
            }
            return true;
        } catch (TransactionCanceledException cancelled) {
            if (hasFailedCondition(cancelled)) {
                throw new ConditionFailedException(cancelled);
            }
            if (!DatabaseUnavailable.isBusy(cancelled) || !retries.isLeft()) {
                throw cancelled;
            }
            return false;
        }
    }

    /** An item that must not be there yet. */
    public static TransactWriteItem putNew(String table, Item item) {
        return TransactWriteItem.builder()
                .put(put ->
                        put.tableName(table).item(item.attributes()).conditionExpression("attribute_not_exists(PK)"))
                .build();
    }

    /** An item that takes the place of the one that is there, if any. */
    public static TransactWriteItem put(String table, Item item) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table).item(item.attributes()))
                .build();
    }

    /** An item that takes the place of what is there only where the condition holds. */
    public static TransactWriteItem put(String table, Item item, String condition, Map<String, AttributeValue> values) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table)
                        .item(item.attributes())
                        .conditionExpression(condition)
                        .expressionAttributeValues(values.isEmpty() ? null : values))
                .build();
    }

    /** Takes the item with this one's key away, if it is there. */
    public static TransactWriteItem delete(String table, Item item) {
        return TransactWriteItem.builder()
                .delete(delete -> delete.tableName(table).key(item.key()))
                .build();
    }

    /** Takes the item with this one's key away only where the condition holds. */
    public static TransactWriteItem delete(
            String table, Item item, String condition, Map<String, AttributeValue> values) {
        return TransactWriteItem.builder()
                .delete(delete -> delete.tableName(table)
                        .key(item.key())
                        .conditionExpression(condition)
                        .expressionAttributeValues(values.isEmpty() ? null : values))
                .build();
    }

    /** Adds to the numbers of an item, which is made where it is not there; a number that was not there counts as 0. */
    public static TransactWriteItem add(String table, Item item, Map<String, Long> numbers) {
        return add(table, item, numbers, Map.of());
    }

    /**
     * The same.
     *
     * @param set numbers that the item has from then on, whatever they were
     */
    public static TransactWriteItem add(String table, Item item, Map<String, Long> numbers, Map<String, Long> set) {
        var names = new HashMap<String, String>();
        var values = new HashMap<String, AttributeValue>();
        numbers.forEach((name, number) -> {
            var placeholder = Integer.toString(names.size());
            names.put("#n" + placeholder, name);
            values.put(":n" + placeholder, AttributeValue.fromN(Long.toString(number)));
        });
        var expression = IntStream.range(0, numbers.size())
                .mapToObj(number -> "#n" + number + " :n" + number)
                .collect(Collectors.joining(", ", "ADD ", ""));
        var settings = new ArrayList<String>();
        set.forEach((name, number) -> {
            var placeholder = "s" + settings.size();
            names.put("#" + placeholder, name);
            values.put(":" + placeholder, AttributeValue.fromN(Long.toString(number)));
            settings.add("#" + placeholder + " = :" + placeholder);
        });
        var whole = settings.isEmpty() ? expression : "SET " + String.join(", ", settings) + " " + expression;
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table)
                        .key(item.key())
                        .updateExpression(whole)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values))
                .build();
    }

    private static boolean hasFailedCondition(TransactionCanceledException cancelled) {
        return cancelled.cancellationReasons().stream()
                .anyMatch(reason -> "ConditionalCheckFailed".equals(reason.code()));
    }
}
