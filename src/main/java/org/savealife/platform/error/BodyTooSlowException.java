package org.savealife.platform.error;

import java.time.Duration;

/**
 * The body of a request did not arrive within the time that {@link org.savealife.platform.http.BodyFilter} allows: 408.
 */
public final class BodyTooSlowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BodyTooSlowException(Duration time) {
        super("The body did not come within " + time.toSeconds() + " seconds.");
    }
}
