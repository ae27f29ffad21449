package org.savealife.stream.kcl;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.StopSignal;
import org.savealife.stream.StreamLog;

class StreamConsumerTest {

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private final TestTables tables = new TestTables(database.endpoint());
    private final StreamLog log = new StreamLog(Clock.systemUTC());
    private final AtomicInteger opened = new AtomicInteger();

    @AfterEach
    void close() {
        tables.close();
        database.close();
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_class_that_is_missing_ends_reading_because_only_a_restart_brings_it_back() {
        var consumer = new IdleStream(tables, log, new Lacking());
        consumer.threads = new Threads();

        consumer.readUntilStopped();

        assertThat(opened).hasValue(1);
        assertThat(consumer.hasFailed()).isTrue();
        assertThat(consumer.isReading()).isFalse();
        assertThat(consumer.reader()).isEqualTo(StreamConsumer.Reader.FAILED);
    }

    private final class Lacking extends IdleStream.Schedulers {

        Lacking() {
            super(tables, log);
        }

        @Override
        OpenStream open(
                String worker,
                ExecutorService tasks,
                StopSignal stop,
                Runnable onRead,
                Consumer<Throwable> onBrokenShard) {
            opened.incrementAndGet();
            throw new NoClassDefFoundError("com/amazonaws/Missing");
        }
    }

    private static final class Threads implements ManagedThreadFactory {

        @Override
        public Thread newThread(Runnable task) {
            return new Thread(task);
        }

        @Override
        public ForkJoinWorkerThread newThread(ForkJoinPool pool) {
            return ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        }
    }
}
