package org.savealife.platform;

/** What was asked clashes with what is there already: 409. The message goes to the caller of the API. */
public final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConflictException(String message) {
        super(message);
    }
}
