package org.savealife.stream.kcl;

import com.amazonaws.services.dynamodbv2.streamsadapter.DynamoDBStreamsSleepTimeController;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import software.amazon.kinesis.retrieval.polling.SleepTimeController;
import software.amazon.kinesis.retrieval.polling.SleepTimeControllerConfig;

/**
 * How long to wait until a shard is read again: the adapter's own time ({@code savealife.stream.poll-millis}) while
 * there are records, and for {@link #BUSY_PERIOD} after that. Otherwise {@code savealife.stream.idle-poll-millis},
 * because AWS charges for each read. {@link #hurry} ends the wait of all shards at once, when something has been
 * written. Thread-safe.
 *
 * <p>The Kinesis Client Library calls it on the thread that reads a shard, which waits here.
 */
final class StreamSleepTimeController implements SleepTimeController {

    /** Writes rarely come alone, and appear in the stream some moments later. */
    static final Duration BUSY_PERIOD = Duration.ofSeconds(10);

    private final SleepTimeController quick = new DynamoDBStreamsSleepTimeController();
    private final Duration idle;
    private final Clock clock;
    private long busyUntil = System.nanoTime();
    private Instant hurriedAt = Instant.EPOCH;
    private boolean ended;

    /** @param idle between two reads of a shard while there are no records */
    StreamSleepTimeController(Duration idle, Clock clock) {
        this.idle = idle;
        this.clock = clock;
    }

    /** Something has just been written. */
    synchronized void hurry() {
        if (!isBusy()) {
            hurriedAt = clock.instant();
        }
        stayBusy();
    }

    private void stayBusy() {
        busyUntil = System.nanoTime() + BUSY_PERIOD.toNanos();
        notifyAll();
    }

    private boolean isBusy() {
        return busyUntil - System.nanoTime() > 0;
    }

    /** When reading was last hurried after an idle time. The records that follow are hardly older. */
    synchronized Instant hurriedAt() {
        return hurriedAt;
    }

    /** Ends all waits for good. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public long getSleepTimeMillis(SleepTimeControllerConfig read) {
        var records = read.lastRecordsCount();
        if (records != null && records > 0) {
            synchronized (this) {
                stayBusy();
            }
        }
        try {
            // After a failure, it is tried again without an additional wait
            if (read.lastSuccessfulCall() != null) {
                awaitTurn(read.lastSuccessfulCall());
            }
            return quick.getSleepTimeMillis(read);
        } catch (InterruptedException ends) {
            Thread.currentThread().interrupt();
            // This ends the following sleep at once
            return 1;
        }
    }

    private synchronized void awaitTurn(Instant lastRead) throws InterruptedException {
        var wait = idle.minus(Duration.between(lastRead, clock.instant()));
        var end = System.nanoTime() + wait.toNanos();
        for (var left = wait.toNanos(); left > 0 && !isBusy() && !ended; left = end - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }
}
