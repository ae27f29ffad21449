package org.savealife.platform.error;

/** The body of a request is larger than {@link org.savealife.platform.http.BodyFilter} allows: 413. */
public final class BodyTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BodyTooLargeException(int limit) {
        super("The body is larger than " + limit + " bytes.");
    }
}
