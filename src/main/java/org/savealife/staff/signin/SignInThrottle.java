package org.savealife.staff.signin;

import java.time.Clock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.savealife.platform.error.TooManyRequestsException;
import org.savealife.platform.http.SlidingWindowLimiter;

/**
 * Slows down the guessing of passwords. After {@link #FAILURES} failed sign-ins within a minute, a name is refused from
 * that address until the first failure is a minute old. After {@link #FAILURES_OF_ADDRESS}, all names are refused from
 * that address; that is enough for an office with one address. The same person can sign in from elsewhere, so nobody
 * can lock a colleague out. It counts within this process. Thread-safe.
 */
final class SignInThrottle {

    static final int FAILURES = 10;
    static final int FAILURES_OF_ADDRESS = 100;

    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int LOCKS = 256;

    private final SlidingWindowLimiter byNameAndAddress;
    private final SlidingWindowLimiter byAddress;
    private final Object[] locks =
            IntStream.range(0, LOCKS).mapToObj(lock -> new Object()).toArray();

    SignInThrottle(Clock clock) {
        byNameAndAddress = new SlidingWindowLimiter(FAILURES, PERIOD, clock);
        byAddress = new SlidingWindowLimiter(FAILURES_OF_ADDRESS, PERIOD, clock);
    }

    /** @throws TooManyRequestsException if that name, or every name, is refused from that address now */
    void check(String name, String address) {
        var wait = longer(byNameAndAddress.untilNext(key(name, address)), byAddress.untilNext(address));
        if (!wait.isZero()) {
            throw new TooManyRequestsException(
                    "Too many failed sign-ins. Please wait " + (wait.toSeconds() + 1) + " seconds.", wait);
        }
    }

    void failed(String name, String address) {
        byNameAndAddress.tryAcquire(key(name, address));
        byAddress.tryAcquire(address);
    }

    /**
     * The lock to be held from {@link #check} to {@link #failed}: simultaneous guesses take turns, so that all are
     * counted. Other addresses do not wait for it, except for one in 256, by chance.
     */
    Object lock(String name, String address) {
        return locks[Math.floorMod(key(name, address).hashCode(), LOCKS)];
    }

    private static String key(String name, String address) {
        return address + " " + name;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
