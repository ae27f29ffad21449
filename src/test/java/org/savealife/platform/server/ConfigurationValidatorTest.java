package org.savealife.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.platform.config.InvalidSettingException;
import org.savealife.platform.config.SettingKey;
import org.savealife.platform.config.Settings;
import org.savealife.platform.config.SettingsFile;
import org.savealife.platform.config.SettingsProducer;

class ConfigurationValidatorTest {

    private static final List<SettingsFile.Key> KEYS = SettingsFile.parse(Settings.file());
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final Map<String, String> defaults = KEYS.stream()
            .filter(key -> !key.standard().isEmpty())
            .collect(Collectors.toMap(SettingsFile.Key::name, SettingsFile.Key::standard));

    @Test
    void the_settings_that_the_application_comes_with_are_right() {
        assertThat(mistakes(Map.of())).isEmpty();
    }

    @Test
    void every_key_of_ours_has_a_rule() {
        var asked = new HashSet<String>();
        ConfigurationValidator.mistakes(SettingsProducer.records(), KEYS, key -> {
            asked.add(key);
            return Optional.ofNullable(defaults.get(key));
        });

        assertThat(asked)
                .containsAll(KEYS.stream()
                        .map(SettingsFile.Key::name)
                        .filter(name -> name.startsWith("savealife."))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "savealife.role, boss, 'all, web, worker'",
        "savealife.role, , not set",
        "savealife.time-zone, Amsterdam, 'like Europe/Amsterdam'",
        "savealife.language, de, 'en, nl'",
        "savealife.public-url, savealife.example.org, 'such as https://savealife.example.org'",
        "savealife.public-url, , 'such as https://savealife.example.org'",
        "savealife.organisation.name, ' ', 'up to 200 characters in one line'",
        "savealife.organisation.address, 'Lindeplein 8\nHaarlem', 'up to 200 characters in one line'",
        "savealife.organisation.contact, call us, 'an e-mail address, a web address'",
        "savealife.organisation.privacy-contact, ask us, 'an e-mail address, a web address'",
        "savealife.organisation.logo, /nowhere/logo.png, 'PNG, JPEG, WebP or SVG'",
        "savealife.log.format, xml, 'text, json'",
        "savealife.table, a, '3 to 180 letters'",
        "savealife.invitations-table, my table, '3 to 180 letters'",
        "savealife.invitations-table, savealife, 'They are two tables'",
        "savealife.create-tables, maybe, 'true, false'",
        "savealife.dynamodb.endpoint, localhost:8000, 'like http://127.0.0.1:8000'",
        "savealife.dynamodb.endpoint, 'http://a b', 'like http://127.0.0.1:8000'",
        "savealife.dynamodb.local, perhaps, 'true, false'",
        "savealife.dynamodb.folder, data, 'like /var/lib/dynamodb'",
        "savealife.dynamodb.region, Ireland, 'like eu-west-1'",
        "savealife.proxy.header, 'X-Forwarded-For:', 'like X-Forwarded-For'",
        "savealife.session.minutes, 0, 'from 1 to 10080'",
        "savealife.retention.invitations, -1, 'from 0 to 36500'",
        "savealife.retention.audit, 2 years, 'from 0 to 36500'",
        "savealife.retention.parked, 90d, 'from 0 to 36500'",
        "savealife.retention.tokens, 40000, 'from 0 to 36500'",
        "savealife.signup.rate, 0, 'a whole number from 1 to 1000000'",
        "savealife.signup.rate, many, 'a whole number from 1 to 1000000'",
        "savealife.signup.rate, 2.5, 'a whole number from 1 to 1000000'",
        "savealife.signup.origins, www.example.org, 'like https://www.example.org'",
        "savealife.signup.origins, 'https://a.example.org, https://b.example.org', 'no blanks'",
        "savealife.signup.origins, 'https://a.example.org/', 'like https://www.example.org'",
        "savealife.unsubscribe.secret, short, 'less than 32 characters'",
        "savealife.unsubscribe.mailto, stop, 'name@example.org'",
        "savealife.sample-data, perhaps, 'true, false'",
        "savealife.admin.username, a:b, '1 to 100 letters'",
        "savealife.admin.password, ' blank in front', '1 to 200 characters'",
        "savealife.staff.password-iterations, 9999, 'from 10000 to 10000000'",
        "savealife.mail.transport, pigeon, 'smtp, ses'",
        "savealife.mail.from, me, 'like name@example.org'",
        "savealife.mail.rate-per-second, -1, '0 for no limit'",
        "savealife.mail.smtp.port, 0, 'from 1 to 65535'",
        "savealife.mail.smtp.tls, ssl, 'none, starttls, required, implicit'",
        "savealife.mail.smtp.hello-name, my machine, 'like mail.example.org'",
        "savealife.mail.smtp.username, bank, 'set both or none'",
        "savealife.mail.smtp.password, geheim, 'set both or none'",
        "savealife.mail.ses.region, Ireland, 'like eu-west-1'",
        "savealife.mail.ses.call-timeout, 0, 'from 1 to 3600'",
        "savealife.mail.bounce-address, bounces, 'name@example.org'",
        "savealife.mail.events.topic, bounces, 'the ARN of a topic'",
        "savealife.mail.events.endpoint, sns, 'URL'",
        "savealife.run.pause-at-failures, 1.5, 'from 0.0 to 1.0'",
        "savealife.run.pause-at-failures, NaN, 'from 0.0 to 1.0'",
        "savealife.run.failure-window, 0, 'from 1 to 10000'",
        "savealife.stream.poll-millis, 0, 'from 1 to 60000'",
        "savealife.stream.idle-poll-millis, 5s, 'from 1 to 60000'",
        "savealife.stream.take-over-millis, 899, 'from 900 to 600000'",
    })
    void a_wrong_value_is_told_in_one_line_with_its_key_and_what_is_allowed(String key, String value, String allowed) {
        assertThat(mistakes(Map.of(key, Optional.ofNullable(value))))
                .singleElement()
                .satisfies(mistake ->
                        assertThat(mistake).contains(key).contains(allowed).hasLineCount(1));
    }

