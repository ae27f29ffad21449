package org.savealife.staff.signin;

import java.time.Clock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.savealife.platform.error.TooManyRequestsException;
import org.savealife.platform.http.SlidingWindowLimiter;

/**
 * Slows down who guesses passwords. After {@link #FAILURES} failed sign-ins within a minute a name is not tried again
 * from that address until the first of them is a minute old; nor any name from an address after {@link
 * #FAILURES_OF_ADDRESS}, which leaves room for an office behind one address. The same person gets in from elsewhere,
 * so nobody can lock a colleague out. Counts within this process. Thread-safe.
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

    /** @throws TooManyRequestsException if that name, or any, is not to be tried from that address now */
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
     * To be held from {@link #check} to {@link #failed}: guesses sent at the same moment take turns, so none slips
     * through before the others are counted. Other addresses do not wait for it (but for one in 256, by chance).
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
