package org.savealife.platform.dynamodb;

import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardFilter;

/**
 * Finds the children of a shard in DynamoDB Local, which returns none when asked for them (version 3.3.1): requests all
 * shards and selects the children. Otherwise the streams adapter would wait for 8 seconds at the end of each shard.
 */
final class LocalShardInterceptor implements ExecutionInterceptor {

    private static final ExecutionAttribute<ShardFilter> FILTER = new ExecutionAttribute<>("LocalShardInterceptor");

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        if (!(context.request() instanceof DescribeStreamRequest describe) || describe.shardFilter() == null) {
            return context.request();
        }
        attributes.putAttribute(FILTER, describe.shardFilter());
        return DescribeStreamRequest.builder().streamArn(describe.streamArn()).build();
    }

    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
        var filter = Optional.ofNullable(attributes.getAttribute(FILTER));
        if (!(context.response() instanceof DescribeStreamResponse described) || filter.isEmpty()) {
            return context.response();
        }
        return described.copy(answer -> answer.streamDescription(described
                .streamDescription()
                .copy(stream -> stream.shards(described.streamDescription().shards().stream()
                        .filter(shard -> isChild(shard, filter.get().shardId()))
                        .toList()))));
    }

    private static boolean isChild(Shard shard, String parent) {
        return parent.equals(shard.parentShardId());
    }
}
