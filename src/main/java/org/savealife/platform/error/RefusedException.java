package org.savealife.platform.error;

/** What was sent cannot be trusted, whoever sent it: 403. The message goes to the caller of the API. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
