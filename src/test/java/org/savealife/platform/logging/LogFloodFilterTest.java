package org.savealife.platform.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFloodFilterTest {

    private final AtomicLong nanos = new AtomicLong();
    private final LogFloodFilter limit = new LogFloodFilter(nanos::get, record -> !"never".equals(record.getMessage()));

    @Test
    void of_those_that_are_alike_one_passes_each_minute() {
        assertThat(limit.isLoggable(record("container", Level.SEVERE, "Request 17 of Facade@1f42a2bb broke")))
                .isTrue();
        assertThat(limit.isLoggable(record("container", Level.SEVERE, "Request 4 of Facade@75e2cf45 broke")))
                .isFalse();

        nanos.addAndGet(Duration.ofSeconds(61).toNanos());

        assertThat(limit.isLoggable(record("container", Level.SEVERE, "Request 5 of Facade@00e2cf45 broke")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "other, SEVERE, It broke",
        "container, SEVERE, Another broke",
        "container, INFO, It broke",
        "org.savealife.mail.message.Sender, SEVERE, It broke"
    })
    void what_is_not_alike_or_is_ours_passes_all_the_same(String logger, String level, String text) {
        limit.isLoggable(record("container", Level.SEVERE, "It broke"));

        assertThat(limit.isLoggable(record(logger, Level.parse(level), text))).isTrue();
    }

    @Test
    void ours_and_what_is_no_warning_pass_each_time() {
        for (var time = 0; time < 3; time++) {
            assertThat(limit.isLoggable(record("org.savealife.mail.message.Sender", Level.SEVERE, "It broke")))
                    .isTrue();
            assertThat(limit.isLoggable(record("container", Level.INFO, "It goes")))
                    .isTrue();
        }
    }

    @Test
    void an_exception_of_another_type_is_another_kind() {
        limit.isLoggable(record("container", Level.SEVERE, "It broke", new IllegalStateException()));

        assertThat(limit.isLoggable(record("container", Level.SEVERE, "It broke", new IllegalArgumentException())))
                .isTrue();
        assertThat(limit.isLoggable(record("container", Level.SEVERE, "It broke", new IllegalStateException())))
                .isFalse();
    }

    @Test
    void a_record_that_is_asked_for_twice_gets_the_same_answer() {
        var first = record("container", Level.SEVERE, "It broke");

        assertThat(limit.isLoggable(first)).isTrue();
        assertThat(limit.isLoggable(first)).isTrue();
    }

    @Test
    void the_filter_behind_it_counts_too() {
        assertThat(limit.isLoggable(record("container", Level.INFO, "never"))).isFalse();
    }

    @Test
    void a_thousand_kinds_are_not_remembered() {
        limit.isLoggable(record("first", Level.SEVERE, "It broke"));
        for (var kind = 0; kind < 1_000; kind++) {
            limit.isLoggable(record("logger " + kind, Level.SEVERE, "It broke"));
        }

        assertThat(limit.isLoggable(record("first", Level.SEVERE, "It broke"))).isTrue();
    }

    private static LogRecord record(String logger, Level level, String text) {
        var record = new LogRecord(level, text);
        record.setLoggerName(logger);
        return record;
    }

    private static LogRecord record(String logger, Level level, String text, Throwable thrown) {
        var record = record(logger, level, text);
        record.setThrown(thrown);
        return record;
    }
}
