package org.savealife.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.platform.config.Settings.Origin;

class SettingsTest {

    private static final String FILE = """
            # Every key. No section, and about no key:
            # this.is=no key

            # Process
            # Which half this process is: web (pages and API),
            # or worker.
            savealife.role=all

            # Mail
            # User name and password for the relay, both or none.
            #savealife.mail.username=
            #savealife.mail.password=
            # Address of the relay.
            savealife.mail.url=smtp://localhost
            """;

    private static final List<SettingsFile.Key> KEYS = SettingsFile.parse(FILE);

    @Test
    void the_comment_above_a_key_is_what_it_is_for_and_the_first_line_behind_a_gap_its_section() {
        assertThat(KEYS)
                .containsExactly(
                        new SettingsFile.Key(
                                "Process",
                                "savealife.role",
                                "all",
                                "Which half this process is: web (pages and API), or worker."),
                        new SettingsFile.Key(
                                "Mail",
                                "savealife.mail.username",
                                "",
                                "User name and password for the relay, both or none."),
                        new SettingsFile.Key(
                                "Mail",
                                "savealife.mail.password",
                                "",
                                "User name and password for the relay, both or none."),
                        new SettingsFile.Key(
                                "Mail", "savealife.mail.url", "smtp://localhost", "Address of the relay."));
    }

    @Test
    void our_own_file_explains_each_of_its_keys() {
        var keys = SettingsFile.parse(Settings.file());

        assertThat(keys).hasSizeGreaterThan(30);
        assertThat(keys).allSatisfy(key -> {
            assertThat(key.section()).isNotBlank().hasSizeLessThan(30);
            assertThat(key.purpose()).hasSizeGreaterThan(20).endsWith(".");
        });
        assertThat(keys).extracting(SettingsFile.Key::name).doesNotHaveDuplicates();
        assertThat(keys)
                .extracting(SettingsFile.Key::name)
                .contains("savealife.role", "savealife.mail.smtp.password", "savealife.unsubscribe.secret");
    }

    @Test
    void the_strongest_source_that_has_a_value_is_in_force() {
        var settings = Settings.inForce(
                KEYS,
                List.of(
                        source(400, Map.of("savealife.mail.username", "noor")),
                        source(300, Map.of("savealife.mail.username", "other", "savealife.role", "web")),
                        source(100, Map.of("savealife.role", "all", "savealife.mail.url", "smtp://localhost"))));

        assertThat(settings)
                .extracting(Settings.Setting::key, Settings.Setting::value, Settings.Setting::origin)
                .containsExactly(
                        tuple("savealife.role", "web", Origin.ENVIRONMENT),
                        tuple("savealife.mail.username", "noor", Origin.PROPERTY),
                        tuple("savealife.mail.password", "", Origin.NONE),
                        tuple("savealife.mail.url", "smtp://localhost", Origin.DEFAULT));
    }

    @Test
    void of_a_secret_only_that_it_is_set_gets_out() {
        var settings = Settings.inForce(
                KEYS,
                List.of(source(
                        300,
                        Map.of(
                                "savealife.mail.password",
                                "open-sesame",
                                "savealife.mail.url",
                                "smtp://noor:open-sesame@mail.example.org"))));

        assertThat(settings.toString()).doesNotContain("sesame");
        assertThat(settings.get(2).isSet()).isTrue();
        assertThat(settings.get(2).secret()).isTrue();
        assertThat(settings.get(3).value()).isEqualTo("smtp://…@mail.example.org");
    }

    @ParameterizedTest
    @CsvSource({
        "savealife.mail.smtp.password, true",
        "savealife.admin.password, true",
        "savealife.unsubscribe.secret, true",
        "savealife.some.api-key, true",
        "savealife.some.token, true",
        "savealife.mail.smtp.username, false",
        "savealife.unsubscribe.mailto, false",
        "savealife.table, false",
    })
    void a_secret_is_known_by_its_name(String key, boolean secret) {
        assertThat(Settings.isSecret(key)).isEqualTo(secret);
    }

    @Test
    void keys_that_nobody_reads_are_pointed_out_without_their_values() {
        var sources = List.of(
                source(400, Map.of("savealife.rolle", "web", "savealife.http-port", "8080", "java.version", "17")),
                source(300, Map.of("SAVEALIFE_MAIL_PASWORD", "x", "SAVEALIFE_ROLE", "web", "PATH", "/")));

        assertThat(Settings.unknown(KEYS, sources)).containsExactly("SAVEALIFE_MAIL_PASWORD", "savealife.rolle");
    }

    private static ConfigSource source(int ordinal, Map<String, String> values) {
        return new ConfigSource() {
            @Override
            public Set<String> getPropertyNames() {
                return values.keySet();
            }

            @Override
            public int getOrdinal() {
                return ordinal;
            }

            @Override
            public @Nullable String getValue(String key) {
                return values.get(key);
            }

            @Override
            public String getName() {
                return "source " + ordinal;
            }
        };
    }
}
