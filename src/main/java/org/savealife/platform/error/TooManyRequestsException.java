package org.savealife.platform.error;

import java.time.Duration;

/** The caller has sent too many requests: 429 with {@code Retry-After}. The caller gets the message. */
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
