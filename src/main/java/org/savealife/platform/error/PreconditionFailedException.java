package org.savealife.platform.error;

/** The thing has changed since the caller read it: 412. The caller of the API gets the message and the present ETag. */
public final class PreconditionFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String tag;

    /** @param tag the opaque text of the present ETag (RFC 9110 section 8.8.3) */
    public PreconditionFailedException(String message, String tag) {
        super(message);
        this.tag = tag;
    }

    public String tag() {
        return tag;
    }
}
