package org.savealife.invitation.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureLimitTest {

    @ParameterizedTest
    @CsvSource({"24, 50, false", "25, 50, true", "50, 50, true", "25, 49, false", "0, 50, false"})
    void half_of_fifty_is_reached_by_twenty_five_failures_of_fifty(int failures, int looked, boolean reached) {
        assertThat(new FailureLimit(0.5, 50).isReached(failures, looked)).isEqualTo(reached);
    }

    @Test
    void nothing_reaches_a_share_of_zero() {
        assertThat(new FailureLimit(0, 50).isReached(50, 50)).isFalse();
    }
}
