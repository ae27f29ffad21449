package org.savealife.platform.error;

/** The request is not JSON, or not the one expected object: 400. The caller of the API gets the message. */
public final class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedJsonException(String message) {
        super(message);
    }

    public MalformedJsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
