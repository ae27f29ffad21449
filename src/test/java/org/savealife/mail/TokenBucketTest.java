package org.savealife.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collections;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TokenBucketTest {

    private static final long SECOND = 1_000_000_000;

    private final ExecutorService senders = Executors.newCachedThreadPool();
    private final AtomicLong now = new AtomicLong(-SECOND);

    @AfterEach
    void stop() {
        senders.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(doubles = {5, 14, 333, 2000})
    void over_ten_seconds_the_rate_is_met_within_2_percent_although_sleepers_wake_late(double perSecond) {
        var limit = new TokenBucket(perSecond, now::get);
        var lateness = new Random(1);
        long start = now.get();

        int sent = 0;
        for (long wait = limit.takeOrNanosToWait(); now.get() - start < 10 * SECOND; ) {
            if (wait <= 0) {
                sent++;
                wait = limit.takeOrNanosToWait();
            } else {
                now.addAndGet(wait + lateness.nextLong(10_000_000));
                wait = limit.takeLateOrNanosToWait();
            }
        }

        assertThat((double) sent).isCloseTo(10 * perSecond, Percentage.withPercentage(2));
    }

    @ParameterizedTest
    @ValueSource(doubles = {5, 14, 333, 2000})
    void in_no_ten_seconds_are_there_more_than_the_rate_allows_and_2_percent(double perSecond) {
        var limit = new TokenBucket(perSecond, now::get);
        now.addAndGet(3600 * SECOND);
        long start = now.get();

        int sent = 0;
        for (; now.get() - start < 10 * SECOND; now.addAndGet(10_000)) {
            sent += limit.tryAcquire() ? 1 : 0;
        }

        assertThat((double) sent).isCloseTo(10 * perSecond, Percentage.withPercentage(2));
    }

    @Test
    void a_pause_saves_up_what_50_ms_bring() {
        assertThat(atOnceAfterAPause(100)).isEqualTo(5);
        assertThat(atOnceAfterAPause(2000)).isEqualTo(100);
    }

    @Test
    void a_pause_saves_up_one_message_where_50_ms_bring_less() {
        assertThat(atOnceAfterAPause(5)).isEqualTo(1);
        assertThat(atOnceAfterAPause(0.01)).isEqualTo(1);
    }

    private int atOnceAfterAPause(double perSecond) {
        var limit = new TokenBucket(perSecond, now::get);
        now.addAndGet(3600 * SECOND);
        int atOnce = 0;
        while (limit.tryAcquire()) {
            atOnce++;
        }
        return atOnce;
    }

    @Test
    void a_token_given_back_is_there_for_the_next_one() {
        var limit = new TokenBucket(5, now::get);
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isFalse();

        limit.returnToken();

        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isFalse();
    }

    @Test
    void several_threads_together_are_not_faster_than_the_rate() throws Exception {
        var limit = new TokenBucket(1000);
        long start = System.nanoTime();
        Callable<Void> sender = () -> {
            for (int sent = 0; sent < 100; sent++) {
                limit.acquire(() -> true);
            }
            return null;
        };

        for (Future<Void> done : senders.invokeAll(Collections.nCopies(4, sender))) {
            done.get();
        }

        assertThat(System.nanoTime() - start)
                .as("399 pauses of 1 ms, but for a burst of 50 ms")
                .isGreaterThan(349_000_000);
    }

    @Test
    void without_a_rate_nothing_waits() throws Exception {
        var limit = new TokenBucket(0);
        long start = System.nanoTime();

        for (int sent = 0; sent < 100_000; sent++) {
            assertThat(limit.tryAcquire() && limit.acquire(() -> false)).isTrue();
        }

        assertThat(System.nanoTime() - start).isLessThan(10 * SECOND);
    }

    @Test
    void who_is_not_to_go_on_waits_no_longer_and_takes_nothing() throws Exception {
        var limit = new TokenBucket(0.001);
        assertThat(limit.tryAcquire()).isTrue();
        var asked = new AtomicInteger();
        Callable<Boolean> sender = () -> limit.acquire(() -> asked.incrementAndGet() < 4);

        for (Future<Boolean> taken : senders.invokeAll(Collections.nCopies(3, sender))) {
            assertThat(taken.get()).isFalse();
        }

        limit.returnToken();
        assertThat(limit.tryAcquire()).isTrue();
    }

    @Test
    void an_interrupt_ends_the_wait() throws Exception {
        var limit = new TokenBucket(0.001);
        limit.acquire(() -> true);
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> limit.acquire(() -> true));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
