package org.savealife.mail.feedback;

/** What came is not what it says it is, or of nobody who may tell us. The message says what is wrong, without its data. */
public final class EventRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EventRefusedException(String message) {
        super(message);
    }

    EventRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
