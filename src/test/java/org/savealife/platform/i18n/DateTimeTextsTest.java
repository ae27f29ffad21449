package org.savealife.platform.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateTimeTextsTest {

    private static final Instant NOW = Instant.parse("2026-11-28T11:00:00Z");
    private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");

    @ParameterizedTest
    @CsvSource({
        "2026-11-28T07:03:00Z, 08:03, 28 Nov 08:03",
        "2026-11-27T22:59:00Z, 27 Nov 23:59, 27 Nov 23:59",
        "2026-11-27T23:00:00Z, 00:00, 28 Nov 00:00",
        "2025-12-31T22:59:00Z, 31 Dec 2025 23:59, 31 Dec 2025 23:59"
    })
    void a_moment_of_today_is_a_time_in_a_list_and_has_its_day_in_a_sentence(
            Instant instant, String moment, String dated) {
        assertThat(DateTimeTexts.moment(instant, NOW, ZONE, Locale.ENGLISH)).isEqualTo(moment);
        assertThat(DateTimeTexts.dated(instant, NOW, ZONE, Locale.ENGLISH)).isEqualTo(dated);
    }
}
