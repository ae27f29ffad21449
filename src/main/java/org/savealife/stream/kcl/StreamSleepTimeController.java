package org.savealife.stream.kcl;

import com.amazonaws.services.dynamodbv2.streamsadapter.DynamoDBStreamsSleepTimeController;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import software.amazon.kinesis.retrieval.polling.SleepTimeController;
import software.amazon.kinesis.retrieval.polling.SleepTimeControllerConfig;

/**
 * How long each shard waits until it is read again: as the adapter has it ({@code savealife.stream.poll-millis}) while there is
 * something to read, and for {@link #BUSY_PERIOD} after that; else {@code savealife.stream.idle-poll-millis}, since each read is paid for. Who
 * {@link #hurry hurries} it, since something has been written, ends the wait of all shards at once. Thread-safe.
 *
 * <p>The Kinesis Client Library asks on the thread that reads a shard, which waits here.
 */
final class StreamSleepTimeController implements SleepTimeController {

    /** What is written rarely comes alone, and a stream shows it some moments later. */
    static final Duration BUSY_PERIOD = Duration.ofSeconds(10);

    private final SleepTimeController quick = new DynamoDBStreamsSleepTimeController();
    private final Duration idle;
    private final Clock clock;
    private long busyUntil = System.nanoTime();
    private Instant hurriedAt = Instant.EPOCH;
    private boolean ended;

    /** @param idle from one read of a shard to the next where nothing comes */
    StreamSleepTimeController(Duration idle, Clock clock) {
        this.idle = idle;
        this.clock = clock;
    }

    /** Something has been written just now. */
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

    /** When reading was hurried after a time without anything to read: what comes then is hardly older. */
    synchronized Instant hurriedAt() {
        return hurriedAt;
    }

    /** Nobody waits any more. */
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
            // After a failure there is nothing to wait for: it is tried again, as quickly as ever
            if (read.lastSuccessfulCall() != null) {
                awaitTurn(read.lastSuccessfulCall());
            }
            return quick.getSleepTimeMillis(read);
        } catch (InterruptedException ends) {
            Thread.currentThread().interrupt();
            // The sleep that follows ends by that at once
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
