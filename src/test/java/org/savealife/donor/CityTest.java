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
                    """)
    void spellings_of_one_city_meet(String one, String other) {
        assertThat(City.of(one.strip())).isEqualTo(City.of(other)).hasSameHashCodeAs(City.of(other));
    }

    @Test
    void different_cities_stay_apart() {
        assertThat(City.of("Haarlem")).isNotEqualTo(City.of("Haarlemmermeer"));
    }

    @Test
    void the_name_is_kept_as_typed_with_its_blanks_folded() {
        var city = City.of("  São\u00a0  Paulo ");

        assertThat(city.name()).isEqualTo("São Paulo");
        assertThat(city.key()).isEqualTo("sao paulo");
    }

    @Test
    void an_apostrophe_stays_in_the_key() {
        assertThat(City.of("'s-Hertogenbosch").key()).isEqualTo("'s-hertogenbosch");
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
