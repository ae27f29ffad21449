package org.savealife.invitation.mail;

import java.time.Duration;
import org.savealife.platform.retry.BackOff;

/**
 * How long a page waits before it is offered to the relay again: longer each time, by chance, so that nodes that were put off
 * together do not come back together.
 *
 * @param shortest the first wait, half of it at least
 * @param longest the last one; also before a message is sent once more whose fate is unknown, since that is its last time
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
