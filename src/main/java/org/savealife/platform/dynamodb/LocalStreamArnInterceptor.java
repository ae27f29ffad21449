package org.savealife.platform.dynamodb;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;

/**
 * Puts DynamoDB Local's own region {@code ddblocal} back into the ARN of the stream. The streams adapter accepts only
 * regions of AWS, so our code uses such a region everywhere else.
 */
final class LocalStreamArnInterceptor implements ExecutionInterceptor {

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        if (context.request() instanceof DescribeStreamRequest describe) {
            return describe.toBuilder().streamArn(local(describe.streamArn())).build();
        }
        if (context.request() instanceof GetShardIteratorRequest iterator) {
            return iterator.toBuilder().streamArn(local(iterator.streamArn())).build();
        }
        return context.request();
    }

    private static String local(String arn) {
        return arn.replaceFirst("^arn:aws:dynamodb:[^:]+:", "arn:aws:dynamodb:ddblocal:");
    }
}
