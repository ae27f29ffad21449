package org.savealife.staff;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.TestClock;

class VerifiedPasswordsTest {

    private static final StaffMember ZOE = new StaffMember("zoë", "hash", Role.STAFF);

    private final TestClock clock = new TestClock();
    private final VerifiedPasswords verified = new VerifiedPasswords(clock, new SecureRandom());

    @Test
    void a_password_found_right_is_known_for_a_minute() {
        verified.add(ZOE, "secret");

        clock.advance(Duration.ofSeconds(59));
        assertThat(verified.contains(ZOE, "secret")).isTrue();

        clock.advance(Duration.ofSeconds(1));
        assertThat(verified.contains(ZOE, "secret")).isFalse();
    }

    @Test
    void use_does_not_make_it_last_longer() {
        verified.add(ZOE, "secret");
        clock.advance(Duration.ofSeconds(50));
        assertThat(verified.contains(ZOE, "secret")).isTrue();

        clock.advance(Duration.ofSeconds(10));

        assertThat(verified.contains(ZOE, "secret")).isFalse();
    }

    @Test
    void another_password_name_or_hash_is_not_known() {
        verified.add(ZOE, "secret");

        assertThat(verified.contains(ZOE, "Secret")).isFalse();
        assertThat(verified.contains(ZOE, "")).isFalse();
        assertThat(verified.contains(new StaffMember("zoe", "hash", Role.STAFF), "secret"))
                .isFalse();
        assertThat(verified.contains(new StaffMember("zoë", "new hash", Role.STAFF), "secret"))
                .isFalse();
        assertThat(verified.contains(new StaffMember("zoë", "ha", Role.STAFF), "sh\nsecret"))
                .isFalse();
    }

    @Test
    void a_bounded_number_is_kept_and_the_oldest_go_first() {
        IntStream.range(0, 1_001).forEach(number -> verified.add(ZOE, "secret " + number));

        assertThat(verified.size()).isEqualTo(1_000);
        assertThat(verified.contains(ZOE, "secret 0")).isFalse();
        assertThat(verified.contains(ZOE, "secret 1")).isTrue();
    }

    @Test
    void what_is_over_is_forgotten() {
        verified.add(ZOE, "one");
        verified.add(ZOE, "two");
        clock.advance(Duration.ofMinutes(1));

        verified.add(ZOE, "three");

        assertThat(verified.size()).isEqualTo(1);
    }
}
