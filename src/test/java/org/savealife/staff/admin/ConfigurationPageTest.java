package org.savealife.staff.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.platform.config.Settings;

class ConfigurationPageTest {

    private static final Settings.Setting SETTING = new Settings.Setting(
            "Mail",
            "savealife.mail.smtp.port",
            "Port of the relay. Relays listen on 587.",
            "1025",
            Settings.Origin.DEFAULT,
            false);

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "smtp, true",
        "' RELAY  port ', true",
        "mail 587, true",
        "1025, true",
        "imap, false",
        "port imap, false",
    })
    void a_key_is_found_by_all_words_of_its_name_its_value_and_what_is_said_of_it(String text, boolean found) {
        assertThat(ConfigurationPage.fits(SETTING, text)).isEqualTo(found);
    }
}
