package org.savealife.platform.error;

/** What was asked is well formed, and contradicts what the caller asked before: 422. The message goes to the caller of the API. */
public final class UnprocessableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnprocessableException(String message) {
        super(message);
    }
}
