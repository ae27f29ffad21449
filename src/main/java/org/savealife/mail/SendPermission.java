package org.savealife.mail;

/** What whoever sends has to say before messages leave. Asked by several threads at once, just before. */
@FunctionalInterface
public interface SendPermission {

    /** Whether messages may leave; once it says no, the call ends. */
    boolean shouldContinue();

    /**
     * Whether this one may, now; asked more than once of a message whose turn takes long. One that may not is left out, as
     * deferred by the relay.
     *
     * @param message its place among those of the call, from 0
     */
    default boolean permits(int message) {
        return true;
    }
}
