package org.savealife.donor.unsubscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.platform.config.SettingReader;

class UnsubscribeSettingsTest {

    private static final String ONE = "1".repeat(32);
    private static final String TWO = "2".repeat(32);

    @Test
    void nothing_needs_to_be_set() {
        var settings = read(Map.of());

        assertThat(settings.secrets()).isEmpty();
        assertThat(settings.mailto()).isEmpty();
    }

    @Test
    void several_secrets_are_parted_by_commas() {
        var settings = read(Map.of("savealife.unsubscribe.secret", ONE + " , " + TWO));

        assertThat(settings.secrets()).isEqualTo(List.of(ONE, TWO));
        assertThat(settings.toString()).doesNotContain(ONE, TWO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"too short, as 31 characters are", "11111111111111111111111111111111,short", ",", " "})
    void a_secret_that_is_too_short_is_refused_and_not_told(String secret) {
        assertThatThrownBy(() -> read(Map.of("savealife.unsubscribe.secret", secret)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("savealife.unsubscribe.secret has a secret of less than 32 characters")
                .hasMessageNotContaining("short");
    }

    @Test
    void an_address_for_unsubscriptions_that_is_none_is_refused() {
        assertThatThrownBy(() -> read(Map.of("savealife.unsubscribe.mailto", "stop")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("savealife.unsubscribe.mailto is \"stop\". That address has no @. Write it like"
                        + " name@example.org.");
    }

    private static UnsubscribeSettings read(Map<String, String> settings) {
        return new SettingReader(key -> Optional.ofNullable(settings.get(key))).read(UnsubscribeSettings.class);
    }
}
