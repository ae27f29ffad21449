package org.savealife.mail.feedback;

/** What came is not what it says it is, or of nobody who may tell us. The message says what is wrong, without its data. */
public final class UntrustedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UntrustedEventException(String message) {
        super(message);
    }

    UntrustedEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
