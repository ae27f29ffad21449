package org.savealife.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestMetricsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1-67891233-abcdef012345678912345678",
                "A.b_C-9",
                "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void an_id_of_up_to_64_safe_characters_is_taken(String id) {
        assertThat(RequestMetrics.id(Optional.of(id))).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\nb",
                "\"",
                "<b>",
                "Zoë",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void instead_of_any_other_there_is_a_new_one(String id) {
        assertThat(RequestMetrics.id(Optional.of(id))).isNotEqualTo(id).matches("[0-9a-f]{32}");
    }

    @Test
    void who_sends_none_gets_one_of_their_own() {
        assertThat(RequestMetrics.id(Optional.empty()))
                .matches("[0-9a-f]{32}")
                .isNotEqualTo(RequestMetrics.id(Optional.empty()));
    }
}
