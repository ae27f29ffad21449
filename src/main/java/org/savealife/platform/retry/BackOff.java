package org.savealife.platform.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Exponential back-off: each pause is twice as long as the one before, up to the longest. From 250 ms up to 1 s: 250
 * ms, 500 ms, 1 s, 1 s, and so on.
 *
 * @param pause before the next attempt
 * @param longest all pauses from some attempt on
 */
public record BackOff(Duration pause, Duration longest) {

    /** The back-off after one more failed attempt. */
    public BackOff next() {
        var twice = pause.multipliedBy(2);
        return new BackOff(twice.compareTo(longest) < 0 ? twice : longest, longest);
    }

    /**
     * A random time between half of the pause and all of it, so that processes that failed together do not retry
     * together.
     */
    public Duration jittered() {
        var millis = pause.toMillis();
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }
}
