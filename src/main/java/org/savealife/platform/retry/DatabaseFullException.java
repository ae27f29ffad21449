package org.savealife.platform.retry;

import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The database has no room left. Nothing was written. It is transient, and an exception of the SDK's type, so that
 * everything waits as for an unavailable database ({@link DatabaseUnavailable}).
 */
public final class DatabaseFullException extends SdkClientException {

    private static final long serialVersionUID = 1L;

    public DatabaseFullException() {
        super(SdkClientException.builder().message("The database has no room left."));
    }
}
