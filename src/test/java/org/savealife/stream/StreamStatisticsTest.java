package org.savealife.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.TestClock;

class StreamStatisticsTest {

    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private final TestClock clock = new TestClock();
    private final StreamStatistics figures = new StreamStatistics();

    @Test
    void before_the_first_record_there_is_nothing_to_tell() {
        assertThat(figures.count(Verdict.HANDLED, clock.instant())).isZero();
        assertThat(figures.highestLag(FIVE_MINUTES, clock.instant())).isEmpty();
    }

    @Test
    void verdicts_are_counted_each_for_itself() {
        figures.count(clock.instant(), Verdict.HANDLED);
        clock.advance(Duration.ofMinutes(10));
        figures.count(clock.instant(), Verdict.HANDLED);
        figures.count(clock.instant(), Verdict.PARKED);

        assertThat(figures.count(Verdict.HANDLED, clock.instant())).isEqualTo(2);
        assertThat(figures.count(Verdict.PARKED, clock.instant())).isEqualTo(1);
        assertThat(figures.count(Verdict.FILTERED, clock.instant())).isZero();
    }

    @Test
    void what_is_older_than_an_hour_counts_no_more() {
        figures.count(clock.instant(), Verdict.HANDLED);
        clock.advance(Duration.ofMinutes(61));

        assertThat(figures.count(Verdict.HANDLED, clock.instant())).isZero();
    }

    @Test
    void the_highest_lag_is_that_of_the_time_asked_for() {
        figures.noteLag(clock.instant(), Duration.ofSeconds(9));
        clock.advance(Duration.ofMinutes(7));
        figures.noteLag(clock.instant(), Duration.ofMillis(300));
        figures.noteLag(clock.instant(), Duration.ofMillis(200));

        assertThat(figures.highestLag(FIVE_MINUTES, clock.instant())).contains(Duration.ofMillis(300));
        assertThat(figures.highestLag(Duration.ofMinutes(10), clock.instant())).contains(Duration.ofSeconds(9));
        clock.advance(FIVE_MINUTES.plusMinutes(1));
        assertThat(figures.highestLag(FIVE_MINUTES, clock.instant())).isEmpty();
    }
}
