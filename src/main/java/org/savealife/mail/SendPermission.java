package org.savealife.mail;

/** The sender's permission for messages to leave. Asked by several threads at once, just before messages leave. */
@FunctionalInterface
public interface SendPermission {

    /** Whether messages may leave; false ends the call. */
    boolean shouldContinue();

    /**
     * Whether this message may leave now; asked again if a message waits for long. Otherwise it is deferred, as by the
     * relay.
     *
     * @param message its position in the call, from 0
     */
    default boolean permits(int message) {
        return true;
    }
}
