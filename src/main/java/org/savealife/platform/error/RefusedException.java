package org.savealife.platform.error;

/** The request cannot be trusted, whoever sent it: 403. The caller of the API gets the message. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
