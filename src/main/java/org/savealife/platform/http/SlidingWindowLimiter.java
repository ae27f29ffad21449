package org.savealife.platform.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Grants each key a number of permits within any period of that length. With 20 permits and a minute: the 21st request
 * within a minute is refused, wherever the minute begins. It counts within this process only. Memory is bounded: it
 * remembers at most {@code keys} keys, and forgets the one first that was granted least recently, so strangers cannot
 * lock anybody out by filling it. Thread-safe.
 */
public final class SlidingWindowLimiter {

    /** Enough for a busy site; about 8 MB if each key has used 20 permits. */
    public static final int KEYS = 10_000;

    private final int permits;
    private final Duration period;
    private final int keys;
    private final Clock clock;

    /** When each key was granted permits, oldest first; the keys in the order of their last permit. */
    private final Map<String, Deque<Instant>> granted = new LinkedHashMap<>();

    public SlidingWindowLimiter(int permits, Duration period, Clock clock) {
        this(permits, period, KEYS, clock);
    }

    /** @throws IllegalArgumentException if permits, period or keys are not positive */
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

    /** How long until {@link #tryAcquire} can succeed; zero if it can now. Does not take a permit. */
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

    /** Forgets keys whose permits are all older than the period, and the oldest keys beyond the maximum. */
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
