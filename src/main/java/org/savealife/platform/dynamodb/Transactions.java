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
 * Writes several items, all or none. If it conflicts with another transaction, or the database is busy, it is repeated
 * for some seconds ({@link JitteredBackOff}). It is not repeated if a condition does not hold. The SDK cannot do this:
 * it does not look at the reasons of a cancellation.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html">DynamoDB
 *     Developer Guide, Transactions</a>
 */
@ApplicationScoped
public class Transactions {

    /** Additional items of this thread's next transaction, see {@link #beside}. */
    private static final ThreadLocal<List<TransactWriteItem>> BESIDE = ThreadLocal.withInitial(List::of);

    private final DynamoDbClient dynamoDb;
    private final DynamoDbLocalGuard local;

    @Inject
    public Transactions(DynamoDbClient dynamoDb, DynamoDbLocalGuard local) {
        this.dynamoDb = dynamoDb;
        this.local = local;
    }

    /** A condition of the transaction does not hold. Nothing was written. */
    public static final class ConditionFailedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ConditionFailedException(TransactionCanceledException cause) {
            super("A condition of the transaction does not hold.", cause);
        }
    }

    /**
     * Writes the items. Each attempt is a new request. When the SDK repeats a request by itself, the database executes
     * it only once.
     *
     * @throws ConditionFailedException if a condition does not hold
     * @throws org.savealife.platform.retry.DatabaseFullException if the database is known to have no room left
     *     ({@link DynamoDbLocalGuard})
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
     * Writes the items together with the first successful transaction of the act on this thread, all or nothing. If the
     * act writes no transaction, the items are not written either.
     */
    public static <T> T beside(List<TransactWriteItem> items, Supplier<T> act) {
        BESIDE.set(items);
        try {
            return act.get();
        } finally {
            BESIDE.remove();
        }
    }

    /** @return false if it should be tried again */
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

    /** Puts a new item; the condition is that there is none with this key. */
    public static TransactWriteItem putNew(String table, Item item) {
        return TransactWriteItem.builder()
                .put(put ->
                        put.tableName(table).item(item.attributes()).conditionExpression("attribute_not_exists(PK)"))
                .build();
    }

    /** Puts an item, and replaces the one with this key if there is one. */
    public static TransactWriteItem put(String table, Item item) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table).item(item.attributes()))
                .build();
    }

    /** Puts an item if the condition holds. */
    public static TransactWriteItem put(String table, Item item, String condition, Map<String, AttributeValue> values) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table)
                        .item(item.attributes())
                        .conditionExpression(condition)
                        .expressionAttributeValues(values.isEmpty() ? null : values))
                .build();
    }

    /** Deletes the item with this key, if there is one. */
    public static TransactWriteItem delete(String table, Item item) {
        return TransactWriteItem.builder()
                .delete(delete -> delete.tableName(table).key(item.key()))
                .build();
    }

    /** Deletes the item with this key if the condition holds. */
    public static TransactWriteItem delete(
            String table, Item item, String condition, Map<String, AttributeValue> values) {
        return TransactWriteItem.builder()
                .delete(delete -> delete.tableName(table)
                        .key(item.key())
                        .conditionExpression(condition)
                        .expressionAttributeValues(values.isEmpty() ? null : values))
                .build();
    }

    /** Adds to numbers of an item, which is created if need be. A missing number counts as 0. */
    public static TransactWriteItem add(String table, Item item, Map<String, Long> numbers) {
        return add(table, item, numbers, Map.of());
    }

    /**
     * Adds to numbers of an item, and sets others.
     *
     * @param set numbers that get this value, whatever it was before
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
