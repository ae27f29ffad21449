package org.savealife.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339ModuleTest {

    @Test
    void every_instant_is_read_as_it_was_written() {
        var random = new Random(7);
        for (var count = 0; count < 100_000; count++) {
            var nanos = random.nextInt(4) * 100_000_000L + random.nextInt(2) * (long) random.nextInt(1_000_000);
            var instant = Instant.ofEpochSecond(random.nextLong(-5_000_000_000L, 9_000_000_000L), nanos);

            assertThat(Rfc3339Module.instant(instant.toString())).isEqualTo(instant);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-26t10:00:00z",
                "2024-02-29T23:59:59.5Z",
                "2026-11-26T24:00:00Z",
                "2026-11-26T10:00:00+01:00"
            })
    void other_forms_are_read_as_java_does(String text) {
        assertThat(Rfc3339Module.instant(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-11-26",
                "2026-02-30T10:00:00Z",
                "2026-13-01T10:00:00Z",
                "2026-11-26T25:00:00Z",
                "2026-11-26T10:00:00.1234567890Z"
            })
    void what_is_no_instant_is_refused(String text) {
        assertThatThrownBy(() -> Rfc3339Module.instant(text)).isInstanceOf(DateTimeParseException.class);
    }
}
