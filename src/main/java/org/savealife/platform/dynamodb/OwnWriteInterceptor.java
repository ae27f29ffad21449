package org.savealife.platform.dynamodb;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Tells the reader of the stream that this process has just written to the main table, so that the stream has new
 * records. It is part of the application's {@link software.amazon.awssdk.services.dynamodb.DynamoDbClient}.
 * Thread-safe.
 */
@ApplicationScoped
public class OwnWriteInterceptor implements ExecutionInterceptor {

    private final String main;

    private volatile Runnable reader = () -> {};

    @Inject
    public OwnWriteInterceptor(DynamoDbSettings settings) {
        this.main = settings.main();
    }

    /** @param hurry called after each write, on the thread that wrote; must be quick and must not throw */
    public void tell(Runnable hurry) {
        reader = hurry;
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (tables(context.request()).anyMatch(main::equals)) {
            reader.run();
        }
    }

    /** The tables that the request has changed. */
    private static Stream<String> tables(SdkRequest request) {
        if (request instanceof TransactWriteItemsRequest transaction) {
            return transaction.transactItems().stream().flatMap(OwnWriteInterceptor::table);
        }
        if (request instanceof PutItemRequest put) {
            return Stream.of(put.tableName());
        }
        if (request instanceof UpdateItemRequest update) {
            return Stream.of(update.tableName());
        }
        if (request instanceof DeleteItemRequest delete) {
            return Stream.of(delete.tableName());
        }
        return request instanceof BatchWriteItemRequest batch ? batch.requestItems().keySet().stream() : Stream.empty();
    }

    private static Stream<String> table(TransactWriteItem item) {
        if (item.put() != null) {
            return Stream.of(item.put().tableName());
        }
        if (item.update() != null) {
            return Stream.of(item.update().tableName());
        }
        return item.delete() == null ? Stream.empty() : Stream.of(item.delete().tableName());
    }
}
