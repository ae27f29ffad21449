package org.savealife.donor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.donor.signup.Signup;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;

class AdvertisingDetectorTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Win 1000 euro, call 0900 1234",
                "Win 1000 euro",
                "Bel 0900 1234",
                "Bel 09001234",
                "Bel ٠٩٠٠ ١٢٣٤",
                "evil.c\u034fom",
                "evil.c\u0332om",
                "evil.c\u200dom",
                "visit ｅｖｉｌ.ｃｏｍ",
                "bit.ly",
                "t.co",
                "\u3164",
                "\u3164\u3164 \u115f",
                "Anna\u3164",
                "\uffa0",
                "You have won a prize call us now",
            })
    void what_is_more_like_an_advertisement_than_a_name_is_refused_to_strangers(String name) {
        assertThat(refusals(name, "Haarlem")).isEqualTo("first_name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Zoë",
                "J.P.",
                "J.P. de Vries",
                "A.M.",
                "John 3",
                "Donor 1234",
                "ivica1000",
                "María de los Ángeles",
                "Anne-Marie",
                "‘Abd",
                "'Abd",
                "گل\u200cناز",
                "メアリー・アン",
                "ශ\u0dca\u200dරී",
                "김",
                "दिल्ली",
                "นภา",
                "Nguyễn Thị Minh Khai",
                "O’Brien",
                "Sint-Jan",
            })
    void names_of_people_are_taken(String name) {
        assertThat(refusals(name, "Haarlem")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.com/free",
                "evil.com",
                "EVIL.COM",
                "www.evil.com",
                "www.abc.nl",
                "bit.ly/x",
                "bit.ly",
                "t.co/free",
                "Haarlem evil.com",
                "evil.c\u0332om",
                "Bel 0900 12345678",
                "Bel 09001234",
                "Bel 0900-1234",
                "\u3164",
                "Haarlem\u3164",
            })
    void what_is_more_like_an_advertisement_than_a_city_is_refused_to_strangers(String city) {
        assertThat(refusals("Zoë", city)).isEqualTo("city");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Haarlem",
                "St.Gallen",
                "st. gallen",
                "St.-Étienne",
                "Frankfurt a.M.",
                "Frankfurt a.d.Oder",
                "Frankfurt/Oder",
                "Halle/Saale",
                "Bad Homburg v.d.Höhe",
                "Neuburg a.Inn",
                "'s-Gravenhage",
                "1011 AB Amsterdam",
                "75015 Paris",
                "Haarlem 9011b609e0dd4376bbffab9fd7018ff0",
                "City 200 199",
                "Haarlem (NH)",
                "दिल्ली",
                "東京",
                "Haarlem.",
            })
    void cities_are_taken(String city) {
        assertThat(refusals("Zoë", city)).isEmpty();
    }

    @Test
    void what_is_stored_already_is_read_as_before() {
        assertThat(FirstName.of("\u3164").value()).isEqualTo("\u3164");
        assertThat(City.of("evil.com/free").name()).isEqualTo("evil.com/free");
    }

    private static String refusals(String name, String city) {
        var signup = new Signup(
                Optional.of(name),
                Optional.of("zoe@example.org"),
                Optional.empty(),
                Optional.of(city),
                Optional.empty(),
                Optional.empty());
        try {
            assertThat(signup.strangersDonor(Instant.EPOCH).id()).isNotEmpty();
            return "";
        } catch (InvalidFieldsException refused) {
            return String.join(
                    ",", refused.fields().stream().map(InvalidField::field).toList());
        }
    }
}
