package org.savealife.staff.signin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.savealife.fixture.SavealifeIT;

/** Requests to the API with credentials of all kinds. */
abstract class StaffApiIT extends SavealifeIT {

    static final String TABLE = "savealife";
    static final String PROBLEM = "application/problem+json";

    /** A resource for every signed-in member. */
    static final String FOR_STAFF = "api/donors?limit=1";

    static RequestSpecification basic(String name, String password) {
        return given().auth().preemptive().basic(name, password);
    }

    static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    static void isAskedToSignIn(ValidatableResponse answer) {
        answer.statusCode(401)
                .contentType(PROBLEM)
                .header("Cache-Control", "no-store")
                .body("title", equalTo("Unauthorized"))
                .body("status", equalTo(401));
        assertThat(answer.extract().headers().getValues("WWW-Authenticate"))
                .containsExactly("Basic realm=\"Savealife\", charset=\"UTF-8\"", "Bearer realm=\"Savealife\"");
    }

    /** The first staff member makes a token that does not expire. */
    final ValidatableResponse createToken(String label) {
        return createToken(Map.of("label", label));
    }

    /** The first staff member makes a token. */
    final ValidatableResponse createToken(Map<String, String> request) {
        return savealife.asStaff().body(request).post("api/token/create").then();
    }
}
