package org.savealife.donor.bounce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.donor.Donor;
import org.savealife.platform.RandomId;

class VerpTokensTest {

    private static final String SECRET = "a secret of more than 32 characters";
    private static final String OTHER = "another secret of 32 characters and more";

    private final VerpTokens tokens = VerpTokens.of(List.of(SECRET));
    private final Donor donor = aDonor().build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000000000000000000000000000",
                "ffffffffffffffffffffffffffffffff",
                "3f9bd125045fe7d7d065bd9985fda1a1"
            })
    void a_token_names_its_donor_in_characters_that_any_mail_server_keeps(String id) {
        var of = aDonor().withId(id).build();
        var token = tokens.token(of).orElseThrow();

        assertThat(token).matches("[0-9a-v]{42}");
        assertThat(VerpTokens.donorId(token)).contains(id);
        assertThat(tokens.isOf(token, of)).isTrue();
        assertThat(tokens.token(of)).contains(token);
    }

    @Test
    void a_token_holds_for_the_address_that_it_was_sent_to() {
        var token = tokens.token(donor).orElseThrow();

        assertThat(tokens.isOf(token, at(donor.email().value().toUpperCase(Locale.ROOT))))
                .isTrue();
        assertThat(tokens.isOf(token, at("new@example.org"))).isFalse();
    }

    @Test
    void nobody_makes_the_token_of_somebody_else() {
        var token = tokens.token(donor).orElseThrow();
        var other = aDonor().withId(RandomId.next()).build();

        assertThat(tokens.isOf(token, other)).isFalse();
        assertThat(tokens.isOf(token.substring(0, 41) + (token.endsWith("0") ? "1" : "0"), donor))
                .isFalse();
        assertThat(tokens.isOf(VerpTokens.of(List.of(OTHER)).token(donor).orElseThrow(), donor))
                .isFalse();
    }

    @Test
    void a_secret_is_replaced_while_mail_is_on_its_way() {
        var before = tokens.token(donor).orElseThrow();
        var both = VerpTokens.of(List.of(OTHER, SECRET));

        assertThat(both.isOf(before, donor)).isTrue();
        assertThat(both.token(donor)).isNotEqualTo(tokens.token(donor));
        assertThat(both.isOf(both.token(donor).orElseThrow(), donor)).isTrue();
    }

    @Test
    void who_was_stored_by_another_tool_under_an_id_of_its_own_has_none() {
        var foreign = aDonor().withId("donor#1").build();

        assertThat(tokens.token(foreign)).isEmpty();
        assertThat(tokens.isOf("0".repeat(42), foreign)).isFalse();
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
        assertThat(VerpTokens.donorId(text)).isEmpty();
    }

    private Donor at(String address) {
        return aDonor().withId(donor.id()).withEmail(address).build();
    }
}
