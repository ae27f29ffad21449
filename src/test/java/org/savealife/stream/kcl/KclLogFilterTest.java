package org.savealife.stream.kcl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KclLogFilterTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final KclLogFilter libraryLog = new KclLogFilter();
    private final Logger scheduler = Logger.getLogger("software.amazon.kinesis.coordinator.Scheduler");
    private final Lines lines = new Lines();

    @BeforeEach
    void install() {
        libraryLog.install();
        Logger.getLogger("").addHandler(lines);
    }

    @AfterEach
    void uninstall() {
        libraryLog.uninstall();
        Logger.getLogger("").removeHandler(lines);
    }

    @Test
    void a_warning_is_one_line_without_its_stack_trace() {
        say(Level.SEVERE, "Worker.run caught exception", NOON);

        assertThat(lines.written)
                .containsExactly("Scheduler: Worker.run caught exception (IllegalStateException < ConnectException)");
        assertThat(lines.traces).isZero();
    }

    @Test
    void the_same_thing_is_said_once_a_minute() {
        say(Level.SEVERE, "Worker.run caught exception", NOON);
        say(Level.SEVERE, "Worker.run caught exception", NOON.plusSeconds(59));
        say(Level.SEVERE, "Worker.run caught exception", NOON.plus(Duration.ofSeconds(61)));
        say(Level.SEVERE, "Unable to initialize", NOON.plus(Duration.ofSeconds(61)));

        assertThat(lines.written).hasSize(3);
    }

    @Test
    void news_of_an_ordinary_day_are_not_written() {
        scheduler.info("Sleeping ...");
        Logger.getLogger("software.amazon.kinesis.coordinator.PeriodicShardSyncManager")
                .severe("Incomplete hash range");

        assertThat(lines.written).isEmpty();
    }

    private void say(Level level, String message, Instant at) {
        var said = new LogRecord(level, message);
        said.setLoggerName(scheduler.getName());
        said.setInstant(at);
        said.setThrown(new IllegalStateException("the database is away", new ConnectException("refused")));
        scheduler.log(said);
    }

    private static final class Lines extends Handler {

        final List<String> written = new ArrayList<>();
        int traces;

        @Override
        public void publish(LogRecord line) {
            written.add(MessageFormat.format(line.getMessage(), line.getParameters()));
            traces += line.getThrown() == null ? 0 : 1;
        }

        @Override
        public void flush() {
            // written at once
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
