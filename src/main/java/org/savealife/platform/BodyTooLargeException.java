package org.savealife.platform;

/** The body of a request is larger than {@link BodyFilter} lets it be: 413. */
final class BodyTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BodyTooLargeException(int limit) {
        super("The body is larger than " + limit + " bytes.");
    }
}
