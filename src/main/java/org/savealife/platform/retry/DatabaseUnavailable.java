package org.savealife.platform.retry;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * Distinguishes an unavailable or busy database, which is transient, from a bug, which is not. This is the only place
 * that knows: all code that waits, pauses, parks or responds with 503 asks here.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html">DynamoDB
 *     Developer Guide, Error handling</a>
 */
public final class DatabaseUnavailable {

    /**
     * Transient error codes, without {@code Exception} at the end, as cancelled transactions have them in their
     * reasons.
     */
    private static final Set<String> PASSING = Set.of(
            "ThrottlingError",
            "Throttling",
            "ProvisionedThroughputExceeded",
            "RequestLimitExceeded",
            "LimitExceeded",
            "TransactionConflict",
            "TransactionInProgress",
            "ReplicatedWriteConflict",
            "InternalServerError");

    /** The reason of the items that did not cause the cancellation. */
    private static final String NO_REASON = "None";

    private DatabaseUnavailable() {}

    /** Whether the same call may succeed later, unchanged. */
    public static boolean isCauseOf(Throwable failure) {
        if (failure instanceof AwsServiceException service) {
            return isBusy(service)
                    || service.statusCode() >= 500
                    || service instanceof TransactionInProgressException
                    || service instanceof ResourceNotFoundException;
        }
        return failure instanceof SdkClientException;
    }

    /** Whether the database has responded that it is too busy for this call, or for items of it. */
    public static boolean isBusy(Throwable failure) {
        if (failure instanceof TransactionCanceledException canceled) {
            return isBusy(canceled.cancellationReasons());
        }
        return failure instanceof AwsServiceException service
                && (service.isThrottlingException() || isPassing(code(service)));
    }

    /** Only if all reasons are transient: because of any other, the transaction would be cancelled again. */
    private static boolean isBusy(List<CancellationReason> reasons) {
        var codes = reasons.stream()
                .map(reason -> Optional.ofNullable(reason.code()).orElse(NO_REASON))
                .filter(code -> !code.equals(NO_REASON))
                .toList();
        return !codes.isEmpty() && codes.stream().allMatch(DatabaseUnavailable::isPassing);
    }

    private static String code(AwsServiceException service) {
        return Optional.ofNullable(service.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("");
    }

    private static boolean isPassing(String code) {
        return PASSING.contains(code.replaceFirst("Exception$", ""));
    }
}
