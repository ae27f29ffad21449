package org.savealife.staff.signin;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.TestClock;
import org.savealife.platform.error.TooManyRequestsException;

class SignInThrottleTest {

    private final TestClock clock = new TestClock();
    private final SignInThrottle throttle = new SignInThrottle(clock);

    @Test
    void after_ten_failures_a_name_must_wait_until_the_first_is_a_minute_old() {
        fail(9, "admin", "203.0.113.7");
        clock.advance(Duration.ofSeconds(20));
        assertThatNoException().isThrownBy(() -> throttle.check("admin", "203.0.113.7"));

        fail(1, "admin", "203.0.113.7");

        assertThatExceptionOfType(TooManyRequestsException.class)
                .isThrownBy(() -> throttle.check("admin", "203.0.113.7"))
                .returns(Duration.ofSeconds(40), TooManyRequestsException::retryAfter);

        clock.advance(Duration.ofSeconds(40));

        assertThatNoException().isThrownBy(() -> throttle.check("admin", "203.0.113.7"));
    }

    @Test
    void the_same_person_gets_in_from_another_address() {
        fail(10, "admin", "203.0.113.7");

        assertThatNoException().isThrownBy(() -> throttle.check("admin", "198.51.100.4"));
    }

    @Test
    void a_colleague_gets_in_from_the_same_address() {
        fail(10, "admin", "203.0.113.7");

        assertThatNoException().isThrownBy(() -> throttle.check("zoë", "203.0.113.7"));
    }

    @Test
    void many_names_tried_from_one_address_slow_the_address_down() {
        IntStream.range(0, 99).forEach(number -> fail(1, "name" + number, "203.0.113.7"));
        assertThatNoException().isThrownBy(() -> throttle.check("zoë", "203.0.113.7"));

        fail(1, "name99", "203.0.113.7");

        assertThatExceptionOfType(TooManyRequestsException.class)
                .isThrownBy(() -> throttle.check("zoë", "203.0.113.7"));
        assertThatNoException().isThrownBy(() -> throttle.check("zoë", "198.51.100.4"));
    }

    private void fail(int times, String name, String address) {
        IntStream.range(0, times).forEach(time -> throttle.failed(name, address));
    }
}
