package org.savealife.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collections;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RateLimitTest {

    private static final long SECOND = 1_000_000_000;

    private final ExecutorService senders = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        senders.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(doubles = {5, 14, 333, 2000})
    void over_ten_seconds_the_rate_is_met_within_2_percent_although_sleepers_wake_late(double perSecond) {
        var limit = new RateLimit(perSecond);
        var lateness = new Random(1);
        long start = System.nanoTime();

        int sent = 0;
        for (long now = start; now - start < 10 * SECOND; sent++) {
            long turn = limit.takeTurn(now);
            now = turn - now > 0 ? turn + lateness.nextLong(10_000_000) : now;
        }

        assertThat((double) sent).isCloseTo(10 * perSecond, Percentage.withPercentage(2));
    }

    @Test
    void a_pause_saves_up_no_more_than_a_burst() {
        var limit = new RateLimit(100);
        long afterAnHour = System.nanoTime() + 3600 * SECOND;

        int atOnce = 0;
        while (limit.takeTurn(afterAnHour) - afterAnHour <= 0) {
            atOnce++;
        }

        assertThat(atOnce).as("50 ms of 100 a second, and the one that is due").isEqualTo(6);
    }

    @Test
    void several_threads_together_are_not_faster_than_the_rate() throws Exception {
        var limit = new RateLimit(1000);
        long start = System.nanoTime();
        Callable<Void> sender = () -> {
            for (int sent = 0; sent < 100; sent++) {
                limit.await();
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
        var limit = new RateLimit(0);
        long start = System.nanoTime();

        for (int sent = 0; sent < 100_000; sent++) {
            limit.await();
        }

        assertThat(System.nanoTime() - start).isLessThan(SECOND);
    }

    @Test
    void an_interrupt_ends_the_wait() throws Exception {
        var limit = new RateLimit(0.001);
        limit.await();
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(limit::await);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
