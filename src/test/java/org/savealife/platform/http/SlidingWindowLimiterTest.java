package org.savealife.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.TestClock;

class SlidingWindowLimiterTest {

    private final TestClock clock = new TestClock();
    private final SlidingWindowLimiter limit = new SlidingWindowLimiter(3, Duration.ofMinutes(1), 4, clock);

    @Test
    void grants_so_many_permits_and_no_more() {
        assertThat(granted("a", 5)).isEqualTo(3);
        assertThat(limit.untilNext("a")).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void each_key_has_its_own_permits() {
        granted("a", 5);

        assertThat(limit.untilNext("b")).isZero();
        assertThat(granted("b", 5)).isEqualTo(3);
    }

    @Test
    void a_permit_comes_back_a_period_after_it_was_granted() {
        limit.tryAcquire("a");
        clock.advance(Duration.ofSeconds(20));
        granted("a", 2);
        clock.advance(Duration.ofSeconds(39));

        assertThat(limit.tryAcquire("a")).isFalse();
        assertThat(limit.untilNext("a")).isEqualTo(Duration.ofSeconds(1));

        clock.advance(Duration.ofSeconds(1));

        assertThat(granted("a", 5)).isEqualTo(1);
        assertThat(limit.untilNext("a")).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void never_grants_more_in_any_minute_however_the_tries_fall() {
        var grants = IntStream.range(0, 600)
                .filter(second -> {
                    clock.advance(Duration.ofSeconds(1));
                    return limit.tryAcquire("a");
                })
                .boxed()
                .toList();

        assertThat(grants).hasSizeGreaterThan(20);
        assertThat(IntStream.range(3, grants.size()).map(i -> grants.get(i) - grants.get(i - 3)))
                .allMatch(seconds -> seconds >= 60);
    }

    @Test
    void a_refusal_does_not_put_the_next_permit_off() {
        granted("a", 3);
        clock.advance(Duration.ofSeconds(59));
        granted("a", 100);
        clock.advance(Duration.ofSeconds(1));

        assertThat(limit.tryAcquire("a")).isTrue();
    }

    @Test
    void forgets_keys_whose_permits_are_all_back() {
        limit.tryAcquire("a");
        limit.tryAcquire("b");
        clock.advance(Duration.ofSeconds(30));
        limit.tryAcquire("a");
        clock.advance(Duration.ofSeconds(30));
        limit.tryAcquire("c");

        assertThat(limit.size()).isEqualTo(2);
        assertThat(granted("a", 5)).isEqualTo(2);
    }

    @Test
    void remembers_a_bounded_number_of_keys_and_drops_the_one_granted_longest_ago() {
        granted("first", 3);
        granted("second", 3);
        IntStream.range(0, 3).forEach(stranger -> limit.tryAcquire("stranger " + stranger));

        assertThat(limit.size()).isEqualTo(4);
        assertThat(limit.untilNext("second")).isPositive();
        assertThat(limit.untilNext("first")).isZero();
    }

    @Test
    void a_limit_that_would_grant_nothing_is_a_mistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SlidingWindowLimiter(0, Duration.ofMinutes(1), clock));
        assertThatIllegalArgumentException().isThrownBy(() -> new SlidingWindowLimiter(1, Duration.ZERO, clock));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SlidingWindowLimiter(1, Duration.ofMinutes(1), 0, clock));
    }

    private int granted(String key, int tries) {
        return (int) IntStream.range(0, tries)
                .filter(attempt -> limit.tryAcquire(key))
                .count();
    }
}
