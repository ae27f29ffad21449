package org.savealife.platform.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

/**
 * The pauses between tries of one call to a database that is busy: random, so that those who met do not meet again, and
 * each longer than the last, up to {@link #MAX_DELAY}. They end after {@link #MAX_ATTEMPTS} tries, or some seconds: whoever waits for
 * an answer hears of it, and work in the background begins anew later. For one thread.
 */
public final class JitteredBackOff {

    private static final int MAX_ATTEMPTS = 12;
    private static final Duration INITIAL_DELAY = Duration.ofMillis(20);
    private static final Duration MAX_DELAY = Duration.ofSeconds(1);
    private static final Duration MAX_DURATION = Duration.ofSeconds(5);

    private final long end = System.nanoTime() + MAX_DURATION.toNanos();
    private int made = 1;
    private long pause = INITIAL_DELAY.toNanos();

    /** Whether there may be another try. */
    public boolean isLeft() {
        return made < MAX_ATTEMPTS
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted();
    }

    public void pause() {
        made++;
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause));
        pause = Math.min(2 * pause, MAX_DELAY.toNanos());
    }

    /** @throws ProvisionedThroughputExceededException if there may be no other try, of a batch that was left in part */
    public void pauseOrThrow() {
        if (!isLeft()) {
            throw ProvisionedThroughputExceededException.builder()
                    .message("The database goes on leaving items of a batch for later.")
                    .statusCode(400)
                    .build();
        }
        pause();
    }
}
