package org.savealife.visit.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.donor.unsubscribe.UnsubscribeTokens;
import org.savealife.platform.RandomId;
import org.savealife.visit.link.AnswerTokens.Invitee;

class AnswerTokensTest {

    private static final String SECRET = "a secret of more than 32 characters";
    private static final String OTHER = "another secret of 32 characters and more";
    private static final String DONATION = "3f9bd125045fe7d7d065bd9985fda1a1";
    private static final String DONOR = "00000000000000000000000000000abc";

    private final AnswerTokens tokens = AnswerTokens.of(List.of(SECRET));

    @ParameterizedTest
    @CsvSource({
        DONATION + "," + DONOR,
        DONATION + ",x",
        DONATION + ",3F9BD125045FE7D7D065BD9985FDA1A1",
        "d-1,donor#1/ä 東京",
        "d-1,a-very-long-id-of-another-system-that-takes-more-than-two-blocks-of-the-cipher",
        "fifteen-letters,16-of-this-other"
    })
    void a_token_gives_donation_and_donor_back_whatever_their_ids_look_like(String donation, String donor) {
        var token = tokens.token(new Invitee(donation, donor));

        assertThat(tokens.invitee(token)).contains(new Invitee(donation, donor));
        assertThat(token).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void a_token_is_short_and_shows_nothing_of_the_ids() {
        var invitee = new Invitee(RandomId.next(), RandomId.next());

        assertThat(tokens.token(invitee))
                .hasSize(66)
                .doesNotContain(
                        invitee.donorId().substring(0, 6), invitee.donationId().substring(0, 6));
    }

    @Test
    void each_donor_and_each_donation_has_a_token_of_its_own() {
        assertThat(List.of(
                        tokens.token(new Invitee(DONATION, DONOR)),
                        tokens.token(new Invitee(DONOR, DONATION)),
                        tokens.token(new Invitee(DONATION, DONATION)),
                        tokens.token(new Invitee(DONOR, DONOR))))
                .doesNotHaveDuplicates();
    }

    /** A known token: if it changes, links in mails that were sent before no longer work. */
    @Test
    void tokens_of_earlier_versions_go_on_working() {
        assertThat(tokens.invitee("JDRg8mwWVm89m3bnWbwgW1N-8UAuJ0ZRQGbXNSdi9uC7LLV2S3IZNRFDC0VDiWYTmQ"))
                .contains(new Invitee(DONATION, DONOR));
    }

    @Test
    void a_token_with_any_bit_changed_is_refused() {
        var sealed = Base64.getUrlDecoder().decode(tokens.token(new Invitee(DONATION, DONOR)));

        assertThat(IntStream.range(0, sealed.length * 8).mapToObj(bit -> flipped(sealed, bit)))
                .hasSize(392)
                .allSatisfy(forged -> assertThat(tokens.invitee(forged)).isEmpty());
    }

    @Test
    void a_token_of_another_purpose_or_secret_is_refused() {
        var unsubscribe = UnsubscribeTokens.of(List.of(SECRET));

        assertThat(tokens.invitee(unsubscribe.token(DONOR))).isEmpty();
        assertThat(unsubscribe.donorId(tokens.token(new Invitee(DONATION, DONOR))))
                .isEmpty();
        assertThat(AnswerTokens.of(List.of(OTHER)).invitee(tokens.token(new Invitee(DONATION, DONOR))))
                .isEmpty();
    }

    @Test
    void after_a_change_of_the_secret_old_tokens_work() {
        assertThat(AnswerTokens.of(List.of(OTHER, SECRET)).invitee(tokens.token(new Invitee(DONATION, DONOR))))
                .contains(new Invitee(DONATION, DONOR));
    }

    private static String flipped(byte[] sealed, int bit) {
        var forged = sealed.clone();
        forged[bit / 8] ^= (byte) (1 << bit % 8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
    }
}
