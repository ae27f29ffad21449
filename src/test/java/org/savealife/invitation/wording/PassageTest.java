package org.savealife.invitation.wording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageTranslator;

class PassageTest {

    private static final Passage WORD = new Passage("hello.booked", 40, Set.of("city", "day"), Set.of("city"));
    private static final Passage LABEL = new Passage("stop", 10, Set.of(), Set.of());
    private static final Passage TEXT = new Passage(
            "text",
            200,
            Set.of("when", "address", "note", "reason", "imprint", "first_name"),
            Set.of("when", "address", "note", "reason", "imprint"));
    private static final String FITS = "{{when}} {{address}}\n\n{{note}}\n\n{{reason}}\n\n-- \n{{imprint}}";

    @Test
    void words_are_taken_as_written_without_blanks_around_them() {
        assertThat(WORD.read("  Hello in {{city}}, <b>you</b> & \"all\" "))
                .isEqualTo("Hello in {{city}}, <b>you</b> & \"all\"");
        assertThat(TEXT.read(FITS.replace("\n", "\r\n"))).isEqualTo(FITS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Come to {{city}} on {{date}} | There is no {{date}} here. You can write {{city}}, {{day}}.",
                "{{email}} {{date}}        | There is no {{date}}, {{email}} here. You can write {{city}}, {{day}}.",
                "Come                                     | Please write {{city}} as well: donors need it.",
                "Come to {city}                           | Braces are for placeholders only, such as {{city}}.",
                "Come to {{city} or {{city}}              | Braces are for placeholders only, such as {{city}}.",
                "Come to {{{city}}}                       | Braces are for placeholders only, such as {{city}}.",
                "Come to {{City}}                         | Braces are for placeholders only, such as {{city}}.",
                "{{city}} 567890123456789012345678901234567890 | Please write at most 40 characters."
            })
    void a_word_is_refused_with_what_to_do(String words, String message) {
        assertThatThrownBy(() -> WORD.read(words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void a_word_stands_in_one_line_without_control_characters() {
        assertThatThrownBy(() -> WORD.read("{{city}}\nDonate")).hasMessage("Please write this in one line.");
        assertThatThrownBy(() -> WORD.read("To\u0007 {{city}}"))
                .hasMessage("Please leave out tabs and control characters.");
        assertThatThrownBy(() -> WORD.read("{{city}}\ud800"))
                .hasMessage("Please leave out tabs and control characters.");
        assertThatThrownBy(() -> WORD.read("To\u2028{{city}}"))
                .hasMessage("Please leave out tabs and control characters.");
    }

    @Test
    void a_button_has_no_placeholders() {
        assertThatThrownBy(() -> LABEL.read("{{city}}"))
                .hasMessage("There is no {{city}} here. Please write words only.");
    }

    @ParameterizedTest
    @CsvSource({
        "'{{when}} {{address}} {{note}}\n\n{{reason}}\n\n{{imprint}}', '{{address}}, {{when}}'",
        "'{{when}}\n\n{{note}} {{address}}\n\n{{reason}} {{address}}\n\n{{imprint}}', '{{address}}'",
        "'{{when}} {{address}}\n\n{{note}} {{reason}}\n\n{{imprint}}', '{{note}}, {{reason}}'",
        "'{{when}}\n\n{{note}}\n\n{{reason}}\n\n{{imprint}} {{address}}', '{{address}}'"
    })
    void nothing_is_left_out_together_with_what_a_donation_does_not_have(String text, String gone) {
        assertThatThrownBy(() -> TEXT.read(text))
                .hasMessage("Please write " + gone + " in a paragraph without {{note}}, {{reason}} and a line without"
                        + " {{imprint}}: these are left out where there is nothing to say.");
    }

    @Test
    void what_is_wrong_is_said_in_the_language_of_the_page() {
        for (var wrong : new String[] {"", "Come {{date}} {{city}}", "{city}", "{{city}}\n1", "To\t{{city}}"}) {
            assertThatThrownBy(() -> WORD.read(wrong)).satisfies(refused -> {
                var english = String.valueOf(refused.getMessage());
                assertThat(MessageTranslator.in(Language.DUTCH.locale(), english))
                        .isNotEqualTo(english);
            });
        }
        assertThatThrownBy(() -> TEXT.read("{{when}} {{address}} {{note}}\n\n{{reason}}\n\n{{imprint}}"))
                .satisfies(refused -> assertThat(
                                MessageTranslator.in(Locale.forLanguageTag("nl"), String.valueOf(refused.getMessage())))
                        .startsWith("Schrijf {{address}}, {{when}} in een alinea zonder {{note}}, {{reason}} en"));
    }
}
