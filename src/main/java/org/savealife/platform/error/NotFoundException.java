package org.savealife.platform.error;

/** There is nothing with that id: 404. The caller of the API gets the message. */
public final class NotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotFoundException(String message) {
        super(message);
    }
}
