package org.savealife.platform;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Waits for a database that is away, for work in the background that nobody waits for: the call is made again every so
 * often for up to a few minutes, then its failure is the caller's. The call must be repeatable. Ends at once where the
 * thread is interrupted.
 */
public final class DatabaseWait {

    private static final Duration END = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private DatabaseWait() {}

    public static void run(Runnable call) {
        get(() -> {
            call.run();
            return true;
        });
    }

    public static <T> T get(Supplier<T> call) {
        var end = System.nanoTime() + END.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (RuntimeException failed) {
                if (!DatabaseAway.isCauseOf(failed)
                        || System.nanoTime() > end
                        || Thread.currentThread().isInterrupted()) {
                    throw failed;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
