package org.savealife.platform.error;

/** The request conflicts with existing data: 409. The caller of the API gets the message. */
public class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String existingId;

    public ConflictException(String message) {
        this(message, "");
    }

    /** @param existingId id of the existing thing, which the caller may see */
    public ConflictException(String message, String existingId) {
        super(message);
        this.existingId = existingId;
    }

    /** Id of the existing thing, or "". */
    public String existingId() {
        return existingId;
    }
}
