package org.savealife.platform.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

/**
 * The pauses between attempts of one call to a busy database. Each is a random part of a pause of {@link BackOff}, so
 * that callers that collided do not collide again. After 12 attempts, or 5 seconds, there are no more: a caller that
 * waits for the response then learns of the failure, and work in the background starts again later. For one thread.
 */
public final class JitteredBackOff {

    private static final int MAX_ATTEMPTS = 12;
    private static final Duration INITIAL_DELAY = Duration.ofMillis(20);
    private static final Duration MAX_DELAY = Duration.ofSeconds(1);
    private static final Duration MAX_DURATION = Duration.ofSeconds(5);

    private final long end = System.nanoTime() + MAX_DURATION.toNanos();
    private int made = 1;
    private BackOff backOff = new BackOff(INITIAL_DELAY, MAX_DELAY);

    /** Whether there may be another attempt. */
    public boolean isLeft() {
        return made < MAX_ATTEMPTS
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted();
    }

    public void pause() {
        made++;
        LockSupport.parkNanos(
                ThreadLocalRandom.current().nextLong(backOff.pause().toNanos()));
        backOff = backOff.next();
    }

    /**
     * Pauses before the rest of a batch is tried again.
     *
     * @throws ProvisionedThroughputExceededException if there may be no other attempt
     */
    public void pauseOrThrow() {
        if (!isLeft()) {
            throw ProvisionedThroughputExceededException.builder()
                    .message("The database repeatedly leaves items of a batch unprocessed.")
                    .statusCode(400)
                    .build();
        }
        pause();
    }
}
