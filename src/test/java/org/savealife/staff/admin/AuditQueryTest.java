package org.savealife.staff.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.platform.audit.AuditLog;

class AuditQueryTest {

    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");

    @Test
    void who_asks_for_nothing_gets_all() {
        var query = read(Map.of());

        assertThat(query.isForAll()).isTrue();
        assertThat(query.wanted(AMSTERDAM)).isEqualTo(AuditLog.Wanted.ALL);
    }

    @Test
    void a_day_is_the_blood_banks_on_which_the_clocks_change_too() {
        var wanted =
                read(Map.of("day", "2026-10-25", "who", " noor ", "of", "1")).wanted(AMSTERDAM);

        assertThat(wanted)
                .isEqualTo(new AuditLog.Wanted(
                        "noor", "1", Instant.parse("2026-10-24T22:00:00Z"), Instant.parse("2026-10-25T23:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"today", "2026-13-01", "+1000000-01-01", "-0001-01-01", "9999-12-31", "0001-01-01", ""})
    void a_day_that_cannot_be_is_left_out(String day) {
        assertThat(read(Map.of("day", day)).wanted(AMSTERDAM)).isEqualTo(AuditLog.Wanted.ALL);
    }

    @Test
    void the_first_day_of_all_has_no_moment_that_a_key_cannot_hold() {
        assertThat(read(Map.of("day", "1970-01-01")).wanted(AMSTERDAM).from()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void what_no_key_of_the_database_can_hold_is_left_out() {
        assertThat(read(Map.of("of", "x".repeat(201), "who", "x".repeat(5_000))).isForAll())
                .isTrue();
    }

    private static AuditQuery read(Map<String, String> parameters) {
        return AuditQuery.read(name -> Optional.ofNullable(parameters.get(name)));
    }
}
