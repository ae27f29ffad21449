package org.savealife.donor.signup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.savealife.fixture.Savealife.newAddress;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;

/** Who signs up by API, and what staff see of them. */
class SignupIT extends SavealifeIT {

    /** A city that no other test uses. */
    private final String city = "Haarlem " + RandomId.next();

    @Test
    void staff_find_the_donors_of_a_city_with_their_types_in_one_spelling() {
        savealife.signUp("ivica", "0+", city);
        savealife.signUp("Zoë", "", city);

        savealife
                .asStaff()
                .queryParam("city", " " + city.toUpperCase(Locale.ROOT))
                .get("api/donors")
                .then()
                .statusCode(200)
                .body(
                        "donors",
                        hasSize(2),
                        "donors.first_name",
                        hasItems("ivica", "Zoë"),
                        "donors.city",
                        everyItem(equalTo(city)))
                .body("donors.find { it.first_name == 'ivica' }.type", equalTo("O+"))
                .body("donors.find { it.first_name == 'Zoë' }.type", nullValue())
                .body("next", nullValue());
        savealife
                .asStaff()
                .queryParam("city", city)
                .queryParam("type", "O+")
                .get("api/donors")
                .then()
                .body("donors.first_name", equalTo(List.of("ivica")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Zoë\\r\\nBcc: victim@example.org",
                "<script>alert(1)</script>",
                "a\\u0000b",
                "Visit http://example.org"
            })
    void a_name_that_could_be_a_header_or_mark_up_is_refused(String name) {
        savealife
                .asAnybody()
                .body("{\"first_name\":\"" + name + "\",\"email\":\"" + newAddress() + "\",\"city\":\"" + city + "\"}")
                .post("api/donor/signup")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors.field", equalTo(List.of("first_name")));
    }

    @Test
    void a_stranger_cannot_tell_who_is_a_donor_and_staff_can() {
        var known = savealife.signUp("ivica", "", city);
        var signup = Map.of("first_name", "Somebody", "email", known, "city", city);

        savealife
                .asAnybody()
                .body(signup)
                .post("api/donor/signup")
                .then()
                .statusCode(202)
                .body("", equalTo(Map.of("status", "accepted")));
        savealife
                .asStaff()
                .body(signup)
                .post("api/donor/signup")
                .then()
                .statusCode(409)
                .body("detail", containsString("before"));
        var location = savealife
                .asStaff()
                .body(Map.of("first_name", "Zoë", "email", newAddress(), "type", "o neg", "city", city))
                .post("api/donor/signup")
                .then()
                .statusCode(201)
                .body("first_name", equalTo("Zoë"), "type", equalTo("O-"))
                .extract()
                .header("Location");
        savealife
                .asStaff()
                .get(URI.create(location).getPath().substring(1))
                .then()
                .statusCode(200)
                .body("first_name", equalTo("Zoë"));
    }

    @Test
    void lists_are_read_page_by_page() {
        StoredDonors.add(DYNAMO_DB, "savealife", city, 7);
        savealife
                .asStaff()
                .body(Map.of("first_name", "Zoë", "email", newAddress(), "city", city))
                .post("api/donor/signup");
        var ids = new ArrayList<String>();
        var cursor = "";
        do {
            var page = savealife
                    .asStaff()
                    .queryParam("city", city)
                    .queryParam("limit", 3)
                    .queryParam("cursor", cursor)
                    .get("api/donors")
                    .then()
                    .statusCode(200)
                    .extract();
            ids.addAll(page.path("donors.id"));
            cursor = page.path("next") == null ? "" : page.path("next");
        } while (!cursor.isEmpty());

        assertThat(ids).hasSize(8).doesNotHaveDuplicates();
        savealife
                .asStaff()
                .queryParam("limit", "0")
                .queryParam("cursor", "%%")
                .get("api/donors")
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("limit", "cursor"));
        savealife.announce(city);
        savealife.asStaff().get("api/donations").then().statusCode(200).body("donations.city", hasItem(notNullValue()));
    }
}
