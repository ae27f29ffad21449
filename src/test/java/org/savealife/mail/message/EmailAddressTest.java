package org.savealife.mail.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    private static final String MAX_LOCAL_PART = "a".repeat(64);
    private static final String LABEL = "b".repeat(63);
    private static final List<String> PIECES = List.of(
            "a", "Zoe", "7", "@", "@b", ".nl", ".", "-", "_", "+", "xn--", ".c0m", "é", " ", "longer".repeat(6));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ivica@server.com",
                "a@b.nl",
                "zoe.de-vries+blood@mail.example.org",
                "o'brien@example.org",
                "!#$%&'*+/=?^_`{|}~-@example.org",
                "1@1.example",
                "info@bloedbank.amsterdam",
                "info@münchen.example",
                "info@例え.テスト",
            })
    void an_address_in_use_is_taken_and_kept_as_typed(String text) {
        var address = EmailAddress.of(text);

        assertThat(address.value()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00a0", "\u200b", "\u202a\u202c", "\ufeff"})
    void nothing_but_blanks_is_no_address(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmailAddress.of(text))
                .withMessageContaining("Enter an e-mail address");
    }

    @Test
    void sharp_s_is_not_ss() {
        assertThat(EmailAddress.of("anna@straße.de").normalised())
                .isNotEqualTo(EmailAddress.of("anna@strasse.de").normalised());
    }

    private static String pieces(Random random) {
        return random.ints(random.nextInt(1, 5), 0, PIECES.size())
                .mapToObj(PIECES::get)
                .collect(Collectors.joining());
    }

    @Test
    void what_is_taken_at_one_look_keeps_every_rule() {
        var random = new Random(7);
        var usual = 0;
        for (var count = 0; count < 200_000; count++) {
            var text = pieces(random) + "@" + pieces(random) + ".nl";
            if (EmailAddress.isUsual(text)) {
                usual++;
                assertThatCode(() -> EmailAddress.check(text)).as(text).doesNotThrowAnyException();
            }
        }

        assertThat(usual).isGreaterThan(1_000);
        assertThat(EmailAddress.isUsual("zoe.de-vries+blood@mail.example.org")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'', Enter an e-mail address",
        "'   ', Enter an e-mail address",
        "ivica, no @",
        "ivica@home@server.com, more than one @",
        "@server.com, nothing before the @",
        "ivica@, nothing after the @",
        "ivica@server, no dot after the @",
        "ivica@server.com., ends with a dot",
        "ivica@.com, no valid domain",
        "ivica@server..com, no valid domain",
        "ivica@-server.com, no valid domain",
        "ivica@server-.com, no valid domain",
        "ivica@ser_ver.com, no valid domain",
        "ivica@127.0.0.1, a number where the domain should end",
        "ivica@[127.0.0.1], no valid domain",
        "ivica@server.com>, no valid domain",
        ".ivica@server.com, a dot too many before",
        "ivica.@server.com, a dot too many before",
        "iv..ica@server.com, a dot too many before",
        "zoë@server.com, cannot send to",
        "'\"ivica\"@server.com', cannot send to",
        "'iv,ica@server.com', cannot send to",
        "'<ivica@server.com', cannot send to",
        "iv ica@server.com, a blank",
        "iv\u00a0ica@server.com, a blank",
        "ivica@server.com bcc@server.com, a blank",
    })
    void what_is_no_address_is_refused_with_what_to_do_about_it(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmailAddress.of(text))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ivica@server.com\r\nBcc: x@y.org",
                "ivica\r@server.com",
                "ivica@server.com\nRCPT TO:<x@y.org>",
                "ivica\u0000@server.com",
                "ivica@ser\u0085ver.com",
                "ivica@server\u2028.com",
            })
    void a_line_break_or_control_character_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmailAddress.of(text))
                .withMessageContaining("line break or a control character");
    }

    @Test
    void the_longest_address_is_taken_and_one_character_more_is_refused() {
        String domain = LABEL + "." + LABEL + "." + "c".repeat(58) + ".nl";
        String longest = MAX_LOCAL_PART + "@" + domain;

        assertThat(longest).hasSize(254);
        assertThat(EmailAddress.of(longest).value()).isEqualTo(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmailAddress.of(longest.replace(".nl", "c.nl")))
                .withMessageContaining("too long");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmailAddress.of("a" + MAX_LOCAL_PART + "@server.com"))
                .withMessageContaining("too long before the @");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmailAddress.of("a@b" + LABEL + ".nl"))
                .withMessageContaining("no valid domain");
    }

    @ParameterizedTest
    @CsvSource({
        "'  Ivica@Server.COM ', ivica@server.com",
        "Ivica@MÜNCHEN.example, ivica@xn--mnchen-3ya.example",
        "Ivica@mu\u0308nchen.example, ivica@xn--mnchen-3ya.example",
        "ivica@xn--mnchen-3ya.example, ivica@xn--mnchen-3ya.example",
        "INFO@例え。テスト, info@xn--r8jz45g.xn--zckzah",
        "anna@straße.de, anna@xn--strae-oqa.de",
        "anna@faß.de, anna@xn--fa-hia.de",
        "'\u00a0ivica@server.com\u00a0', ivica@server.com",
        "'\u200bivica@server.com\u200b', ivica@server.com",
        "'\u202aivica@server.com\u202c', ivica@server.com",
        "'\u2068\ufeff \u200e ivica@server.com\u200f\u2069', ivica@server.com",
        "'\u2060\u3000ivica@server.com\u00ad\t', ivica@server.com",
    })
    void spellings_of_one_address_are_the_same_when_normalised(String text, String normalised) {
        assertThat(EmailAddress.of(text).normalised()).isEqualTo(normalised);
    }

    @Test
    void on_the_wire_the_local_part_stays_as_typed_and_the_domain_is_ascii() {
        assertThat(EmailAddress.of("Ivica@münchen.example").ascii()).isEqualTo("Ivica@xn--mnchen-3ya.example");
    }

    @Test
    void neither_text_form_nor_error_shows_the_address() {
        assertThat(EmailAddress.of("ivica@server.com").toString()).doesNotContain("ivica", "server");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmailAddress.of("ivica@server"))
                .withMessageNotContaining("ivica");
    }
}
