package org.savealife.platform.retry;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecurringTaskTest {

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class, NoClassDefFoundError.class})
    void a_task_that_fails_is_done_again(Class<? extends Throwable> failure) {
        var times = new AtomicInteger();

        var unused = executor.scheduleWithFixedDelay(
                new RecurringTask("This test", () -> {
                    if (times.incrementAndGet() < 3) {
                        fail(failure);
                    }
                }),
                0,
                1,
                TimeUnit.MILLISECONDS);

        await().until(() -> times.get() > 3);
    }

    private static void fail(Class<? extends Throwable> failure) {
        try {
            throw failure.getDeclaredConstructor().newInstance();
        } catch (RuntimeException | Error asAsked) {
            throw asAsked;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
