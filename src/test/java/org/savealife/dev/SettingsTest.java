package org.savealife.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String KEY = "savealife.test-of-settings";

    @AfterEach
    void clear() {
        System.clearProperty(KEY);
    }

    @Test
    void what_the_user_has_set_stays() {
        System.setProperty(KEY, "theirs");

        Settings.suggest(KEY, "ours");

        assertThat(Settings.find(KEY)).contains("theirs");
    }

    @Test
    void what_nobody_has_set_is_as_suggested() {
        assertThat(Settings.find(KEY)).isEmpty();

        Settings.suggest(KEY, 7);

        assertThat(Settings.find(KEY)).contains("7");
    }

    @Test
    void a_port_has_a_default() {
        assertThat(Settings.port(KEY, 8080)).isEqualTo(8080);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "8081", "65535"})
    void a_port_can_be_set(String value) {
        System.setProperty(KEY, value);

        assertThat(Settings.port(KEY, 8080)).isEqualTo(Integer.parseInt(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "http", ""})
    void what_is_no_port_is_named_with_its_key(String value) {
        System.setProperty(KEY, value);

        assertThatThrownBy(() -> Settings.port(KEY, 8080))
                .isInstanceOf(StartException.class)
                .hasMessage(KEY + " is \"" + value + "\". It takes a port, 1 to 65535.");
    }
}
