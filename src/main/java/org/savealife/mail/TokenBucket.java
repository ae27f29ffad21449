package org.savealife.mail;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A token bucket: one token for each message, filled at a given rate. It holds the tokens of 50 ms, but at least one.
 * At 100 messages a second it holds 5, at 1 a second 1.
 *
 * <p>So the time lost by a late wake-up is made up for, and the rate is reached, not only kept below. A pause saves no
 * more than that. Safe for use by several threads at once, which wait in the order of their arrival.
 */
public final class TokenBucket {

    private static final long CAPACITY = Duration.ofMillis(50).toNanos();

    /** How often a waiting caller is asked whether to continue. */
    private static final long POLL_INTERVAL = Duration.ofMillis(100).toNanos();

    private final LongSupplier nanoTime;
    private final long nanosPerMessage;
    private final long maxSavedUp;

    /** Held by the thread that waits for the next token; the others queue for it. */
    private final ReentrantLock turnstile = new ReentrantLock(true);

    /** When there will be a token; the further in the past, the more tokens there are. */
    private long next;

    /** @param perSecond messages a second, for all threads together; 0 for no limit */
    public TokenBucket(double perSecond) {
        this(perSecond, System::nanoTime);
    }

    TokenBucket(double perSecond, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.nanosPerMessage =
                perSecond == 0 ? 0 : Math.round(Duration.ofSeconds(1).toNanos() / perSecond);
        this.maxSavedUp = Math.max(0, CAPACITY - nanosPerMessage);
        this.next = nanoTime.getAsLong();
    }

    public boolean isUnlimited() {
        return nanosPerMessage == 0;
    }

    /** Takes a token if there is one and nobody waits for it. */
    public boolean tryAcquire() {
        if (isUnlimited()) {
            return true;
        }
        if (!turnstile.tryLock()) {
            return false;
        }
        try {
            return takeOrNanosToWait() <= 0;
        } finally {
            turnstile.unlock();
        }
    }

    /**
     * Waits for a token and takes it.
     *
     * @param shouldContinue asked now and then while there is none
     * @return false if {@code shouldContinue} returned false; no token is taken then
     * @throws InterruptedException if interrupted meanwhile; no token is taken then
     */
    public boolean acquire(BooleanSupplier shouldContinue) throws InterruptedException {
        if (isUnlimited()) {
            return true;
        }
        while (!turnstile.tryLock(POLL_INTERVAL, TimeUnit.NANOSECONDS)) {
            if (!shouldContinue.getAsBoolean()) {
                return false;
            }
        }
        try {
            return awaitFirstInLine(shouldContinue);
        } finally {
            turnstile.unlock();
        }
    }

    private boolean awaitFirstInLine(BooleanSupplier shouldContinue) throws InterruptedException {
        for (long wait = takeOrNanosToWait(); wait > 0; wait = takeLateOrNanosToWait()) {
            LockSupport.parkNanos(this, Math.min(wait, POLL_INTERVAL));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!shouldContinue.getAsBoolean()) {
                return false;
            }
        }
        return true;
    }

    /** Returns an unused token. */
    public synchronized void returnToken() {
        next -= nanosPerMessage;
    }

    /**
     * Takes a token if there is one.
     *
     * @return nanoseconds until there is one; 0 or less if it was taken
     */
    long takeOrNanosToWait() {
        return take(maxSavedUp);
    }

    /** As above, after a wait of that time. The time since then counts as a late wake-up, not as a pause. */
    long takeLateOrNanosToWait() {
        return take(CAPACITY);
    }

    private synchronized long take(long maxCaughtUp) {
        long now = nanoTime.getAsLong();
        long wait = next - now;
        if (wait <= 0) {
            next = now + Math.max(wait, -maxCaughtUp) + nanosPerMessage;
        }
        return wait;
    }
}
