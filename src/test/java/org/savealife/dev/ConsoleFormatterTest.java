package org.savealife.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class ConsoleFormatterTest {

    @Test
    void progress_is_the_time_and_the_message() {
        assertThat(format(Level.INFO, "Created table savealife"))
                .matches("\\d\\d:\\d\\d:\\d\\d Created table savealife\\R");
    }

    @Test
    void a_problem_says_how_bad_it_is() {
        assertThat(format(Level.WARNING, "No relay"))
                .matches("\\d\\d:\\d\\d:\\d\\d " + Level.WARNING.getName() + " No relay\\R");
    }

    @Test
    void of_a_long_message_the_first_lines_are_shown_without_stack_traces() {
        var shown = format(Level.SEVERE, "one\n\n\tat org.example.Any.method(Any.java:1)\ntwo\nthree\nfour\nfive");

        assertThat(shown.lines().map(String::strip))
                .hasSize(4)
                .endsWith("two", "three", "four")
                .first()
                .asString()
                .endsWith(" one");
    }

    private static String format(Level level, String message) {
        return new ConsoleFormatter().format(new LogRecord(level, message));
    }
}
