package org.savealife.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.savealife.mail.smtp.Mails.settings;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpSettingsTest {

    @Test
    void the_settings_that_the_application_comes_with_are_valid_and_send_nothing_off_this_machine() {
        var settings = settings(1025);

        assertThat(settings.host()).isEqualTo("localhost");
        assertThat(settings.username()).isEmpty();
        assertThat(settings.tls()).isEqualTo(SmtpSettings.Tls.STARTTLS);
        assertThat(settings.acceptTimeout()).isEqualTo(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @CsvSource({
        "smtp.port, 0, a whole number from 1 to 65535",
        "smtp.port, 65536, a whole number from 1 to 65535",
        "smtp.port, smtp, a whole number from 1 to 65535",
        "smtp.connections, 0, a whole number from 1 to 100",
        "smtp.connections, 2.5, a whole number from 1 to 100",
        "smtp.messages-per-connection, -1, a whole number from 1 to 1000000",
        "smtp.connect-timeout, 0, a whole number from 1 to 3600",
        "smtp.reply-timeout, 1s, a whole number from 1 to 3600",
        "smtp.accept-timeout, 3601, a whole number from 1 to 3600",
        "smtp.idle-timeout, -5, a whole number from 1 to 3600",
        "smtp.tls, ssl, 'none, starttls, required, implicit'",
    })
    void a_wrong_value_is_named_with_its_key_and_what_is_allowed(String key, String value, String allowed) {
        assertThatIllegalStateException()
                .isThrownBy(() -> settings(1025, key, value))
                .withMessageContaining("savealife.mail." + key + " is \"" + value + "\"")
                .withMessageContaining("Allowed: ")
                .withMessageContaining(allowed);
    }

    @Test
    void a_missing_value_is_named() {
        assertThatIllegalStateException()
                .isThrownBy(() -> settings(1025, "smtp.host", " "))
                .withMessage("savealife.mail.smtp.host is not set. It needs a value.");
    }

    @Test
    void a_user_name_without_a_password_is_refused_and_so_is_the_reverse() {
        assertThatIllegalStateException()
                .isThrownBy(() -> settings(1025, "smtp.username", "bank"))
                .withMessageContaining("go together");
        assertThatIllegalStateException()
                .isThrownBy(() -> settings(1025, "smtp.password", "geheim"))
                .withMessageContaining("go together")
                .withMessageNotContaining("geheim");
    }

    @ParameterizedTest
    @CsvSource({
        "starttls, relay.example.org",
        "none, relay.example.org",
        "NONE, 192.0.2.1",
        "starttls, 2001:db8::1",
        "starttls, localhost.example.org",
        "starttls, 127.example.org",
        "starttls, 127.0.0.1.example.org",
        "starttls, 127.0.0.300",
        "starttls, mailpit",
    })
    void a_password_that_could_go_out_in_clear_is_refused(String tls, String host) {
        assertThatIllegalStateException()
                .isThrownBy(() -> withPassword(tls, host))
                .withMessageContaining("savealife.mail.smtp.tls is \"" + tls.toLowerCase(Locale.ROOT) + "\"")
                .withMessageContaining("required, implicit")
                .withMessageNotContaining("geheim");
    }

    @ParameterizedTest
    @CsvSource({
        "required, relay.example.org",
        "implicit, relay.example.org",
        "starttls, localhost",
        "none, LOCALHOST.",
        "none, 127.0.0.1",
        "starttls, 127.255.0.53",
        "starttls, ::1",
        "starttls, [::1]",
        "none, 0:0:0:0:0:0:0:1",
    })
    void a_password_that_nobody_can_overhear_is_taken(String tls, String host) {
        assertThat(withPassword(tls, host).password()).isEqualTo("geheim");
    }

    private static SmtpSettings withPassword(String tls, String host) {
        return settings(1025, "smtp.tls", tls, "smtp.host", host, "smtp.username", "bank", "smtp.password", "geheim");
    }

    @Test
    void the_password_does_not_show() {
        var settings = settings(1025, "smtp.username", "bank", "smtp.password", "geheim");

        assertThat(settings.password()).isEqualTo("geheim");
        assertThat(settings.toString()).contains("localhost:1025").doesNotContain("geheim");
    }
}
