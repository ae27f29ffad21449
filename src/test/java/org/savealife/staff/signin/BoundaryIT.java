package org.savealife.staff.signin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.dynamodb.Item;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Who may request what, without a browser, as attackers do. */
class BoundaryIT extends SavealifeIT {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/staff",
                "/staff/",
                "/staff/index.xhtml",
                "/staff/members.xhtml",
                "/staff/nowhere.xhtml",
                "/staff/session",
                "/staff/index.xhtml;jsessionid=1",
                "/staff;a=b/index.xhtml",
                "//staff/index.xhtml",
                "/./staff/index.xhtml",
                "/resources/../staff/index.xhtml",
                "/login.xhtml/../staff/index.xhtml",
                "/%73taff/index.xhtml",
                "/staff%2findex.xhtml",
                "/staff/index.jsf",
                "/staff/index.faces",
                "/faces/staff/index.xhtml",
                "/STAFF/index.xhtml",
                "/jakarta.faces.resource/index.xhtml.xhtml?ln=../staff",
                "/jakarta.faces.resource/staff/index.xhtml.xhtml",
                "/jakarta.faces.resource/../WEB-INF/web.xml.xhtml",
                "/WEB-INF/web.xml",
                "/WEB-INF/templates/staff.xhtml"
            })
    void nothing_for_staff_answers_who_is_not_signed_in(String path) {
        var answer = raw("GET " + path + " HTTP/1.1");

        assertThat(answer).matches("(?s)HTTP/1.1 (30[123]|400|403|404) .*");
        assertThat(answer)
                .doesNotContain("session-ends")
                .doesNotContain("security-constraint")
                .doesNotContain("h:body");
    }

    @Test
    void who_is_not_signed_in_is_led_to_the_login_page_and_from_there_back() {
        given().redirects()
                .follow(false)
                .get("staff/donation.xhtml?id=1")
                .then()
                .statusCode(302)
                .header("Location", equalTo("/login.xhtml?next=%2Fstaff%2Fdonation.xhtml%3Fid%3D1"));
        given().redirects().follow(false).post("staff/index.xhtml").then().statusCode(303);
    }

    @Test
    void who_logs_in_and_who_is_refused_is_in_the_audit() {
        var name = addStaffMember("viewer");
        for (var password : List.of("wrong", STAFF)) {
            given().redirects()
                    .follow(false)
                    .formParam("name", name)
                    .formParam("password", password)
                    .post("login.xhtml");
        }

        assertThat(audited(name)).containsExactly("session.refuse", "session.begin");
    }

    /** The actions of the caller in the audit log, in order. */
    private static List<String> audited(String caller) {
        return entries("AUDIT").stream()
                .flatMap(day -> entries("AUDIT#" + day.sortKey()).stream())
                .filter(entry -> entry.text("caller").equals(caller))
                .map(entry -> entry.text("action"))
                .toList();
    }

    private static List<Item> entries(String partition) {
        return DYNAMO_DB
                .queryPaginator(query -> query.tableName("savealife-invitations")
                        .keyConditionExpression("PK = :partition")
                        .expressionAttributeValues(Map.of(":partition", AttributeValue.fromS(partition)))
                        .consistentRead(true))
                .items()
                .stream()
                .map(Item::from)
                .toList();
    }

    @Test
    void a_browser_that_follows_a_page_is_told_to_stop() {
        given().header("Accept", "text/event-stream")
                .redirects()
                .follow(false)
                .get("staff/live/dashboard")
                .then()
                .statusCode(204);
    }

    @Test
    void a_request_in_the_background_is_led_there_in_the_form_of_faces() {
        given().header("Faces-Request", "partial/ajax")
                .post("staff/index.xhtml")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/xml"))
                .body(containsString("<redirect url=\"/login.xhtml?next=%2Fstaff%2Findex.xhtml\"/>"));
    }

    @Test
    void basic_and_tokens_are_for_the_api_only() {
        given().auth()
                .preemptive()
                .basic(STAFF, STAFF)
                .redirects()
                .follow(false)
                .get("staff/index.xhtml")
                .then()
                .statusCode(302);
    }

    @Test
    void pages_carry_the_headers_that_keep_a_browser_safe() {
        given().get("login.xhtml")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
                .header("Content-Security-Policy", containsString("script-src 'self' 'nonce-"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("Referrer-Policy", equalTo("same-origin"))
                .header("Cache-Control", containsString("no-store"));
        assertThat(given().get("login.xhtml").headers().getValues("Content-Security-Policy"))
                .hasSize(1);
    }

    @Test
    void errors_are_pages_for_people_and_problems_for_programs() {
        given().get("nowhere")
                .then()
                .statusCode(404)
                .contentType(startsWith("text/html"))
                .body(containsString("There is nothing here"));
        given().get("api/nowhere").then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void scripts_cannot_read_the_cookie_and_other_sites_cannot_send_it() {
        var cookie = given().redirects()
                .follow(false)
                .formParam("name", addStaffMember("viewer"))
                .formParam("password", STAFF)
                .post("login.xhtml")
                .detailedCookie("JSESSIONID");

        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualToIgnoringCase("Lax");
        assertThat(cookie.isSecured()).as("over http, as public-url says").isFalse();
    }

    @Test
    void visitors_get_no_session() {
        for (var page : List.of("", "login.xhtml", "nowhere.xhtml", "nowhere")) {
            assertThat(given().get(page).cookies()).as(page).isEmpty();
        }
        assertThat(given().formParam("name", "x")
                        .formParam("password", "y")
                        .post("login.xhtml")
                        .cookies())
                .isEmpty();
    }

    /** Sends a raw request, because the usual clients normalise the path. */
    private String raw(String requestLine) {
        var address = URI.create(baseUri.toString());
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: " + address.getAuthority() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException("No answer to " + requestLine, broken);
        }
    }
}
