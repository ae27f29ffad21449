package org.savealife.invitation.mail;

import java.time.Duration;
import org.savealife.platform.retry.BackOff;

/**
 * How long a page waits before it is offered to the relay again: longer each time, and with jitter, so that nodes
 * that were deferred together do not return together.
 *
 * @param shortest the first wait; jitter takes off half of it at most
 * @param longest the longest wait, which is also used before a message with an unknown outcome is sent for the last
 *     time
 */
public record ResendBackOff(Duration shortest, Duration longest) {

    static final ResendBackOff DEFAULT = new ResendBackOff(Duration.ofMillis(250), Duration.ofSeconds(15));

    public Duration longer(Duration wait) {
        return new BackOff(wait, longest).next().pause();
    }

    public static Duration jittered(Duration wait) {
        return new BackOff(wait, wait).jittered();
    }
}
