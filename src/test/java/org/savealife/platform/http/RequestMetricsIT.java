package org.savealife.platform.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.fixture.SavealifeIT;
import org.savealife.platform.RandomId;

/** Headers of every response, whoever wrote it: a page, the API, the container. */
class RequestMetricsIT extends SavealifeIT {

    @ParameterizedTest
    @CsvSource({
        "index.xhtml, 200",
        "resources/css/base.css, 200",
        "signup.js, 200",
        "nowhere, 404",
        "staff/index.xhtml, 302",
        "api/donors, 401",
        "api/nowhere, 404",
    })
    void every_answer_has_the_id_of_its_request(String path, int status) {
        given().header("X-Request-Id", "from-the-proxy.1")
                .redirects()
                .follow(false)
                .get(path)
                .then()
                .statusCode(status)
                .header("X-Request-Id", equalTo("from-the-proxy.1"));
        given().header("X-Request-Id", "not <safe>")
                .redirects()
                .follow(false)
                .get(path)
                .then()
                .header("X-Request-Id", matchesPattern("[0-9a-f]{32}"));
    }

    @Test
    void who_is_refused_by_their_password_finds_the_id_too() {
        given().auth()
                .preemptive()
                .basic("nobody-" + RandomId.next(), "wrong")
                .header("X-Request-Id", "refused")
                .get("api/donors")
                .then()
                .statusCode(401)
                .header("X-Request-Id", equalTo("refused"));
    }

    @ParameterizedTest
    @CsvSource({
        "2xx, index.xhtml",
        "2xx, resources/css/base.css",
        "3xx, staff/index.xhtml",
        "4xx, nowhere",
        "4xx, api/nowhere",
    })
    void requests_are_counted_by_the_class_of_their_status(String status, String path) {
        var before = count(status);

        given().redirects().follow(false).get(path);

        assertThat(count(status)).isGreaterThan(before);
    }

    @Test
    void a_refused_password_counts_as_a_4xx() {
        var before = count("4xx");

        given().auth().preemptive().basic("nobody-" + RandomId.next(), "wrong").get("api/donors");

        assertThat(count("4xx")).isGreaterThan(before);
    }

    @Test
    void a_page_left_open_for_too_long_is_no_fault_of_ours() {
        var refused = count("4xx");
        var faults = count("5xx");

        given().formParam("jakarta.faces.ViewState", "1:1")
                .post("index.xhtml")
                .then()
                .statusCode(410);

        assertThat(count("4xx")).isGreaterThan(refused);
        assertThat(count("5xx")).isEqualTo(faults);
    }

    @Test
    void the_probes_of_operators_are_not_counted() {
        var before = List.of(count("2xx"), count("4xx"), count("5xx"));

        given().get("health/ready");
        given().get("health/live");
        given().get("openapi");

        assertThat(List.of(count("2xx"), count("4xx"), count("5xx"))).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "index.xhtml",
                "login.xhtml",
                "privacy.xhtml",
                "signup-form.xhtml",
                "resources/css/base.css",
                "signup.js",
                "nowhere",
                "unsubscribe/none"
            })
    void what_a_browser_shows_is_kept_safe_by_headers(String path) {
        var answer = given().get(path);

        assertThat(answer.header("Content-Security-Policy"))
                .contains("frame-ancestors 'none'", "form-action ", "base-uri ")
                .doesNotContain("script-src 'unsafe-inline'");
        assertThat(answer.headers().getValues("Content-Security-Policy")).hasSize(1);
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isIn("same-origin", "no-referrer");
        assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Permissions-Policy")).contains("camera=()");
        assertNamesNoServer(answer);
    }

    @Test
    void the_api_is_neither_kept_nor_taken_for_something_else() {
        var answer = given().contentType(ContentType.JSON).body(Map.of()).post("api/donor/signup");

        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertNamesNoServer(answer);
    }

    private static void assertNamesNoServer(Response answer) {
        assertThat(answer.headers().hasHeaderWithName("Server")).isFalse();
        assertThat(answer.headers().hasHeaderWithName("X-Powered-By")).isFalse();
    }

    @Test
    void trace_gives_no_header_back() throws IOException {
        var answer = raw("TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: secret=1\r\n\r\n");

        assertThat(answer)
                .matches(Pattern.compile("HTTP/1\\.1 (4|5)\\d\\d.*", Pattern.DOTALL))
                .doesNotContain("secret");
    }

    @Test
    void headers_beyond_8_kilobytes_are_refused() throws IOException {
        var answer =
                raw("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n");

        assertThat(answer).doesNotStartWith("HTTP/1.1 2").doesNotContain("Payara");
    }

    @Test
    void who_stops_in_the_middle_of_a_body_is_refused_before_long() throws IOException {
        var answer = firstBytes("POST /api/donor/signup HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{");

        assertThat(answer).startsWith("HTTP/1.1 4");
    }

    private String firstBytes(String request) throws IOException {
        try (var socket = new Socket(baseUri.getHost(), baseUri.getPort())) {
            socket.setSoTimeout(45_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    /** The whole answer, within half a minute; "" where the connection is cut. */
    @Test
    void http_2_is_spoken_neither_by_upgrade_nor_from_the_start() throws IOException {
        var upgrade = """
                GET /health/live HTTP/1.1
                Host: x
                Connection: Upgrade, HTTP2-Settings
                Upgrade: h2c
                HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA

                """.replace("\n", "\r\n");

        assertThat(firstLine(upgrade)).startsWith("HTTP/1.1 200");
        assertThat(firstLine("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).matches("|HTTP/1\\.[01] [45].*");
    }

    /** The first line of the response; "" if the server closes the connection. */
    private String firstLine(String request) throws IOException {
        try (var socket = new Socket(baseUri.getHost(), baseUri.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return line == null ? "" : line;
        } catch (SocketException cut) {
            return "";
        }
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket(baseUri.getHost(), baseUri.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException cut) {
            return "";
        }
    }

    private static double count(String status) {
        var line = Pattern.compile("savealife_http_requests_total\\{[^}]*status=\"" + status + "\"[^}]*} ([0-9.E]+)");
        return line.matcher(given().get("metrics").asString())
                .results()
                .map(found -> Double.parseDouble(found.group(1)))
                .reduce((first, second) -> {
                    throw new AssertionError("The metric is there twice.");
                })
                .orElseThrow();
    }
}
