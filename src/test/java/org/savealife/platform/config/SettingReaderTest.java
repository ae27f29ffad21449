package org.savealife.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingReaderTest {

    private static final Map<String, String> ALL = Map.of(
            "a.number", "5",
            "a.share", "0.5",
            "a.switch", "true",
            "a.wait", "90",
            "a.server", "http://127.0.0.1:8000",
            "a.folder", "/var/lib",
            "a.colour", "dark_blue",
            "a.zone", "Europe/Amsterdam",
            "a.region", "eu-west-1",
            "a.secret", "12345, 67890");

    enum Colour {
        RED,
        DARK_BLUE
    }

    public record Everything(
            @SettingKey("a.number") @Min(1) @Max(9) int number,

            @SettingKey("a.share") @DecimalMin("0.0") @DecimalMax("1.0")
            double share,

            @SettingKey("a.switch") boolean on,

            @SettingKey("a.wait") @DurationRange(unit = ChronoUnit.SECONDS, min = 1, max = 100)
            Duration pause,

            @SettingKey("a.server") URI server,
            @SettingKey("a.folder") Path folder,
            @SettingKey("a.colour") Colour colour,

            @SettingKey(value = "a.zone", allowed = "a time zone")
            ZoneId zone,

            @SettingKey(value = "a.region", allowed = "a region")
            Optional<@Pattern(regexp = "[a-z0-9-]+") String> region,

            @SettingKey("a.secret") List<@Size(min = 5, message = "is too short.") String> secrets,
            @SettingKey(value = "a.name", required = false) String name) {}

    public record Impossible(
            @SettingKey("a.number") @Size(min = 1) int number) {}

    @Lenient
    public record Forgiving(
            @SettingKey("a.colour") Colour colour,
            @SettingKey("a.region") Optional<String> region) {}

    @Test
    void each_component_has_the_value_of_its_key() {
        assertThat(read(Map.of()))
                .isEqualTo(new Everything(
                        5,
                        0.5,
                        true,
                        Duration.ofSeconds(90),
                        URI.create("http://127.0.0.1:8000"),
                        Path.of("/var/lib"),
                        Colour.DARK_BLUE,
                        ZoneId.of("Europe/Amsterdam"),
                        Optional.of("eu-west-1"),
                        List.of("12345", "67890"),
                        ""));
    }

    @ParameterizedTest
    @CsvSource({
        "a.number, 0, 'a.number is \"0\". Allowed: a whole number from 1 to 9.'",
        "a.number, five, 'a.number is \"five\". Allowed: a whole number from 1 to 9.'",
        "a.share, NaN, 'a.share is \"NaN\". Allowed: a number from 0.0 to 1.0.'",
        "a.switch, yes, 'a.switch is \"yes\". Allowed: true, false.'",
        "a.wait, 101, 'a.wait is \"101\". Allowed: a whole number from 1 to 100.'",
        "a.server, ftp://host, 'a.server is \"ftp://host\". Allowed: a URL, like http://127.0.0.1:8000.'",
        "a.folder, lib, 'a.folder is \"lib\". Allowed: a whole path, like /var/lib/dynamodb.'",
        "a.colour, RED, 'a.colour is \"RED\". Allowed: red, dark_blue.'",
        "a.zone, Mars, 'a.zone is \"Mars\". Allowed: a time zone.'",
        "a.region, EU, 'a.region is \"EU\". Allowed: a region.'",
        "a.secret, 123, a.secret is too short.",
    })
    void a_wrong_value_is_told_with_what_is_allowed(String key, String value, String message) {
        assertThatIllegalStateException()
                .isThrownBy(() -> read(Map.of(key, value)))
                .withMessage(message);
    }

    @Test
    void what_must_be_set_is_missed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new SettingReader(key -> Optional.empty()).read(Everything.class))
                .withMessage("a.number is not set. It needs a value.");
    }

    @Test
    void a_lenient_record_ignores_blanks_and_case() {
        var values = Map.of("a.colour", " Dark_Blue ", "a.region", "  ");

        assertThat(new SettingReader(key -> Optional.ofNullable(values.get(key))).read(Forgiving.class))
                .isEqualTo(new Forgiving(Colour.DARK_BLUE, Optional.empty()));
    }

    @Test
    void a_constraint_that_would_not_be_applied_is_a_mistake_of_ours() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SettingReader(key -> Optional.of("1")).read(Impossible.class))
                .withMessageContaining("Size");
    }

    private static Everything read(Map<String, String> changed) {
        var values = new HashMap<>(ALL);
        values.putAll(changed);
        return new SettingReader(key -> Optional.ofNullable(values.get(key))).read(Everything.class);
    }
}
