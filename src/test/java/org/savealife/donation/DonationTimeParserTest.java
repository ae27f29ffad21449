package org.savealife.donation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DonationTimeParserTest {

    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");

    @ParameterizedTest
    @CsvSource({
        "2022-04-06T12:00:00, 2022-04-06T10:00:00Z",
        "2022-04-06T12:00, 2022-04-06T10:00:00Z",
        "2022-12-06T12:00, 2022-12-06T11:00:00Z",
        "2022-04-06T12:00:00Z, 2022-04-06T12:00:00Z",
        "2022-04-06T12:00+05:30, 2022-04-06T06:30:00Z",
        "2022-04-06T12:00-03:00, 2022-04-06T15:00:00Z"
    })
    void times_are_read_with_their_offset_or_on_the_clock_of_the_zone(String text, String instant) {
        assertThat(DonationTimeParser.parse(text, AMSTERDAM)).isEqualTo(Instant.parse(instant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tomorrow",
                "2022-04-06",
                "06-04-2022 12:00",
                "2022-02-30T12:00",
                "2022-04-06T25:00",
                "2022-04-06 12:00"
            })
    void what_is_no_time_is_refused_with_an_example(String text) {
        assertThatThrownBy(() -> DonationTimeParser.parse(text, AMSTERDAM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2027-04-06T12:00")
                .hasMessageContaining("Europe/Amsterdam");
    }

    @Test
    void an_hour_that_the_clocks_skip_is_refused() {
        assertThatThrownBy(() -> DonationTimeParser.parse("2027-03-28T02:30", AMSTERDAM))
                .hasMessageContaining("the clocks go forward");
    }

    @Test
    void an_hour_that_comes_twice_is_the_first_one() {
        assertThat(DonationTimeParser.parse("2027-10-31T02:30", AMSTERDAM))
                .isEqualTo(Instant.parse("2027-10-31T00:30:00Z"));
    }
}
