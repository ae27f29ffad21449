package org.savealife.platform.error;

/** What was asked clashes with what is there already: 409. The message goes to the caller of the API. */
public final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String existingId;

    public ConflictException(String message) {
        this(message, "");
    }

    /** @param existingId id of what is there already, which the caller may see */
    public ConflictException(String message, String existingId) {
        super(message);
        this.existingId = existingId;
    }

    /** Id of what is there already, or "". */
    public String existingId() {
        return existingId;
    }
}
