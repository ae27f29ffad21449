package org.savealife.platform.error;

/**
 * The request is well-formed, but contradicts an earlier one of the same caller: 422. The caller of the API gets the
 * message.
 */
public final class UnprocessableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnprocessableException(String message) {
        super(message);
    }
}
