package org.savealife.platform.migration;

/** The other processes that work, as far as they know the {@link Schema schema}. */
public interface Workers {

    /** Whether one may be alive that does not know it; so at first, until that has been watched for some seconds. */
    boolean mayBeBefore(int schema);

    /** Whether one was seen alive lately that does not know it. */
    boolean areBefore(int schema);
}
