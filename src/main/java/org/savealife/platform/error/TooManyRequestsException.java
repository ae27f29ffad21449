package org.savealife.platform.error;

import java.time.Duration;

/** The caller has asked too often and is to wait: 429 with {@code Retry-After}. The message goes to the caller. */
public final class TooManyRequestsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /** @param retryAfter how long to wait, see {@link org.savealife.platform.http.SlidingWindowLimiter#untilNext} */
    public TooManyRequestsException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
