package org.savealife.platform.error;

/** The request must say which version of the thing it changes: 428. The caller of the API gets the message. */
public final class PreconditionRequiredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PreconditionRequiredException(String message) {
        super(message);
    }
}
