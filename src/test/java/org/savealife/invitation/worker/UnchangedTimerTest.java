package org.savealife.invitation.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class UnchangedTimerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final UnchangedTimer watch = new UnchangedTimer();
    private long nanos = Duration.ofDays(1).toNanos();

    @Test
    void it_tells_for_how_long_a_thing_has_been_as_it_is_up_to_the_last_look() {
        lookEverySecond(3, Map.of("a", 7));

        assertThat(watch.unchangedFor("a")).hasValue(2 * SECOND.toNanos());
        lookEverySecond(1, Map.of("a", 8));
        assertThat(watch.unchangedFor("a")).hasValue(0);
    }

    @Test
    void what_changes_again_and_again_never_stands_still() {
        for (var beat = 0; beat < 10; beat++) {
            lookEverySecond(3, Map.of("a", beat, "b", "stands still"));

            assertThat(watch.unchangedFor("a")).hasValue(2 * SECOND.toNanos());
        }
        assertThat(watch.unchangedFor("b")).hasValue(29 * SECOND.toNanos());
    }

    @Test
    void what_is_not_among_them_any_more_is_gone() {
        lookEverySecond(1, Map.of("a", 7, "b", 7));

        lookEverySecond(1, Map.of("b", 7));

        assertThat(watch.unchangedFor("a")).isEqualTo(OptionalLong.empty());
        assertThat(watch.names()).containsExactly("b");
    }

    @Test
    void a_node_that_could_not_watch_begins_anew() {
        lookEverySecond(9, Map.of("a", 7));

        nanos += Duration.ofSeconds(30).toNanos();

        lookEverySecond(1, Map.of("a", 7));
        assertThat(watch.unchangedFor("a")).hasValue(0);
        lookEverySecond(10, Map.of("a", 7));
        assertThat(watch.unchangedFor("a")).hasValue(10 * SECOND.toNanos());
    }

    @Test
    void what_took_long_to_read_counts_from_when_it_was_read_and_up_to_when_it_was_asked_for() {
        watch.look(Map.of("a", 7), nanos, nanos + 2 * SECOND.toNanos());

        watch.look(Map.of("a", 7), nanos + 3 * SECOND.toNanos(), nanos + 9 * SECOND.toNanos());

        assertThat(watch.unchangedFor("a")).hasValue(SECOND.toNanos());
    }

    @Test
    void what_was_read_before_the_last_look_changes_nothing() {
        lookEverySecond(5, Map.of("a", 7));

        watch.look(Map.of(), nanos - 3 * SECOND.toNanos(), nanos);

        assertThat(watch.unchangedFor("a")).hasValue(4 * SECOND.toNanos());
    }

    private void lookEverySecond(int times, Map<String, ?> states) {
        for (var time = 0; time < times; time++) {
            watch.look(states, nanos, nanos);
            nanos += SECOND.toNanos();
        }
    }
}
