package org.savealife.platform.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Grants each key so many permits in any stretch of time as long as the period, and no more. Counts within this
 * process only. Memory is bounded: at most {@code keys} keys are remembered, and the one that was granted least
 * recently is forgotten first, so that strangers cannot shut anybody out by filling it. Thread-safe.
 */
public final class SlidingWindowLimiter {

    /** Enough for a busy site; some 8 MB when each key has used up 20 permits. */
    public static final int KEYS = 10_000;

    private final int permits;
    private final Duration period;
    private final int keys;
    private final Clock clock;

    /** When each key was granted a permit, oldest first; the keys in the order of their last permit. */
    private final Map<String, Deque<Instant>> granted = new LinkedHashMap<>();

    public SlidingWindowLimiter(int permits, Duration period, Clock clock) {
        this(permits, period, KEYS, clock);
    }

    /** @throws IllegalArgumentException if there is no permit, no time or no key to grant */
    SlidingWindowLimiter(int permits, Duration period, int keys, Clock clock) {
        if (permits < 1 || keys < 1 || period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("A rate limit of " + permits + " in " + period + " for " + keys
                    + " keys grants nothing. Each must be positive.");
        }
        this.permits = permits;
        this.period = period;
        this.keys = keys;
        this.clock = clock;
    }

    /** Takes a permit if there is one. A refusal costs the key nothing. */
    public synchronized boolean tryAcquire(String key) {
        var now = clock.instant();
        var times = granted.getOrDefault(key, new ArrayDeque<>());
        if (!remaining(times, now).isZero()) {
            return false;
        }
        if (times.size() == permits) {
            times.removeFirst();
        }
        times.addLast(now);
        granted.remove(key);
        granted.put(key, times);
        forget(now);
        return true;
    }

    /** How long until {@link #tryAcquire} can succeed; zero if it can now. Takes nothing. */
    public synchronized Duration untilNext(String key) {
        return remaining(granted.getOrDefault(key, new ArrayDeque<>()), clock.instant());
    }

    synchronized int size() {
        return granted.size();
    }

    private Duration remaining(Deque<Instant> times, Instant now) {
        if (times.size() < permits) {
            return Duration.ZERO;
        }
        var until = Duration.between(now, times.getFirst().plus(period));
        return until.isNegative() ? Duration.ZERO : until;
    }

    /** Drops the keys whose permits all lie behind the period, and the oldest ones beyond the number to remember. */
    private void forget(Instant now) {
        var oldest = granted.values().iterator();
        while (oldest.hasNext()) {
            var counts = oldest.next().getLast().plus(period).isAfter(now);
            if (counts && granted.size() <= keys) {
                return;
            }
            oldest.remove();
        }
    }
}
