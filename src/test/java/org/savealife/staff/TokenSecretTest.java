package org.savealife.staff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.staff.signin.BearerToken;

class TokenSecretTest {

    @Test
    void a_token_is_a_prefix_that_scanners_know_and_256_random_bits() {
        var random = new SecureRandom();

        var texts = Stream.generate(() -> TokenSecret.random(random).text()).limit(100);

        assertThat(texts).doesNotHaveDuplicates().allMatch(text -> text.matches("savealife_[A-Za-z0-9_-]{43}"));
    }

    @Test
    void its_id_is_the_sha_256_of_its_text() {
        var secret = new TokenSecret("savealife_" + "A".repeat(43));

        // printf savealife_AAA… | sha256sum
        assertThat(secret.id()).isEqualTo("5d63fce36ba2b34c9a1a13ae712b50a9a20073458b76139afb365dc3e5dbb4a8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "savealife_",
                "savealife_short",
                "SAVEALIFE_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "savealife_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "savealife_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                " savealife_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void nothing_else_is_taken_for_a_token(String text) {
        assertThat(TokenSecret.find(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenSecret(text));
    }

    @Test
    void the_secret_does_not_get_into_a_log_by_accident() {
        var secret = TokenSecret.random(new SecureRandom());

        assertThat(secret.toString()).doesNotContain(secret.text().substring(10));
        assertThat(new BearerToken(secret.text()).toString()).doesNotContain(secret.text());
    }
}
