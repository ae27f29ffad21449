package org.savealife.platform;

/** The body of a request is larger than {@link BodyLimit#BYTES}: 413. */
final class BodyTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BodyTooLargeException() {
        super("The body is larger than " + BodyLimit.BYTES + " bytes.");
    }
}
