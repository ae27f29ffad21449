package org.savealife.platform.dynamodb;

import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Counts write units of small items as AWS charges for them: 1 for an item, 2 in a transaction, and 1 more in the main
 * table, for its index. DynamoDB Local counts an item of a transaction once.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html">DynamoDB
 *     Developer Guide, Transactions, capacity management</a>
 */
public final class WriteUnits implements ExecutionInterceptor {

    private static final int IN_TRANSACTION = 2;

    private final AtomicInteger units = new AtomicInteger();

    /** The units of successful writes since the last call. */
    public int take() {
        return units.getAndSet(0);
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (context.request() instanceof TransactWriteItemsRequest transaction) {
            transaction.transactItems().forEach(write -> units.addAndGet(IN_TRANSACTION + index(table(write))));
        } else if (context.request() instanceof PutItemRequest put) {
            units.addAndGet(1 + index(put.tableName()));
        } else if (context.request() instanceof UpdateItemRequest update) {
            units.addAndGet(1 + index(update.tableName()));
        } else if (context.request() instanceof DeleteItemRequest delete) {
            units.addAndGet(1 + index(delete.tableName()));
        }
    }

    private static String table(TransactWriteItem write) {
        if (write.put() != null) {
            return write.put().tableName();
        }
        return write.update() != null
                ? write.update().tableName()
                : write.delete().tableName();
    }

    private static int index(String table) {
        return table.equals("savealife") ? 1 : 0;
    }
}
