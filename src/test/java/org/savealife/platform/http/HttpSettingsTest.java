package org.savealife.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.platform.config.SettingReader;

class HttpSettingsTest {

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

    private static HttpSettings read(Map<String, String> settings) {
        return new SettingReader(key -> Optional.ofNullable(
                        settings.getOrDefault(key, key.equals("savealife.session.minutes") ? "30" : null)))
                .read(HttpSettings.class);
    }
}
