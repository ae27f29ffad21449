package org.savealife.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ApplicationStartTest {

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    @Test
    void it_is_under_way_until_the_server_has_left_the_start() throws InterruptedException {
        var server = new Thread(() -> {
            new Context().start();
            pass(ended);
        });
        server.start();
        var start = new ApplicationStart(server, Context.class.getName());
        await().until(start::isUnderWay);

        started.countDown();

        await().until(() -> !start.isUnderWay());
        assertThat(server.isAlive()).isTrue();
        ended.countDown();
        server.join();
        assertThat(start.isUnderWay()).isFalse();
    }

    @Test
    void a_thread_that_starts_nothing_is_waited_for_by_nobody() {
        assertThat(new ApplicationStart().isUnderWay()).isFalse();
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private final class Context {

        void start() {
            pass(started);
        }
    }
}
