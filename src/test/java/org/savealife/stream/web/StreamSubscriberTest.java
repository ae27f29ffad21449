package org.savealife.stream.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.savealife.stream.StreamEntity;
import org.savealife.stream.StreamLog;
import org.savealife.stream.StreamRecord;
import org.savealife.stream.Verdict;

class StreamSubscriberTest {

    private final Connection connection = new Connection();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<StreamSubscriber> dropped = new ArrayList<>();
    private final StreamSubscriber follower = new StreamSubscriber(connection, tasks::add, dropped::add);

    @Test
    void entries_are_written_in_order_by_one_task_at_a_time() {
        follower.accept(entry("1"));
        follower.beat();
        follower.accept(entry("2"));

        assertThat(tasks).hasSize(1);
        work();
        follower.accept(entry("3"));
        work();

        assertThat(connection.written).containsExactly("1", "beat", "2", "3");
        assertThat(dropped).isEmpty();
    }

    @Test
    void an_entry_that_comes_while_another_is_written_is_not_forgotten() {
        connection.onWrite = () -> {
            connection.onWrite = () -> {};
            follower.accept(entry("2"));
        };
        follower.accept(entry("1"));

        work();

        assertThat(connection.written).containsExactly("1", "2");
    }

    @Test
    void a_client_that_is_gone_is_dropped_once() {
        connection.onWrite = () -> {
            throw new IllegalStateException("Connection is closed");
        };
        follower.accept(entry("1"));
        follower.accept(entry("2"));

        work();
        follower.accept(entry("3"));
        follower.drop();
        work();

        assertThat(connection.written).isEmpty();
        assertThat(dropped).containsExactly(follower);
    }

    @Test
    void a_client_that_takes_nothing_in_is_dropped_and_holds_up_nobody() {
        for (var number = 0; number <= StreamSubscriber.MAX_WAITING; number++) {
            follower.accept(entry(Integer.toString(number)));
        }

        assertThat(dropped).containsExactly(follower);
        work();
        assertThat(connection.written).isEmpty();
        assertThat(connection.closed).isTrue();
    }

    @Test
    void a_client_is_closed_only_when_no_write_to_it_is_under_way() {
        connection.onWrite = () -> {
            follower.drop();
            assertThat(connection.closed).isFalse();
        };
        follower.accept(entry("1"));
        follower.accept(entry("2"));

        work();

        assertThat(connection.written).containsExactly("1");
        assertThat(connection.closed).isTrue();
    }

    @Test
    void a_client_who_is_welcome_no_longer_gets_nothing_more() {
        follower.accept(entry("1"));
        follower.check();
        work();
        connection.welcome = false;
        follower.check();
        follower.accept(entry("2"));

        work();

        assertThat(connection.written).containsExactly("1");
        assertThat(dropped).containsExactly(follower);
        assertThat(connection.closed).isTrue();
    }

    @Test
    void a_follower_is_dropped_quietly_when_the_application_stops() {
        var late = new StreamSubscriber(
                connection,
                task -> {
                    throw new RejectedExecutionException("stopped");
                },
                dropped::add);

        late.accept(entry("1"));

        assertThat(dropped).containsExactly(late);
    }

    private void work() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private static StreamLog.Entry entry(String number) {
        return new StreamLog.Entry(
                number,
                Instant.EPOCH,
                StreamRecord.Kind.INSERT,
                StreamEntity.DONOR,
                "7c1d",
                Verdict.FILTERED,
                Duration.ZERO);
    }

    private static final class Connection implements StreamSubscriber.Client {

        final List<String> written = new ArrayList<>();
        Runnable onWrite = () -> {};
        boolean welcome = true;
        boolean closed;

        @Override
        public boolean isWelcome() {
            return welcome;
        }

        @Override
        public void write(StreamLog.Entry entry) {
            onWrite.run();
            written.add(entry.sequenceNumber());
        }

        @Override
        public void beat() {
            onWrite.run();
            written.add("beat");
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
