package org.savealife.donor.web;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;

/** The tasks of staff with donors, by API. */
class DonorResourceIT extends SavealifeIT {

    private final String unique = RandomId.next();
    private final String city = "Haarlem " + unique;

    @Test
    void staff_edit_and_move_a_donor() {
        var id = added("Zoë", "zoe");

        savealife
                .asStaff()
                .body(Map.of(
                        "first_name",
                        "Zoé",
                        "email",
                        "zoe2@" + unique + ".org",
                        "type",
                        "0-",
                        "city",
                        "Leiden " + unique))
                .put("api/donor/{id}", id)
                .then()
                .statusCode(200)
                .body("first_name", equalTo("Zoé"))
                .body("type", equalTo("O-"));

        savealife
                .asStaff()
                .queryParam("city", "leiden " + unique)
                .get("api/donors")
                .then()
                .body("donors.id", equalTo(List.of(id)));
        savealife.asStaff().queryParam("city", city).get("api/donors").then().body("donors", hasSize(0));
    }

    @Test
    void an_edit_is_checked_like_a_sign_up() {
        var id = added("Zoë", "zoe");
        added("Anna", "anna");

        savealife
                .asStaff()
                .body(Map.of("first_name", "<b>", "email", "zoe"))
                .put("api/donor/{id}", id)
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("first_name", "email", "city"));
        savealife
                .asStaff()
                .body(Map.of("first_name", "Zoë", "email", "ANNA@" + unique + ".org", "city", city))
                .put("api/donor/{id}", id)
                .then()
                .statusCode(409);
        savealife
                .asStaff()
                .body(Map.of("first_name", "Zoë", "email", "zoe@" + unique + ".org", "city", city))
                .put("api/donor/{id}", RandomId.next())
                .then()
                .statusCode(404);
    }

    @Test
    void staff_delete_a_donor_for_good_whose_address_may_sign_up_again() {
        var id = added("Zoë", "zoe");

        savealife.asStaff().delete("api/donor/{id}", id).then().statusCode(204);

        savealife.asStaff().get("api/donor/{id}", id).then().statusCode(404);
        savealife.asStaff().delete("api/donor/{id}", id).then().statusCode(404);
        added("Zoë", "zoe");
    }

    @Test
    void donors_are_found_by_name_address_and_status() {
        var zoe = added("Zoë", "zoe");
        var anna = added("Anna", "anna");
        savealife
                .asStaff()
                .post("api/donor/{id}/unsubscribe", anna)
                .then()
                .statusCode(200)
                .body("unsubscribed", equalTo(true));

        found("q", "ZO").body("donors.id", equalTo(List.of(zoe)));
        found("q", "anna@" + unique).body("donors.id", equalTo(List.of(anna)));
        found("status", "unsubscribed").body("donors.id", equalTo(List.of(anna)));
        found("status", "gone").statusCode(400).body("errors.field", equalTo(List.of("status")));
        savealife
                .asStaff()
                .post("api/donor/{id}/subscribe", anna)
                .then()
                .statusCode(200)
                .body("unsubscribed", equalTo(false));
        found("status", "unsubscribed").body("donors", hasSize(0));
    }

    @ParameterizedTest
    @CsvSource({"PUT,", "DELETE,", "POST,/unsubscribe", "POST,/subscribe", "POST,/unsuppress"})
    void a_viewer_changes_no_donor(String method, @Nullable String call) {
        var id = added("Zoë", "zoe");

        var request = savealife.as(addStaffMember("viewer"));
        if (method.equals("PUT")) {
            request.body(Map.of("first_name", "Anna", "email", "a@" + unique + ".org", "city", city));
        }
        request.request(method, "api/donor/" + id + (call == null ? "" : call))
                .then()
                .statusCode(403);

        savealife
                .asStaff()
                .get("api/donor/{id}", id)
                .then()
                .body("first_name", equalTo("Zoë"))
                .body("unsubscribed", equalTo(false));
    }

    private ValidatableResponse found(String name, String value) {
        return savealife
                .asStaff()
                .queryParam("city", city)
                .queryParam(name, value)
                .get("api/donors")
                .then();
    }

    private String added(String name, String local) {
        return savealife.addDonor(Map.of("first_name", name, "email", local + "@" + unique + ".org", "city", city));
    }
}
