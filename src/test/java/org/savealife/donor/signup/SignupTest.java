package org.savealife.donor.signup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Consent;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;

class SignupTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void the_seeds_sign_up_becomes_a_donor() {
        var signup = signup("ivica", "ivica@server.com", "0+", "Haarlem");

        var donor = signup.donor(NOW);

        assertThat(donor.firstName().value()).isEqualTo("ivica");
        assertThat(donor.email().value()).isEqualTo("ivica@server.com");
        assertThat(donor.type()).isEqualTo(BloodType.O_POSITIVE);
        assertThat(donor.city()).isEqualTo(City.of("Haarlem"));
        assertThat(donor.signedUpAt()).isEqualTo(NOW);
        assertThat(donor.id()).matches("[0-9a-f]{32}");
    }

    @Test
    void the_blood_type_may_be_left_out() {
        assertThat(signup("ivica", "ivica@server.com", "", "Haarlem").donor(NOW).type())
                .isEqualTo(BloodType.UNKNOWN);
    }

    @Test
    void every_bad_field_is_named_at_once() {
        var signup = signup("", "ivica", "Z+", "<b>");

        var refusal = catchThrowableOfType(InvalidFieldsException.class, () -> signup.donor(NOW));

        assertThat(refusal.fields())
                .extracting(InvalidField::field)
                .containsExactly("first_name", "email", "type", "city");
    }

    @Test
    void two_donors_never_share_an_id() {
        var signup = signup("ivica", "ivica@server.com", "0+", "Haarlem");

        assertThat(signup.donor(NOW).id()).isNotEqualTo(signup.donor(NOW).id());
    }

    private static Signup signup(String firstName, String email, String type, String city) {
        return new Signup(
                Optional.of(firstName),
                Optional.of(email),
                Optional.of(type),
                Optional.of(city),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void a_person_says_yes_to_a_text_and_chooses_a_language() {
        var donor = anna(Optional.of("nl"), Optional.of(Consent.current())).donor(NOW);

        assertThat(donor.language()).isEqualTo("nl");
        assertThat(donor.consent()).isEqualTo(new Consent(Consent.current(), NOW, "nl"));
    }

    @Test
    void a_language_or_a_consent_that_there_is_not_is_refused() {
        var signup = anna(Optional.of("tlh"), Optional.of("2020-01"));

        var refusal = catchThrowableOfType(InvalidFieldsException.class, () -> signup.donor(NOW));

        assertThat(refusal.fields()).extracting(InvalidField::field).containsExactly("consent", "language");
    }

    @Test
    void an_edit_leaves_consent_and_a_language_that_is_not_given_as_they_are() {
        var before = anna(Optional.of("nl"), Optional.of(Consent.current())).donor(NOW);

        var after = anna(Optional.empty(), Optional.empty()).edit(before);

        assertThat(after.language()).isEqualTo("nl");
        assertThat(after.consent()).isEqualTo(before.consent());
    }

    @Test
    void the_words_that_somebody_said_yes_to_stay_in_the_language_in_which_they_read_them() {
        var before = anna(Optional.of(" NL "), Optional.of(Consent.current())).donor(NOW);

        var after = anna(Optional.of("en"), Optional.empty()).edit(before);

        assertThat(after.language()).isEqualTo("en");
        assertThat(after.consent().language()).isEqualTo("nl");
        assertThat(anna(Optional.empty(), Optional.of(Consent.current()))
                        .donor(NOW)
                        .consent())
                .isEqualTo(new Consent(Consent.current(), NOW, ""));
    }

    private static Signup anna(Optional<String> language, Optional<String> consent) {
        return new Signup(
                Optional.of("Anna"),
                Optional.of("anna@server.com"),
                Optional.empty(),
                Optional.of("Haarlem"),
                language,
                consent);
    }
}
