package org.savealife.mail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A token bucket: lets messages through at an even pace, and never faster than a given rate for longer than an instant.
 *
 * <p>What a late wake-up costs is caught up with, up to {@link #BURST}; so the rate is met and not only kept below, and a
 * pause saves up no more than that. Safe for use by several threads at once, which wait in the order they came.
 */
final class RateLimit {

    private static final long BURST = Duration.ofMillis(50).toNanos();

    private final long nanosPerMessage;
    private long next = System.nanoTime();

    /** @param perSecond messages a second, for all threads together; 0 for no limit */
    RateLimit(double perSecond) {
        this.nanosPerMessage =
                perSecond == 0 ? 0 : Math.round(Duration.ofSeconds(1).toNanos() / perSecond);
    }

    /**
     * Waits until one more message may go.
     *
     * @throws InterruptedException if interrupted meanwhile; the message's turn is lost then
     */
    void await() throws InterruptedException {
        if (nanosPerMessage == 0) {
            return;
        }
        long turn = takeTurn(System.nanoTime());
        for (long wait = turn - System.nanoTime(); wait > 0; wait = turn - System.nanoTime()) {
            LockSupport.parkNanos(this, wait);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /**
     * When the next message may go, which nobody else gets told.
     *
     * @param now by {@link System#nanoTime()}, like the answer
     */
    synchronized long takeTurn(long now) {
        long earliest = now - BURST;
        long turn = next - earliest < 0 ? earliest : next;
        next = turn + nanosPerMessage;
        return turn;
    }
}
