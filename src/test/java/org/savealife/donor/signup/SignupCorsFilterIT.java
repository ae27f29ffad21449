package org.savealife.donor.signup;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.SavealifeIT;

class SignupCorsFilterIT extends SavealifeIT {

    private static final String ALLOWED = "Access-Control-Allow-Origin";

    @Test
    void a_browser_that_asks_for_a_trusted_site_hears_that_it_may_sign_up() {
        question(OTHER_SITE.trustedOrigin())
                .options("api/donor/signup")
                .then()
                .statusCode(204)
                .header(ALLOWED, OTHER_SITE.trustedOrigin())
                .header("Access-Control-Allow-Headers", "Content-Type")
                .header("Access-Control-Allow-Credentials", blankOrNullString())
                .header("Vary", equalTo("Origin"));
    }

    @Test
    void a_browser_that_asks_for_any_other_site_hears_nothing() {
        question(OTHER_SITE.strangeOrigin()).options("api/donor/signup").then().header(ALLOWED, blankOrNullString());
        question("null").options("api/donor/signup").then().header(ALLOWED, blankOrNullString());
    }

    @Test
    void a_trusted_site_reads_what_is_coming_where_somebody_signed_up() {
        given().header("Origin", OTHER_SITE.trustedOrigin())
                .get("signed-up.xhtml?city=Nergenshuizen")
                .then()
                .statusCode(200)
                .header(ALLOWED, OTHER_SITE.trustedOrigin());
        given().header("Origin", OTHER_SITE.strangeOrigin())
                .get("signed-up.xhtml?city=Nergenshuizen")
                .then()
                .header(ALLOWED, blankOrNullString());
    }

    @Test
    void a_trusted_site_may_not_read_anything_else() {
        given().header("Origin", OTHER_SITE.trustedOrigin())
                .get("privacy.xhtml")
                .then()
                .statusCode(200)
                .header(ALLOWED, blankOrNullString());
        question(OTHER_SITE.trustedOrigin()).options("api/donors").then().header(ALLOWED, blankOrNullString());
    }

    private static RequestSpecification question(String origin) {
        return given().header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type");
    }
}
