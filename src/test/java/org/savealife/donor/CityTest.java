package org.savealife.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CityTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    Haarlem            | haarlem
                    " HAARLEM "        | haarlem
                    haarlem            | haarlem
                    São Paulo          | SAO PAULO
                    São Paulo          | Sao   Paulo
                    's-Hertogenbosch   | ’S-HERTOGENBOSCH
                    's-Hertogenbosch   | ‘s‑Hertogenbosch
                    Großenhain         | GROSSENHAIN
                    İstanbul           | ISTANBUL
                    Zürich             | zurich
                    Ｔｏｋｙｏ           | Tokyo
                    Kraków             | KRAKOW
                    Łódź               | Lodz
                    Łódź               | ŁÓDŹ
                    København          | Kobenhavn
                    Großenhain         | GROẞENHAIN
                    Großenhain         | Grossenhain
                    Tromsø             | TROMSO
                    Đà Nẵng            | Da Nang
                    Ærøskøbing         | Aeroskobing
                    Œuilly             | OEUILLY
                    Þingeyri           | Thingeyri
                    Seyðisfjörður      | SEYDISFJORDUR
                    Iğdır              | IGDIR
                    Ħamrun             | Hamrun
                    Gəncə              | GENCE
                    Sint-Truiden       | Sint Truiden
                    Sint-Truiden       | SINT—TRUIDEN
                    Sint-Truiden       | Sint−Truiden
                    Sint-Truiden       | "Sint - Truiden"
                    's-Gravenhage      | s-Gravenhage
                    Hawaiʻi            | Hawai'i
                    Xi’an              | Xian
                    St. John's         | St Johns
                    Haarlem            | Haarlem.
                    Bergen (NH)        | "Bergen, NH"
                    Frankfurt/Oder     | Frankfurt (Oder)
                    Αθήνα              | ΑΘΗΝΑ
                    Βόλος              | ΒΟΛΟΣ
                    Королёв            | Королев
                    الأحساء            | الاحساء
                    מוֹדִיעִין         | מודיעין
                    ﾅｶﾞｻｷ              | ナガサキ
                    क़ादियान            | क़ादियान
                    """)
    void spellings_of_one_city_meet(String one, String other) {
        assertThat(City.of(one.strip())).isEqualTo(City.of(other)).hasSameHashCodeAs(City.of(other));
    }

    @Test
    void different_cities_stay_apart() {
        assertThat(City.of("Haarlem")).isNotEqualTo(City.of("Haarlemmermeer"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    दिल्ली      | दलल
                    পুরী        | পারা
                    மதுரை      | மாதர
                    いわき      | いわぎ
                    ハチノヘ    | バチノヘ
                    เลย         | ลาย
                    ယား         | ယာ
                    Bergen (NH) | Bergen (L)
                    Den Haag    | 's-Gravenhage
                    München     | Muenchen
                    Haarlem     | Haarlem (NH)
                    """)
    void names_of_other_cities_keep_apart(String one, String other) {
        assertThat(City.of(one)).isNotEqualTo(City.of(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'\u200bs-Gravenhage",
                "\ufeff's-Gravenhage",
                "'s-Graven\u00adhage",
                "\u2066's-Gravenhage\u2069",
                "'s-Gravenhage\u200e"
            })
    void what_cannot_be_seen_is_no_part_of_the_name(String typed) {
        assertThat(City.of(typed).name()).isEqualTo("'s-Gravenhage");
    }

    @ParameterizedTest
    @CsvSource({"نجف\u200cآباد, نجفآباد", "葛\udb40\udd00城, 葛城"})
    void what_joins_letters_or_says_how_they_are_drawn_is_kept_and_makes_no_other_city(String typed, String plain) {
        assertThat(City.of(typed).name()).isEqualTo(typed);
        assertThat(City.of(typed)).isEqualTo(City.of(plain));
    }

    @Test
    void the_key_of_a_key_is_the_key_itself_whatever_the_script() {
        for (var letter = 0; letter < Character.MAX_CODE_POINT; letter++) {
            if (Character.isLetterOrDigit(letter)) {
                var key = TextFolding.foldCity("a" + Character.toString(letter) + "b");

                assertThat(TextFolding.foldCity(key)).as("U+%04X", letter).isEqualTo(key);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Haarlem", "SÃO PAULO", "Den Haag", "Großenhain", "Αθήνα", "東京", "Нижний Новгород", "서울"})
    void most_cities_have_the_key_that_they_always_had(String name) {
        assertThat(City.of(name).formerKey()).isEqualTo(City.of(name).key());
    }

    @Test
    void the_name_is_kept_as_typed_with_its_blanks_folded() {
        var city = City.of("  São\u00a0  Paulo ");

        assertThat(city.name()).isEqualTo("São Paulo");
        assertThat(city.key()).isEqualTo("sao paulo");
    }

    @Test
    void an_apostrophe_is_not_in_the_key_and_a_hyphen_is_a_blank_there() {
        assertThat(City.of("'s-Hertogenbosch").key()).isEqualTo("s hertogenbosch");
        assertThat(City.of("'s-Hertogenbosch").formerKey()).isEqualTo("'s-hertogenbosch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"東京", "Нижний Новгород", "الرياض", "Aix-en-Provence (centre)", "St. Gallen", "Paris 15"})
    void cities_of_any_script_are_taken(String name) {
        assertThat(City.of(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Haarlem\r\nBcc: all@example.org",
                "Haarlem\u0000",
                "Haarlem\u2028x",
                "<script>alert(1)</script>",
                "12345",
                "- -",
                "\u0301",
                "\uff9e",
                "http://example.org"
            })
    void what_is_no_city_is_refused(String text) {
        assertThatThrownBy(() -> City.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_name_that_grows_beyond_a_key_of_the_database_when_it_is_folded_is_refused() {
        assertThatThrownBy(() -> City.of("\ufdfa".repeat(80))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> City.of("\ufdfb".repeat(100))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_name_of_more_than_100_characters_is_refused() {
        assertThat(City.of("a".repeat(100)).name()).hasSize(100);
        assertThatThrownBy(() -> City.of("a".repeat(101))).hasMessageContaining("100 characters");
    }
}
