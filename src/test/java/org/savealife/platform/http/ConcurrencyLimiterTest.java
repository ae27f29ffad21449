package org.savealife.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConcurrencyLimiterTest {

    private final ConcurrencyLimiter shares = new ConcurrencyLimiter(2, 3);

    @Test
    void nobody_takes_more_than_their_share() {
        assertThat(shares.enter("a")).isTrue();
        assertThat(shares.enter("a")).isTrue();
        assertThat(shares.enter("a")).isFalse();
        assertThat(shares.enter("b")).isTrue();
    }

    @Test
    void altogether_no_more_are_inside_than_there_is_room() {
        assertThat(shares.enter("a")).isTrue();
        assertThat(shares.enter("b")).isTrue();
        assertThat(shares.enter("c")).isTrue();
        assertThat(shares.enter("d")).isFalse();
    }

    @Test
    void who_leaves_makes_room_and_is_forgotten() {
        shares.enter("a");
        shares.enter("a");

        shares.leave("a");
        assertThat(shares.enter("a")).isTrue();
        shares.leave("a");
        shares.leave("a");

        assertThat(shares.keys()).isZero();
        assertThat(shares.enter("b")).isTrue();
        assertThat(shares.enter("b")).isTrue();
        assertThat(shares.enter("c")).isTrue();
    }
}
