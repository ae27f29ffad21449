package org.savealife.mail.ses;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SesThrottleTest {

    private static final long LATER = System.nanoTime() + Duration.ofHours(1).toNanos();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private int workers = 1;
    private final SesThrottle pace = new SesThrottle(() -> workers);

    @Test
    void the_accounts_rate_is_divided_by_the_workers_that_are_alive() {
        pace.limitTo(50);
        workers = 5;

        assertThat(pace.perSecond()).isEqualTo(10);
        pace.takeTurn(20, LATER);
        assertThat(pace.takeTurn(1, LATER)).isEqualTo(LATER + 2 * SECOND);
        pace.slowDown();
        assertThat(pace.perSecond()).isEqualTo(5);
        pace.speedUp(10_000);
        assertThat(pace.perSecond()).isEqualTo(10);

        workers = 2;
        assertThat(pace.perSecond()).isEqualTo(25);
        workers = 100;
        assertThat(pace.perSecond()).isEqualTo(0.5);
    }

    @Test
    void an_account_whose_rate_is_not_known_is_not_waited_for() {
        assertThat(pace.takeTurn(50, LATER)).isEqualTo(LATER);
        assertThat(pace.takeTurn(50, LATER)).isEqualTo(LATER);
    }

    @Test
    void messages_keep_to_the_accounts_rate_and_a_pause_saves_nothing_up() {
        pace.limitTo(50);

        assertThat(pace.takeTurn(50, LATER)).isEqualTo(LATER);
        assertThat(pace.takeTurn(25, LATER)).isEqualTo(LATER + SECOND);
        assertThat(pace.takeTurn(50, LATER + SECOND)).isEqualTo(LATER + SECOND + SECOND / 2);
        assertThat(pace.takeTurn(50, LATER + 10 * SECOND)).isEqualTo(LATER + 10 * SECOND);
    }

    @Test
    void throttling_halves_the_pace_and_taken_messages_bring_it_back_to_the_accounts_rate_and_no_further() {
        pace.limitTo(80);

        pace.slowDown();
        assertThat(pace.perSecond()).isEqualTo(40);

        pace.speedUp(20);
        assertThat(pace.perSecond()).isEqualTo(41);

        pace.speedUp(10_000);
        assertThat(pace.perSecond()).isEqualTo(80);
    }

    @Test
    void throttling_again_and_again_ends_at_a_message_a_second() {
        pace.limitTo(14);

        for (int i = 0; i < 10; i++) {
            pace.slowDown();
        }

        assertThat(pace.perSecond()).isEqualTo(1);
    }

    @Test
    void an_account_whose_rate_is_not_known_has_a_pace_once_it_throttles() {
        pace.slowDown();

        assertThat(pace.perSecond()).isEqualTo(50);
    }

    @Test
    void the_accounts_new_rate_counts_at_once_unless_the_pace_is_lower() {
        pace.limitTo(14);
        pace.limitTo(200);
        assertThat(pace.perSecond()).isEqualTo(200);

        pace.slowDown();
        pace.limitTo(300);
        assertThat(pace.perSecond()).isEqualTo(50);
    }
}
