package org.savealife.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirstNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ivica",
                "Zoë",
                "Anne-Marie",
                "D’Arcy",
                "J.P.",
                "María José",
                "Nguyễn",
                "李",
                "Øyvind",
                "محمد",
                "John 3",
                "گل\u200cناز",
                "メアリー・アン",
                "ශ\u0dca\u200dරී",
                "‘Abd",
                "'t"
            })
    void names_of_people_are_taken(String name) {
        assertThat(FirstName.of(name).value()).isEqualTo(name);
    }

    @Test
    void what_is_taken_at_one_look_keeps_every_rule_and_needs_no_folding() {
        for (var letter = 0; letter < 0x300; letter++) {
            for (var text : List.of("" + (char) letter, "Zo" + (char) letter, "Zo" + (char) letter + "e")) {
                if (FirstName.isPlain(text)) {
                    assertThatCode(() -> FirstName.check(text)).as(text).doesNotThrowAnyException();
                    assertThat(Normalizer.isNormalized(text, Normalizer.Form.NFC))
                            .isTrue();
                }
            }
        }
        assertThat(FirstName.isPlain("Zoë Anne-Marie d'Arcy")).isTrue();
        assertThat(FirstName.isPlain("a".repeat(81))).isFalse();
    }

    @Test
    void blanks_are_trimmed_and_folded() {
        assertThat(FirstName.of("  Anne   Marie ").value()).isEqualTo("Anne Marie");
    }

    @Test
    void a_name_typed_with_a_combining_mark_is_the_same_name() {
        assertThat(FirstName.of("Zoe\u0308")).isEqualTo(FirstName.of("Zoë"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Zoë\r\nBcc: all@example.org",
                "Zoë\nHello",
                "a\u0000b",
                "<b>Zoë</b>",
                "Visit http://example.org",
                "example.org",
                "win at example.org now",
                "{{email}}",
                "Zoë & Tom",
                "\u0301",
                "\uff9e",
                "\u0301\u0301 \u0301",
                "Zoë\u200d",
                "\u200cZoë",
                "evil.c\u200com",
                "Zo\u200b\u200bë",
                "-",
                "💉"
            })
    void what_could_be_a_header_a_link_or_mark_up_is_refused(String text) {
        assertThatThrownBy(() -> FirstName.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_name_that_grows_beyond_a_key_of_the_database_when_it_is_folded_is_refused() {
        assertThat("\ufdfa".repeat(80).length()).isLessThanOrEqualTo(80);
        assertThatThrownBy(() -> FirstName.of("\ufdfa".repeat(80))).isInstanceOf(IllegalArgumentException.class);
        assertThat(FirstName.of("각".repeat(80)).value()).hasSize(80);
    }

    @ParameterizedTest
    @CsvSource({
        "Zoë, ''",
        "Jan Willem, willem",
        "Anne-Marie, marie",
        "D’Árcy, arcy",
        "‘Abd al-Rahman, al-rahman;rahman",
        "Anna Maria Johanna van Buren, maria johanna van buren;johanna van buren;van buren",
        "José (Pepe), pepe)",
        "J. R., r.",
        "マリア・テレサ, テレサ",
    })
    void a_name_has_later_words_by_which_it_is_found(String name, String words) {
        assertThat(String.join(";", FirstName.of(name).laterWords())).isEqualTo(words);
    }

    @Test
    void the_name_stays_out_of_logs() {
        assertThat(FirstName.of("Zoë")).hasToString("FirstName[…]");
    }
}
