package org.savealife.platform;

import java.time.Duration;

/** The body of a request did not come within the time that {@link BodyFilter} gives it: 408. */
final class BodyTooSlowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BodyTooSlowException(Duration time) {
        super("The body did not come within " + time.toSeconds() + " seconds.");
    }
}
