package org.savealife.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BloodTypeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0+               | O+
                    O+               | O+
                    o +              | O+
                    ' 0 + '          | O+
                    O pos            | O+
                    O pos.           | O+
                    O positive       | O+
                    O+ve             | O+
                    0 Rh negativ     | O-
                    0-negatief       | O-
                    0 rhesus-        | O-
                    0-               | O-
                    O−               | O-
                    O–               | O-
                    A＋              | A+
                    A-positive       | A+
                    a_neg            | A-
                    A Rh(D) positive | A+
                    A (+)            | A+
                    B RhD neg        | B-
                    B/negativo       | B-
                    ab rh+           | AB+
                    AB+              | AB+
                    AB Rh negative   | AB-
                    AB Rhesus-Faktor positiv | AB+
                    ＡＢ－            | AB-
                    """)
    void what_people_write_is_understood(String written, String code) {
        var type = BloodType.parse(written);

        assertThat(type.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "0",
                "AB",
                "C+",
                "A++",
                "A+-",
                "A-+",
                "+",
                "BA+",
                "AO-",
                "positive",
                "A maybe",
                "A+ B+",
                "<b>A+</b>"
            })
    void what_is_no_blood_type_is_refused_with_an_example(String written) {
        assertThatThrownBy(() -> BloodType.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AB Rh negative");
    }

    @ParameterizedTest
    @EnumSource(BloodType.class)
    void every_type_is_found_by_its_code(BloodType type) {
        assertThat(BloodType.ofCode(type.code())).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "Unknown "})
    void somebody_may_say_that_they_do_not_know(String written) {
        assertThat(BloodType.parse(written)).isEqualTo(BloodType.UNKNOWN);
    }
}
