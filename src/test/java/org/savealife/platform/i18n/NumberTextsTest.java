package org.savealife.platform.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextsTest {

    @ParameterizedTest
    @CsvSource({"7, 7", "99, 99", "104, 100", "5001, 5000", "1249, 1200", "1250, 1300", "999, 1000", "123456, 120000"})
    void an_estimate_has_two_digits_since_more_would_be_made_up(long number, long rounded) {
        assertThat(NumberTexts.rounded(number)).isEqualTo(rounded);
    }

    @Test
    void an_estimate_says_that_it_is_one() {
        assertThat(NumberTexts.of(5_001, true, Locale.ENGLISH)).isEqualTo("about 5,000");
        assertThat(NumberTexts.of(5_001, false, Locale.ENGLISH)).isEqualTo("5,001");
        assertThat(NumberTexts.of(5_001, true, Locale.forLanguageTag("nl"))).isEqualTo("ongeveer 5.000");
    }
}
