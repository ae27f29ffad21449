package org.savealife.platform.error;

/** What was there is there no longer, for good: 410. The caller of the API gets the message. */
public final class GoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public GoneException(String message) {
        super(message);
    }
}
