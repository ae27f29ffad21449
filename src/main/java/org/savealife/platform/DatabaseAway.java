package org.savealife.platform;

import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/** Tells a database that is away or overloaded, which passes, from a mistake of ours, which does not. */
public final class DatabaseAway {

    private static final Set<String> PASSING_REASONS =
            Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

    private DatabaseAway() {}

    /** Whether the same call may succeed later, unchanged. */
    public static boolean isCauseOf(Throwable failure) {
        if (failure instanceof TransactionCanceledException canceled) {
            return canceled.cancellationReasons().stream()
                    .map(CancellationReason::code)
                    .anyMatch(PASSING_REASONS::contains);
        }
        if (failure instanceof AwsServiceException service) {
            return service.statusCode() >= 500
                    || service.isThrottlingException()
                    || service instanceof TransactionInProgressException
                    || service instanceof ResourceNotFoundException;
        }
        return failure instanceof SdkClientException;
    }
}
