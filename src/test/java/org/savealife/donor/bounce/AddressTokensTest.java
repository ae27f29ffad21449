package org.savealife.donor.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.platform.RandomId;

class AddressTokensTest {

    private static final String SECRET = "a secret of more than 32 characters";
    private static final String OTHER = "another secret of 32 characters and more";

    private static final String ADDRESS = "zoe@example.org";

    private final AddressTokens tokens = of(SECRET);
    private final String donor = RandomId.next();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000000000000000000000000000",
                "ffffffffffffffffffffffffffffffff",
                "3f9bd125045fe7d7d065bd9985fda1a1"
            })
    void a_token_names_its_donor_in_characters_that_any_mail_server_keeps(String id) {
        var token = tokens.token(id, ADDRESS).orElseThrow();

        assertThat(token).matches("[0-9a-v]{42}");
        assertThat(AddressTokens.donorId(token)).contains(id);
        assertThat(tokens.isOf(token, id, ADDRESS)).isTrue();
        assertThat(tokens.token(id, ADDRESS)).contains(token);
    }

    @Test
    void a_token_holds_for_what_it_is_about() {
        assertThat(tokens.isOf(token(), donor, "new@example.org")).isFalse();
    }

    /** A known token: if it changes, mails that were sent before come back to nobody. */
    @Test
    void tokens_of_earlier_versions_go_on_working() {
        var known = "1vjf8ia12vsvbt0pdtj62vr8d1fiqh4kl36asmr7cs";

        assertThat(tokens.isOf(known, "3f9bd125045fe7d7d065bd9985fda1a1", ADDRESS))
                .isTrue();
    }

    @Test
    void nobody_makes_the_token_of_somebody_else() {
        var token = token();

        assertThat(tokens.isOf(token, RandomId.next(), ADDRESS)).isFalse();
        assertThat(tokens.isOf(token.substring(0, 41) + (token.endsWith("0") ? "1" : "0"), donor, ADDRESS))
                .isFalse();
        assertThat(tokens.isOf(of(OTHER).token(donor, ADDRESS).orElseThrow(), donor, ADDRESS))
                .isFalse();
    }

    @Test
    void a_token_of_one_purpose_is_none_of_another() {
        var others = AddressTokens.of("another purpose", List.of(SECRET));

        assertThat(others.isOf(token(), donor, ADDRESS)).isFalse();
    }

    @Test
    void a_secret_is_replaced_while_mail_is_on_its_way() {
        var both = AddressTokens.of(VerpAddresses.PURPOSE, List.of(OTHER, SECRET));

        assertThat(both.isOf(token(), donor, ADDRESS)).isTrue();
        assertThat(both.token(donor, ADDRESS)).isNotEqualTo(tokens.token(donor, ADDRESS));
        assertThat(both.isOf(both.token(donor, ADDRESS).orElseThrow(), donor, ADDRESS))
                .isTrue();
    }

    @Test
    void who_was_stored_by_another_tool_under_an_id_of_its_own_has_none() {
        assertThat(tokens.token("donor#1", ADDRESS)).isEmpty();
        assertThat(tokens.isOf("0".repeat(42), "donor#1", ADDRESS)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv",
                "z00000000000000000000000000000000000000000"
            })
    void what_is_no_token_names_nobody(String text) {
        assertThat(AddressTokens.donorId(text)).isEmpty();
    }

    private String token() {
        return tokens.token(donor, ADDRESS).orElseThrow();
    }

    private static AddressTokens of(String secret) {
        return AddressTokens.of(VerpAddresses.PURPOSE, List.of(secret));
    }
}
