package org.savealife.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.savealife.mail.smtp.Mails.mailSettings;

import jakarta.mail.internet.MimeUtility;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailSettingsTest {

    @Test
    void the_settings_that_the_application_comes_with_are_valid() {
        var settings = mailSettings();

        assertThat(settings.transport()).isEqualTo(MailSettings.Transport.SMTP);
        assertThat(settings.from().address()).isEqualTo("savealife@localhost");
        assertThat(settings.ratePerSecond()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "transport, pigeon, 'smtp, ses'",
        "rate-per-second, 1e-9, '0 for no limit'",
        "rate-per-second, -1, '0 for no limit'",
        "rate-per-second, fast, '0 for no limit'",
        "rate-per-second, NaN, '0 for no limit'",
        "rate-per-second, 1e9, '0 for no limit'",
        "from, bank, 'one address, like name@example.org'",
        "from, 'a@example.org, b@example.org', 'one address, like name@example.org'",
        "from, 'Bank <bank@example.org', 'one address, like name@example.org'",
        "from, 'bänk@example.org', 'one address, like name@example.org'",
        "from, 'Bank\r\nBcc: x@y.org <bank@example.org>', 'one address, like name@example.org'",
    })
    void a_wrong_value_is_named_with_its_key_and_what_is_allowed(String key, String value, String allowed) {
        assertThatIllegalStateException()
                .isThrownBy(() -> mailSettings(key, value))
                .withMessageContaining("savealife.mail." + key + " is ")
                .withMessageContaining("Allowed: ")
                .withMessageContaining(allowed);
    }

    @Test
    void blanks_around_a_value_and_the_case_of_a_word_do_not_count() {
        assertThat(mailSettings("transport", " SES ").transport()).isEqualTo(MailSettings.Transport.SES);
    }

    @ParameterizedTest
    @CsvSource({
        "bank@example.org, bank@example.org, bank@example.org",
        "Blood bank <bank@example.org>, bank@example.org, Blood bank <bank@example.org>",
        "'\"Bank, the blood\" <bank@example.org>', bank@example.org, '\"Bank, the blood\" <bank@example.org>'",
        "Blutspende München <bank@münchen.example>, bank@xn--mnchen-3ya.example,"
                + " Blutspende München <bank@xn--mnchen-3ya.example>",
    })
    void the_sender_may_have_a_name(String from, String address, String header) throws Exception {
        var sender = mailSettings("from", from).from();

        assertThat(sender.address()).isEqualTo(address);
        assertThat(sender.header()).matches("From: [ -~]+(\r\n [ -~]+)*\r\n");
        assertThat(MimeUtility.decodeText(MimeUtility.unfold(sender.header().substring("From: ".length()))
                        .strip()))
                .isEqualTo(header);
    }

    @ParameterizedTest
    @CsvSource({
        "bank@example.org, Blutspende München, Blutspende München",
        "Donations <bank@example.org>, Blutspende München, Donations",
        "bank@example.org, , ''",
    })
    void a_sender_without_a_name_has_that_of_the_organisation(String from, String organisation, String name) {
        var sender = mailSettings("from", from)
                .orNamed(Objects.requireNonNullElse(organisation, ""))
                .from();

        assertThat(sender.name()).isEqualTo(name);
        assertThat(sender.text()).isEqualTo(name.isEmpty() ? "bank@example.org" : name + " <bank@example.org>");
        assertThat(sender.header()).matches("From: [ -~]+(\r\n [ -~]+)*\r\n").contains("bank@example.org");
    }
}
