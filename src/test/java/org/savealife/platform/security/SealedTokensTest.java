package org.savealife.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedTokensTest {

    private static final List<String> SECRETS = List.of("a secret of more than 32 characters");
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @Test
    void a_token_of_another_purpose_is_refused() {
        var tokens = SealedTokens.of("answer", SECRETS);
        var others = SealedTokens.of("unsubscribe", SECRETS);

        assertThat(tokens.open(tokens.token(CONTENT))).hasValue(CONTENT);
        assertThat(tokens.open(others.token(CONTENT))).isEmpty();
        assertThat(others.open(tokens.token(CONTENT))).isEmpty();
    }

    @Test
    void there_are_no_tokens_without_a_secret() {
        assertThatThrownBy(() -> SealedTokens.of("answer", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "//", ".", ")", "/).", ">", "\"", "\u00A0", " \n", "\u201D"})
    void what_mail_programs_and_people_put_behind_a_link_is_no_part_of_it(String behind) {
        assertThat(SealedTokens.inPath("38UM6gV33x_EZ-2" + behind)).isEqualTo("38UM6gV33x_EZ-2");
        assertThat(SealedTokens.inPath(behind)).isEmpty();
    }

    @Test
    void what_stands_before_or_in_the_middle_is_left_as_it_is() {
        assertThat(SealedTokens.inPath("/38UM6/x.")).isEqualTo("/38UM6/x");
    }
}
