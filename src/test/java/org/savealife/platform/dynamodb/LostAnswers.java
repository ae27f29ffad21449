package org.savealife.platform.dynamodb;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Loses the response to a write: the database has written, but the SDK does not know, and sends the same request again.
 */
public final class LostAnswers implements ExecutionInterceptor {

    private final AtomicInteger toLose = new AtomicInteger();

    /** Loses the response to the next write. */
    public void loseNext() {
        toLose.set(1);
    }

    /** Whether the response has been lost. */
    public boolean isLost() {
        return toLose.get() == 0;
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        if (isWrite(context.request()) && toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw SdkClientException.create("lost", new IOException("Connection reset"));
        }
    }

    private static boolean isWrite(SdkRequest request) {
        return request instanceof PutItemRequest
                || request instanceof UpdateItemRequest
                || request instanceof DeleteItemRequest
                || request instanceof TransactWriteItemsRequest;
    }
}
