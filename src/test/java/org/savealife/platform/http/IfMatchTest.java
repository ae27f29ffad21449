package org.savealife.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.error.PreconditionRequiredException;

class IfMatchTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"3\"           | true",
                "\"2\"           | false",
                "\"33\"          | false",
                "*               | true",
                "' * '           | true",
                "\"1\", \"3\"    | true",
                "\"1\" ,\"3\"    | true",
                "\"3\",          | true",
                "W/\"3\"         | false",
                "W/\"3\", \"3\"  | true",
                "\"\"            | false",
                "\"a,b\", \"3\"  | true",
            })
    void one_of_the_tags_must_be_the_present_one(String header, boolean matches) {
        assertThat(IfMatch.of(Optional.of(header)).matches("3")).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "\"3", "\"3\" \"4\"", "w/\"3\"", "*, \"3\"", " ", "\"a b\""})
    void what_is_no_such_header_is_refused(String header) {
        assertThatExceptionOfType(InvalidFieldsException.class)
                .isThrownBy(() -> IfMatch.of(Optional.of(header)))
                .satisfies(
                        refused -> assertThat(refused.fields().get(0).field()).isEqualTo("If-Match"));
    }

    @Test
    void without_it_nothing_is_changed() {
        assertThatExceptionOfType(PreconditionRequiredException.class).isThrownBy(() -> IfMatch.of(Optional.empty()));
    }
}
