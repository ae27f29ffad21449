package org.savealife.donor.unsubscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsubscribeSettingsTest {

    private static final String URL = "https://savealife.example.org";
    private static final String ONE = "1".repeat(32);
    private static final String TWO = "2".repeat(32);

    @Test
    void only_the_address_of_the_server_is_needed() {
        var settings = read(Map.of("savealife.public-url", URL));

        assertThat(settings.publicUrl()).isEqualTo(URL);
        assertThat(settings.secrets()).isEmpty();
        assertThat(settings.mailto()).isEmpty();
    }

    @Test
    void several_secrets_are_parted_by_commas() {
        var settings = read(Map.of("savealife.public-url", URL, "savealife.unsubscribe.secret", ONE + " , " + TWO));

        assertThat(settings.secrets()).isEqualTo(List.of(ONE, TWO));
        assertThat(settings.toString()).doesNotContain(ONE, TWO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "https://example.org/blood", "HTTPS://example.org"})
    void an_address_of_a_server_is_taken(String url) {
        assertThat(read(Map.of("savealife.public-url", url)).publicUrl()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "/unsubscribe",
                "ftp://example.org",
                "mailto:a@example.org",
                "https://",
                "https:example.org",
                "https://example.org/",
                "https://example.org?x=1",
                "https://example.org#x",
                "https://me:secret@example.org",
                "https://exämple.org",
                "https://example.org/ x"
            })
    void what_is_no_address_of_a_server_is_refused_in_one_line(String url) {
        assertThatThrownBy(() -> read(Map.of("savealife.public-url", url)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("savealife.public-url is \"" + url + "\"")
                .hasMessageContaining("https://savealife.example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"too short, as 31 characters are", "11111111111111111111111111111111,short", ",", " "})
    void a_secret_that_is_too_short_is_refused_and_not_told(String secret) {
        assertThatThrownBy(() -> read(Map.of("savealife.public-url", URL, "savealife.unsubscribe.secret", secret)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("savealife.unsubscribe.secret has a secret of less than 32 characters")
                .hasMessageNotContaining("short");
    }

    @Test
    void an_address_for_unsubscriptions_that_is_none_is_refused() {
        assertThatThrownBy(() -> read(Map.of("savealife.public-url", URL, "savealife.unsubscribe.mailto", "stop")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("savealife.unsubscribe.mailto is \"stop\". That address has no @. Write it like"
                        + " name@example.org.");
    }

    private static UnsubscribeSettings read(Map<String, String> settings) {
        return UnsubscribeSettings.read(key -> Optional.ofNullable(settings.get(key)));
    }
}
