package org.savealife.donor.unsubscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.platform.RandomId;

class UnsubscribeTokensTest {

    private static final String SECRET = "a secret of more than 32 characters";
    private static final String OTHER = "another secret of 32 characters and more";

    private final UnsubscribeTokens tokens = UnsubscribeTokens.of(List.of(SECRET));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3f9bd125045fe7d7d065bd9985fda1a1",
                "x",
                "",
                "donor#1/ä 東京",
                "a-very-long-id-of-another-system-that-takes-more-than-two-blocks-of-the-cipher"
            })
    void a_token_gives_its_donor_back_whatever_the_id_looks_like(String id) {
        var token = tokens.token(id);

        assertThat(tokens.donorId(token)).contains(id);
        assertThat(token).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void a_token_shows_nothing_of_the_id_and_is_always_the_same() {
        var id = RandomId.next();

        assertThat(tokens.token(id)).hasSize(64).doesNotContain(id.substring(0, 6));
        assertThat(UnsubscribeTokens.of(List.of(SECRET)).token(id)).isEqualTo(tokens.token(id));
    }

    /** A known token: if it changes, links in mails that were sent before no longer work. */
    @Test
    void tokens_of_earlier_versions_go_on_working() {
        assertThat(tokens.donorId("38UM6gV33xEZ2AwPtFKFvV7c9BMZIiO_rWHc3ouX1Sgcn9anUDAQS6A2FNZnB88M"))
                .contains("3f9bd125045fe7d7d065bd9985fda1a1");
    }

    @Test
    void a_token_with_any_bit_changed_is_refused() {
        var sealed = Base64.getUrlDecoder().decode(tokens.token("3f9bd125045fe7d7d065bd9985fda1a1"));

        assertThat(IntStream.range(0, sealed.length * 8).mapToObj(bit -> flipped(sealed, bit)))
                .hasSize(384)
                .allSatisfy(forged -> assertThat(tokens.donorId(forged)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1234", "12345"})
    void a_token_with_any_character_changed_is_refused(String id) {
        var token = tokens.token(id);

        for (var at = 0; at < token.length(); at++) {
            for (var other : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
                var forged = token.substring(0, at) + other + token.substring(at + 1);
                assertThat(tokens.donorId(forged).isPresent()).isEqualTo(forged.equals(token));
            }
        }
    }

    @Test
    void what_is_cut_off_padded_or_no_token_at_all_is_refused() {
        var token = tokens.token("12345");

        for (var text :
                List.of("", "A", "%", "unsubscribe", token + "=", token + "A", token.substring(1), " " + token)) {
            assertThat(tokens.donorId(text)).as(text).isEmpty();
        }
        for (var length = 0; length < token.length(); length++) {
            assertThat(tokens.donorId(token.substring(0, length))).isEmpty();
        }
    }

    @Test
    void a_token_made_with_another_secret_is_refused() {
        assertThat(UnsubscribeTokens.of(List.of(OTHER)).donorId(tokens.token("x")))
                .isEmpty();
    }

    @Test
    void after_a_change_of_the_secret_old_tokens_work_and_new_ones_are_made_with_the_new_one() {
        var rotated = UnsubscribeTokens.of(List.of(OTHER, SECRET));

        assertThat(rotated.donorId(tokens.token("x"))).contains("x");
        assertThat(rotated.token("x"))
                .isNotEqualTo(tokens.token("x"))
                .isEqualTo(UnsubscribeTokens.of(List.of(OTHER)).token("x"));
    }

    @Test
    void many_threads_at_once_get_the_tokens_that_one_gets() {
        var ids = IntStream.range(0, 20_000).mapToObj(Integer::toString).toList();

        var read = ids.parallelStream().map(tokens::token).map(tokens::donorId).toList();

        assertThat(read).isEqualTo(ids.stream().map(Optional::of).toList());
    }

    @Test
    void there_are_no_tokens_without_a_secret() {
        assertThatThrownBy(() -> UnsubscribeTokens.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static String flipped(byte[] sealed, int bit) {
        var forged = sealed.clone();
        forged[bit / 8] ^= (byte) (1 << bit % 8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
    }
}
