package org.savealife.platform.retry;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Waits for an unavailable database, for work in the background: repeats a call every half second, for up to five
 * minutes or without limit, and then throws its exception. The call must be repeatable. An interrupt ends the waiting
 * at once.
 */
public final class DatabaseRetry {

    private static final Duration MAX_DURATION = Duration.ofMinutes(5);
    private static final Duration DELAY = Duration.ofMillis(500);

    private DatabaseRetry() {}

    public static void run(Runnable call) {
        get(() -> {
            call.run();
            return true;
        });
    }

    public static <T> T get(Supplier<T> call) {
        var end = System.nanoTime() + MAX_DURATION.toNanos();
        return get(call, () -> System.nanoTime() > end, away -> {});
    }

    /**
     * Waits without limit.
     *
     * @param away told whether the database is unavailable: before each pause, and when it is back. An exception of it
     *     ends the waiting
     */
    public static <T> T patiently(Supplier<T> call, Consumer<Boolean> away) {
        return get(call, () -> false, away);
    }

    private static <T> T get(Supplier<T> call, BooleanSupplier isOver, Consumer<Boolean> away) {
        for (var tries = 1; ; tries++) {
            try {
                var answer = call.get();
                if (tries > 1) {
                    away.accept(false);
                }
                return answer;
            } catch (RuntimeException failed) {
                if (!DatabaseUnavailable.isCauseOf(failed)
                        || isOver.getAsBoolean()
                        || Thread.currentThread().isInterrupted()) {
                    throw failed;
                }
                away.accept(true);
                LockSupport.parkNanos(DELAY.toNanos());
            }
        }
    }
}
