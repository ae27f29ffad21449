package org.savealife.platform;

import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * A process that is killed at one of its writes, just before or just after it reaches the database, and sends nothing
 * more.
 */
public final class KilledProcess implements ExecutionInterceptor {

    private final AtomicInteger writesLeft;
    private final boolean isWritten;
    private volatile boolean dead;

    private KilledProcess(int writes, boolean isWritten) {
        this.writesLeft = new AtomicInteger(writes);
        this.isWritten = isWritten;
    }

    /** @param write the last one that gets through, from 0 for none */
    public static KilledProcess after(int write) {
        return new KilledProcess(write, true);
    }

    /** @param write the first one that does not get through, from 1 */
    public static KilledProcess before(int write) {
        return new KilledProcess(write, false);
    }

    /** Nobody catches it, so nothing more is done. */
    public static final class Kill extends Error {

        private static final long serialVersionUID = 1L;
    }

    public boolean isDead() {
        return dead;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (!dead && !isWritten && isWrite(context.request())) {
            dead = writesLeft.decrementAndGet() == 0;
        }
        if (dead) {
            throw new Kill();
        }
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (isWritten && isWrite(context.request())) {
            dead = writesLeft.decrementAndGet() == 0;
            if (dead) {
                throw new Kill();
            }
        }
    }

    private static boolean isWrite(SdkRequest request) {
        return request instanceof PutItemRequest
                || request instanceof UpdateItemRequest
                || request instanceof DeleteItemRequest
                || request instanceof BatchWriteItemRequest
                || request instanceof TransactWriteItemsRequest;
    }
}
