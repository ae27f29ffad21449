package org.savealife.donor;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;

/** Has a process of its own, since all other tests share one with a limit that they do not meet. */
class SignupLimitIT {

    private static final int A_MINUTE = 3;

    @Test
    void sign_ups_are_limited_for_each_client_address_that_the_trusted_proxy_names() {
        var properties = SavealifeIT.surroundings();
        properties.put("savealife.role", "web");
        properties.put("savealife.signup.rate", Integer.toString(A_MINUTE));
        properties.put("savealife.proxy.header", "X-Forwarded-For");
        try (var application =
                ApplicationProcess.start("signup-limit", properties).awaitReady()) {
            for (var number = 0; number < A_MINUTE; number++) {
                signUp(from(application.baseUri(), "192.0.2.1"), 202);
            }

            // What a client writes into the header itself comes before what the proxy adds
            given(from(application.baseUri(), "203.0.113." + A_MINUTE + ", 192.0.2.1"))
                    .body(signup())
                    .post("api/donor/signup")
                    .then()
                    .statusCode(429)
                    .contentType("application/problem+json")
                    .header("Retry-After", matchesPattern("[1-9]\\d?"))
                    .body("status", equalTo(429));
            signUp(from(application.baseUri(), "192.0.2.2"), 202);
            signUp(from(application.baseUri(), "192.0.2.1").auth().preemptive().basic("admin", SavealifeIT.STAFF), 201);
        }
    }

    private static void signUp(RequestSpecification caller, int status) {
        given(caller).body(signup()).post("api/donor/signup").then().statusCode(status);
    }

    private static Map<String, String> signup() {
        return Map.of("first_name", "ivica", "email", RandomId.next() + "@example.org", "city", "Haarlem");
    }

    private static RequestSpecification from(URI application, String forwardedFor) {
        return given().baseUri(application.toString())
                .contentType(ContentType.JSON)
                .header("X-Forwarded-For", forwardedFor);
    }
}
