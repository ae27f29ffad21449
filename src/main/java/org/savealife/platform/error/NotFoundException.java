package org.savealife.platform.error;

/** There is nothing by that id: 404. The message goes to the caller of the API. */
public final class NotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotFoundException(String message) {
        super(message);
    }
}
