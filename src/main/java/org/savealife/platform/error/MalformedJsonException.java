package org.savealife.platform.error;

/** What was sent is no JSON, or not the one object that was asked for. The message is for the caller of the API. */
public final class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedJsonException(String message) {
        super(message);
    }

    public MalformedJsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
