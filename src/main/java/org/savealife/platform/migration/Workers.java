package org.savealife.platform.migration;

/** The other workers, and which version of the {@link Schema schema} they know. */
public interface Workers {

    /**
     * Whether a worker that does not know the version may be alive. True at first, until the workers have been observed
     * for some seconds.
     */
    boolean mayBeBefore(int schema);

    /** Whether a worker that does not know the version was seen alive recently. */
    boolean areBefore(int schema);
}
