package org.savealife.platform.dynamodb;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * A database that is sometimes too busy, as DynamoDB is and DynamoDB Local never is. Between the SDK and the database,
 * it refuses attempts at random, in all possible forms: an error, a reason in a cancelled transaction, unprocessed keys
 * of a batch.
 */
public final class BusyDatabase implements ExecutionInterceptor {

    private static final List<String> ERRORS = List.of(
            "ThrottlingException",
            "ThrottlingError",
            "ProvisionedThroughputExceededException",
            "ProvisionedThroughputExceeded",
            "RequestLimitExceeded");

    private static final List<String> REASONS =
            List.of("ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded", "TransactionConflict");

    private final Random random;
    private final AtomicLong refused = new AtomicLong();
    private volatile double share;

    public BusyDatabase(long seed, double share) {
        this.random = new Random(seed);
        this.share = share;
    }

    /** Refuses that share from now on, 0 for none and 1 for all. */
    public void refuse(double newShare) {
        share = newShare;
    }

    public long refused() {
        return refused.get();
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        if (isRefused()) {
            if (context.request() instanceof TransactWriteItemsRequest transaction && random.nextBoolean()) {
                throw cancelled(transaction.transactItems().size());
            }
            throw error(ERRORS.get(random.nextInt(ERRORS.size())));
        }
    }

    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
        return context.request() instanceof BatchGetItemRequest request && isRefused()
                ? leftForLater(request, (BatchGetItemResponse) context.response())
                : context.response();
    }

    private boolean isRefused() {
        var isRefused = random.nextDouble() < share;
        refused.addAndGet(isRefused ? 1 : 0);
        return isRefused;
    }

    /** The SDK's exception for that error code. */
    public static DynamoDbException error(String code) {
        return (DynamoDbException) DynamoDbException.builder()
                .message("busy: " + code)
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    private TransactionCanceledException cancelled(int items) {
        var busy = random.nextInt(items);
        return cancelled(IntStream.range(0, items)
                .mapToObj(item -> item == busy ? REASONS.get(random.nextInt(REASONS.size())) : "None")
                .toArray(String[]::new));
    }

    public static TransactionCanceledException cancelled(String... reasons) {
        return TransactionCanceledException.builder()
                .cancellationReasons(List.of(reasons).stream()
                        .map(code -> CancellationReason.builder().code(code).build())
                        .toList())
                .message("cancelled")
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("TransactionCanceledException")
                        .build())
                .build();
    }

    /** Leaves all keys but the first unprocessed. */
    private static BatchGetItemResponse leftForLater(BatchGetItemRequest request, BatchGetItemResponse response) {
        var answered = new HashMap<String, List<Map<String, AttributeValue>>>();
        var left = new HashMap<String, KeysAndAttributes>();
        request.requestItems().forEach((table, wanted) -> {
            var first = wanted.keys().get(0);
            answered.put(
                    table,
                    response.responses().getOrDefault(table, List.of()).stream()
                            .filter(item -> first.entrySet().stream()
                                    .allMatch(key -> key.getValue().equals(item.get(key.getKey()))))
                            .toList());
            if (wanted.keys().size() > 1) {
                left.put(
                        table,
                        wanted.toBuilder()
                                .keys(wanted.keys().subList(1, wanted.keys().size()))
                                .build());
            }
        });
        return response.toBuilder().responses(answered).unprocessedKeys(left).build();
    }
}
