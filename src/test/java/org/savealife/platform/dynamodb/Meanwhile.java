package org.savealife.platform.dynamodb;

import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Does something at the worst moment, once: when a process has read and is about to write. */
public final class Meanwhile implements ExecutionInterceptor {

    private record Moment(Predicate<SdkRequest> isNow, Runnable act) {}

    private volatile Optional<Moment> next = Optional.empty();

    /** Before the next transaction that writes an item with that partition key. */
    public void beforeWriting(String partitionKey, Runnable act) {
        next = Optional.of(new Moment(
                request -> request instanceof TransactWriteItemsRequest transaction
                        && transaction.transactItems().stream().anyMatch(write -> isOf(partitionKey, write)),
                act));
    }

    /** Before the next transaction after so many. */
    public void beforeTransaction(int number, Runnable act) {
        var left = new int[] {number};
        next = Optional.of(new Moment(request -> request instanceof TransactWriteItemsRequest && --left[0] == 0, act));
    }

    /** Before the next single put of an item with these keys. */
    public void beforePutting(String partitionKey, String sortKey, Runnable act) {
        next = Optional.of(new Moment(
                request -> request instanceof PutItemRequest put
                        && Item.from(put.item())
                                .key()
                                .equals(Item.of(partitionKey, sortKey).key()),
                act));
    }

    /** Whether it was done. */
    public boolean isOver() {
        return next.isEmpty();
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        var moment = next.filter(awaited -> awaited.isNow().test(context.request()));
        moment.ifPresent(now -> {
            next = Optional.empty();
            now.act().run();
        });
    }

    private static boolean isOf(String partitionKey, TransactWriteItem write) {
        var key = Optional.ofNullable(write.put())
                .map(put -> put.item())
                .or(() -> Optional.ofNullable(write.delete()).map(delete -> delete.key()))
                .or(() -> Optional.ofNullable(write.update()).map(update -> update.key()));
        return key.map(Item::from)
                .filter(item -> item.partitionKey().equals(partitionKey))
                .isPresent();
    }
}
