package org.savealife.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.savealife.platform.Fields;
import org.savealife.platform.InvalidFieldsException;

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
                .extracting(Fields.Invalid::field)
                .containsExactly("first_name", "email", "type", "city");
    }

    @Test
    void two_donors_never_share_an_id() {
        var signup = signup("ivica", "ivica@server.com", "0+", "Haarlem");

        assertThat(signup.donor(NOW).id()).isNotEqualTo(signup.donor(NOW).id());
    }

    private static Signup signup(String firstName, String email, String type, String city) {
        return new Signup(Optional.of(firstName), Optional.of(email), Optional.of(type), Optional.of(city));
    }
}
