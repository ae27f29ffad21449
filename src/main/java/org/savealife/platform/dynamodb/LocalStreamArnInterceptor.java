package org.savealife.platform.dynamodb;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;

/**
 * Gives DynamoDB Local the stream ARN in the pseudo-region {@code ddblocal} that it made. The streams adapter takes
 * only ARNs of real regions, so everything above the wire uses one of those.
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
