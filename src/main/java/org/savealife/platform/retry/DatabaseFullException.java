package org.savealife.platform.retry;

import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Thrown where the database has no room left: nothing was written. Passes once somebody has made room, and so is a failure of the
 * SDK's kind, for which everything waits ({@link DatabaseUnavailable}).
 */
public final class DatabaseFullException extends SdkClientException {

    private static final long serialVersionUID = 1L;

    public DatabaseFullException() {
        super(SdkClientException.builder().message("The database has no room left."));
    }
}
