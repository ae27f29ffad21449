package org.savealife.donation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DifferenceTest {

    @Test
    void seats_differ_in_numbers_and_the_show_rate_in_per_cent() {
        assertThat(Difference.between(new Seating(15, 4, 0, 1), new Seating(0, 0, 30, 0.8)))
                .containsExactly(
                        new Difference("slot_minutes", "15", ""),
                        new Difference("seats_per_slot", "4", ""),
                        new Difference("seats", "", "30"),
                        new Difference("show_rate", "100", "80"));
        assertThat(Difference.between(Seating.NONE, Seating.NONE)).isEmpty();
    }
}
