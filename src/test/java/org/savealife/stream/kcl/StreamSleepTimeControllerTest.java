package org.savealife.stream.kcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.kinesis.retrieval.polling.SleepTimeControllerConfig;

@Timeout(20)
class StreamSleepTimeControllerTest {

    private static final Duration FOR_EVER = Duration.ofHours(1);
    private static final int POLL_MILLIS = 100;

    private final StreamSleepTimeController pace = new StreamSleepTimeController(FOR_EVER, Clock.systemUTC());

    @Test
    void where_nothing_comes_a_shard_waits_for_long() {
        var quiet = new StreamSleepTimeController(Duration.ofMillis(300), Clock.systemUTC());
        var begin = System.nanoTime();

        var more = quiet.getSleepTimeMillis(read(0, Instant.now()));

        assertThat(Duration.ofNanos(System.nanoTime() - begin).plusMillis(more))
                .isGreaterThanOrEqualTo(Duration.ofMillis(290));
    }

    @Test
    void after_a_record_it_is_read_again_as_quickly_as_it_is_set_to_be() {
        assertThat(pace.getSleepTimeMillis(read(1, Instant.now()))).isBetween(1L, (long) POLL_MILLIS);
        assertThat(pace.getSleepTimeMillis(read(0, Instant.now()))).isBetween(POLL_MILLIS + 1L, 2L * POLL_MILLIS);
    }

    @Test
    void what_was_written_ends_the_wait_at_once_and_tells_when() {
        var waiting = waiting();
        assertThat(pace.hurriedAt()).isEqualTo(Instant.EPOCH);
        var before = Instant.now();

        pace.hurry();

        await().atMost(Duration.ofSeconds(2)).until(waiting::isDone);
        assertThat(pace.hurriedAt()).isBetween(before, Instant.now());
    }

    @Test
    void in_the_midst_of_things_nothing_is_said_of_when_they_were_written() {
        pace.getSleepTimeMillis(read(1, Instant.now()));

        pace.hurry();

        assertThat(pace.hurriedAt()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void after_a_failure_it_does_not_wait() {
        assertThat(pace.getSleepTimeMillis(SleepTimeControllerConfig.builder()
                        .idleMillisBetweenCalls(POLL_MILLIS)
                        .build()))
                .isEqualTo(POLL_MILLIS);
    }

    @Test
    void nobody_waits_once_reading_ends() {
        var waiting = waiting();

        pace.end();

        await().atMost(Duration.ofSeconds(2)).until(waiting::isDone);
    }

    @Test
    void a_thread_that_is_to_end_does_and_stays_interrupted() {
        var reader = new AtomicReference<Thread>();
        var interrupted = CompletableFuture.supplyAsync(() -> {
            reader.set(Thread.currentThread());
            pace.getSleepTimeMillis(read(0, Instant.now()));
            return Thread.interrupted();
        });
        await().until(() -> reader.get() != null && reader.get().getState() == Thread.State.TIMED_WAITING);

        Objects.requireNonNull(reader.get()).interrupt();

        await().atMost(Duration.ofSeconds(2)).until(interrupted::isDone);
        assertThat(interrupted).isCompletedWithValue(true);
    }

    /** Makes a shard wait; returns when it does. */
    private CompletableFuture<Void> waiting() {
        var reader = new AtomicReference<Thread>();
        var waiting = CompletableFuture.runAsync(() -> {
            reader.set(Thread.currentThread());
            pace.getSleepTimeMillis(read(0, Instant.now()));
        });
        await().until(() -> reader.get() != null && reader.get().getState() == Thread.State.TIMED_WAITING);
        return waiting;
    }

    private static SleepTimeControllerConfig read(int records, Instant at) {
        return SleepTimeControllerConfig.builder()
                .idleMillisBetweenCalls(POLL_MILLIS)
                .lastRecordsCount(records)
                .lastSuccessfulCall(at)
                .build();
    }
}
