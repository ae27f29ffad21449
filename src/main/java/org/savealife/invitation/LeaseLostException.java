package org.savealife.invitation;

/** The segment now belongs to another owner: this one must stop at once and write nothing more. */
public final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLostException(Segment segment, Throwable cause) {
        super("The segment from \"" + segment.from() + "\" of run " + segment.runId() + " has another owner.", cause);
    }
}
