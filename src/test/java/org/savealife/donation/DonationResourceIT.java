package org.savealife.donation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.savealife.fixture.Savealife.IN_2031;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;

/** What staff announce by API. */
class DonationResourceIT extends SavealifeIT {

    /** A city that no other test uses. */
    private final String city = "Haarlem " + RandomId.next();

    @ParameterizedTest
    @ValueSource(strings = {"Haarlem\\r\\nBcc: victim@example.org", "<b>Haarlem</b>"})
    void a_city_that_could_be_a_header_or_mark_up_is_refused(String text) {
        savealife
                .asStaff()
                .body("{\"city\":\"" + text + "\",\"address\":\"Main street\",\"datetime\":\"" + IN_2031 + "\"}")
                .post("api/donation/create")
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("city")));
    }

    @Test
    void a_request_that_is_sent_again_under_its_key_gets_the_same_answer_and_mails_nobody_twice() {
        var ivica = savealife.signUp("ivica", "", city);
        var announcement = Map.of("city", city, "address", "Main street", "datetime", IN_2031);
        var key = RandomId.next();
        var first = savealife
                .asStaff()
                .header("Idempotency-Key", key)
                .body(announcement)
                .post("api/donation/create")
                .then()
                .statusCode(201);

        var second = savealife
                .asStaff()
                .header("Idempotency-Key", key)
                .body(announcement)
                .post("api/donation/create")
                .then()
                .statusCode(201)
                .header("Location", equalTo(first.extract().header("Location")));
        savealife
                .asStaff()
                .header("Idempotency-Key", key)
                .body(Map.of("city", city, "address", "Station", "datetime", IN_2031))
                .post("api/donation/create")
                .then()
                .statusCode(422)
                .contentType("application/problem+json");

        assertThat(second.extract().asString()).isEqualTo(first.extract().asString());
        savealife.awaitRunEnded(first.extract().path("id"));
        assertThat(savealife.mailsTo(ivica)).hasSize(1);
        assertThat(savealife
                        .asStaff()
                        .queryParam("city", city)
                        .get("api/donations")
                        .<List<?>>path("donations"))
                .hasSize(1);
    }

    @Test
    void the_same_announced_again_is_refused_with_the_first_named_unless_that_is_wanted() {
        var first = savealife.announce(city);

        savealife
                .asStaff()
                .body(Map.of("city", city, "address", "Main street", "datetime", IN_2031))
                .post("api/donation/create")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("existing_id", equalTo(first));
        savealife
                .asStaff()
                .body(Map.of("city", city, "address", "Main street", "datetime", IN_2031, "again", true))
                .post("api/donation/create")
                .then()
                .statusCode(201);
    }
}
