package org.savealife.mail.feedback;

/**
 * The request is not what it claims to be, or its sender is not trusted. The message says what is wrong, without data
 * of the request.
 */
public final class UntrustedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UntrustedEventException(String message) {
        super(message);
    }

    UntrustedEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
