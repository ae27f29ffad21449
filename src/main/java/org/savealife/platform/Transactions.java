package org.savealife.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Writes several items, all or none. A transaction that meets another one on the same item is tried again; one whose
 * condition does not hold is not.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html">DynamoDB
 *     Developer Guide, Transactions</a>
 */
@ApplicationScoped
public class Transactions {

    private static final int TRIES = 5;

    @Inject
    DynamoDbClient dynamoDb;

    /** Thrown when a condition of the transaction does not hold: nothing was written. */
    public static final class ConditionFailedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ConditionFailedException(TransactionCanceledException cause) {
            super("A condition of the transaction does not hold.", cause);
        }
    }

    /** @throws ConditionFailedException if a condition does not hold */
    public void write(List<TransactWriteItem> writes) {
        for (var attempt = 1; ; attempt++) {
            try {
                dynamoDb.transactWriteItems(transaction -> transaction.transactItems(writes));
                return;
            } catch (TransactionCanceledException cancelled) {
                if (because(cancelled, "ConditionalCheckFailed")) {
                    throw new ConditionFailedException(cancelled);
                }
                if (!because(cancelled, "TransactionConflict") || attempt == TRIES) {
                    throw cancelled;
                }
            }
        }
    }

    /** An item that must not be there yet. */
    public static TransactWriteItem putNew(String table, Item item) {
        return TransactWriteItem.builder()
                .put(put ->
                        put.tableName(table).item(item.attributes()).conditionExpression("attribute_not_exists(PK)"))
                .build();
    }

    private static boolean because(TransactionCanceledException cancelled, String code) {
        return cancelled.cancellationReasons().stream().anyMatch(reason -> code.equals(reason.code()));
    }
}