    @Test
    void a_password_for_a_relay_that_may_offer_no_encryption_is_told_in_one_line() {
        assertThat(mistakes(Map.of(
                        "savealife.mail.smtp.host", Optional.of("relay.example.org"),
                        "savealife.mail.smtp.tls", Optional.of("none"),
                        "savealife.mail.smtp.username", Optional.of("bank"),
                        "savealife.mail.smtp.password", Optional.of("sesame"))))
                .singleElement()
                .asString()
                .startsWith("savealife.mail.smtp.tls is \"none\". Allowed")
                .contains("required, implicit")
                .doesNotContain("sesame");
    }

    @Test
    void all_mistakes_are_told_together() {
        var mistakes = mistakes(Map.of(
                "savealife.role", Optional.of("boss"),
                "savealife.time-zone", Optional.of("Mars"),
                "savealife.signup.rate", Optional.of("0"),
                "savealife.mail.from", Optional.of("me"),
                "savealife.mail.smtp.port", Optional.of("0"),
                "savealife.mail.smtp.username", Optional.of("bank"),
                "savealife.mail.ses.call-timeout", Optional.of("0"),
                "savealife.stream.poll-millis", Optional.of("0")));

        assertThat(mistakes).hasSize(8);
        assertThat(mistakes)
                .anyMatch(mistake -> mistake.startsWith("savealife.role is \"boss\""))
                .anyMatch(mistake -> mistake.startsWith("savealife.signup.rate is \"0\""))
                .anyMatch(mistake -> mistake.startsWith("savealife.stream.poll-millis is \"0\""));
    }

    @Test
    void no_secret_is_told() {
        var mistakes = mistakes(Map.of(
                "savealife.unsubscribe.secret", Optional.of(SECRET + ",sesame"),
                "savealife.admin.password", Optional.of(" sesame "),
                "savealife.mail.smtp.password", Optional.of("sesame"),
                "savealife.dynamodb.endpoint", Optional.of("ftp://noor:sesame@db.example.org"),
                "savealife.public-url", Optional.of("https://noor:sesame@example.org")));

        assertThat(mistakes).hasSize(5);
        assertThat(mistakes.toString()).doesNotContain("sesame", SECRET);
    }

    @Test
    void a_line_break_in_a_value_makes_no_line_of_its_own() {
        assertThat(mistakes(Map.of("savealife.role", Optional.of("web\r\nINFO all is well"))))
                .singleElement()
                .asString()
                .hasLineCount(1);
    }

    @Test
    void a_record_whose_message_names_no_key_is_read_once() {
        var asked = new ArrayList<String>();

        assertThat(ConfigurationValidator.mistakes(List.of(Vague.class), KEYS, key -> {
                    asked.add(key);
                    return Optional.of("1");
                }))
                .containsExactly("Something is wrong.");
        assertThat(asked).containsExactly("savealife.number");
    }

    public record Vague(@SettingKey("savealife.number") int number) {

        public Vague {
            throw new InvalidSettingException("Something is wrong.");
        }
    }

    /** @param changed values that differ from the defaults; empty for a key without a value */
    private List<String> mistakes(Map<String, Optional<String>> changed) {
        Function<String, Optional<String>> settings =
                key -> changed.getOrDefault(key, Optional.ofNullable(defaults.get(key)));
        return List.copyOf(ConfigurationValidator.mistakes(SettingsProducer.records(), KEYS, settings));
    }
}
