package org.savealife.staff.signin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;

/**
 * A web process behind a proxy that terminates TLS and names the clients. It is a process of its own, because all other
 * tests share one without a proxy, whose limit they do not reach.
 */
class BehindProxyIT {

    private static final int SIGN_UPS_A_MINUTE = 3;

    private static ApplicationProcess application;

    @BeforeAll
    static void start() {
        var settings = SavealifeIT.surroundings();
        settings.putAll(Map.of(
                "savealife.role", "web",
                "savealife.public-url", "https://savealife.example",
                "savealife.proxy.header", "X-Forwarded-For",
                "savealife.signup.rate", Integer.toString(SIGN_UPS_A_MINUTE)));
        application = ApplicationProcess.start("behind-proxy", settings).awaitReady();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void sign_ups_are_limited_for_each_client_address_that_the_trusted_proxy_names() {
        for (var number = 0; number < SIGN_UPS_A_MINUTE; number++) {
            signUp(from("192.0.2.1"), 202);
        }

        // Entries written by the client come before the proxy's
        given(from("203.0.113." + SIGN_UPS_A_MINUTE + ", 192.0.2.1"))
                .body(signup())
                .post("api/donor/signup")
                .then()
                .statusCode(429)
                .contentType("application/problem+json")
                .header("Retry-After", matchesPattern("[1-9]\\d?"))
                .body("status", equalTo(429));
        signUp(from("192.0.2.2"), 202);
        signUp(from("192.0.2.1").auth().preemptive().basic(SavealifeIT.STAFF, SavealifeIT.STAFF), 201);
    }

    @Test
    void behind_tls_the_cookie_and_the_browser_stay_there() {
        var answer = given().baseUri(application.baseUri().toString())
                .redirects()
                .follow(false)
                .formParam("name", SavealifeIT.STAFF)
                .formParam("password", SavealifeIT.STAFF)
                .post("login.xhtml");

        answer.then()
                .statusCode(303)
                .header("Location", equalTo("/staff/index.xhtml"))
                .header("Strict-Transport-Security", containsString("max-age="));
        assertThat(answer.detailedCookie("JSESSIONID").isSecured()).isTrue();
        assertThat(answer.detailedCookie("JSESSIONID").isHttpOnly()).isTrue();
        assertThat(answer.detailedCookie("JSESSIONID").getSameSite()).isEqualToIgnoringCase("Lax");
    }

    @Test
    void where_something_is_follows_the_public_address_and_not_what_a_request_says() {
        var location = given(from("192.0.2.9").header("Host", "evil.example"))
                .auth()
                .preemptive()
                .basic(SavealifeIT.STAFF, SavealifeIT.STAFF)
                .body(signup())
                .post("api/donor/signup")
                .then()
                .statusCode(201)
                .extract();
        assertThat(location.header("Location"))
                .isEqualTo("https://savealife.example/api/donor/" + location.<String>path("id"));
        for (var path : List.of("staff", "resources", "staff/index.xhtml", "language/nl")) {
            var redirect = given().baseUri(application.baseUri().toString())
                    .header("Host", "evil.example")
                    .redirects()
                    .follow(false)
                    .get(path);
            assertThat(String.valueOf(redirect.header("Location"))).as(path).doesNotContain("evil.example");
        }
    }

    private static void signUp(RequestSpecification caller, int status) {
        given(caller).body(signup()).post("api/donor/signup").then().statusCode(status);
    }

    private static Map<String, String> signup() {
        return Map.of("first_name", "ivica", "email", RandomId.next() + "@example.org", "city", "Haarlem");
    }

    private static RequestSpecification from(String forwardedFor) {
        return given().baseUri(application.baseUri().toString())
                .contentType(ContentType.JSON)
                .header("X-Forwarded-For", forwardedFor);
    }
}
