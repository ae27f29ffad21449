package org.savealife.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.fixture.SavealifeIT;

/** One request for each way in which a request can be wrong before a feature sees it. */
class ProblemIT extends SavealifeIT {

    private static final String SIGN_UP = "api/donor/signup";
    private static final String CREATE_TOKEN = "api/token/create";
    private static final String JSON = "application/json";
    private static final int LIMIT = 64 * 1024;

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("", "one JSON object"),
                arguments("[]", "one JSON object"),
                arguments("null", "one JSON object"),
                arguments("{} {}", "one JSON object"),
                arguments("{\"first_name\": \"ivica\",\n \"city\" \"Haarlem\"}", "line 2, column 9"),
                arguments("{\"first_name\": \"ivica\"", "line 1, column 23"),
                arguments("first_name=ivica", "line 1, column"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformed_json_is_400_and_says_where(String body, String detail) {
        var problem = problem(400, send(post(SIGN_UP, body)));

        assertThat(problem.path("detail").textValue()).contains(detail);
    }

    @Test
    void bytes_that_are_no_utf_8_are_400() {
        var latin1 = "{\"first_name\": \"Zoë\"}".getBytes(StandardCharsets.ISO_8859_1);

        var problem = problem(400, send(request(SIGN_UP, JSON).POST(BodyPublishers.ofByteArray(latin1))));

        assertThat(problem.path("detail").textValue()).contains("UTF-8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"first_name": 5}                      | first_name
                    {"first_name": ["ivica"]}              | first_name
                    {"nickname": "ivica"}                  | nickname
                    {"city": "Haarlem", "city": "Utrecht"} | city
                    """)
    void a_field_of_another_kind_is_400_and_named(String body, String field) {
        var problem = problem(400, send(post(SIGN_UP, body)));

        assertThat(problem.path("errors").findValuesAsText("field")).containsExactly(field);
    }

    @Test
    void all_bad_fields_are_named_at_once() {
        var problem = problem(400, send(post(SIGN_UP, "{\"email\": \"no address\", \"type\": \"X\"}")));

        assertThat(problem.path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("first_name", "email", "type", "city");
        assertThat(problem.path("errors").findValuesAsText("message")).noneMatch(String::isBlank);
    }

    @Test
    void no_credentials_are_401() {
        var answer = send(request("api/donors", JSON).GET());

        problem(401, answer);
        assertThat(answer.headers().allValues("WWW-Authenticate")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api",
                "api/",
                "api/nothing",
                "api/donor/signup/more",
                "api/donor/no-id",
                "api/application.wadl",
                "api/error",
                "api/a%2Fb",
                "api/token/0000",
                "api;x=1/nothing"
            })
    void an_unknown_address_is_404(String path) {
        problem(404, send(request(path, JSON).GET()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE", "NONSENSE"})
    void another_method_is_405_and_says_which_are_taken(String method) {
        var answer = send(request(SIGN_UP, JSON).method(method, BodyPublishers.noBody()));

        problem(405, answer);
        assertThat(answer.headers().firstValue("Allow"))
                .hasValueSatisfying(allow -> assertThat(allow).contains("POST"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "image/*"})
    void an_answer_that_is_not_to_be_had_is_406(String accept) {
        problem(406, send(post(SIGN_UP, "{}").setHeader("Accept", accept)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json; charset=ISO-8859-1"
            })
    void a_body_of_another_type_is_415(String type) {
        problem(415, send(request(SIGN_UP, type).POST(BodyPublishers.ofString("{}"))));
    }

    @Test
    void a_body_of_no_type_is_415() {
        problem(415, send(HttpRequest.newBuilder(baseUri.resolve("/" + SIGN_UP)).POST(BodyPublishers.ofString("{}"))));
    }

    @ParameterizedTest
    @CsvSource({"Accept, ???", "Accept, /", "Accept, a/b;q=x", "Content-Type, ???", "Content-Type, json"})
    void a_header_that_cannot_be_read_is_400(String name, String value) {
        problem(400, send(post(SIGN_UP, "{}").setHeader(name, value)));
    }

    @Test
    void a_body_of_64_kib_is_read() {
        problem(400, send(post(SIGN_UP, "{" + " ".repeat(LIMIT - 2) + "}")));
        problem(400, send(request(SIGN_UP, JSON).POST(chunked("{" + " ".repeat(LIMIT - 2) + "}"))));
    }

    @Test
    void a_longer_body_is_413_declared_or_chunked() {
        problem(413, send(post(SIGN_UP, "{" + " ".repeat(LIMIT - 1) + "}")));
        problem(413, send(request(SIGN_UP, JSON).POST(chunked("{" + " ".repeat(LIMIT - 1) + "}"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"65537", "10000000000"})
    void a_long_body_is_413_before_any_of_it_was_sent(String length) throws IOException {
        try (var socket = new Socket(baseUri.getHost(), baseUri.getPort())) {
            socket.setSoTimeout(10_000);

            socket.getOutputStream()
                    .write(("POST /" + SIGN_UP + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + JSON
                                    + "\r\nContent-Length: " + length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void head_and_options_answer_without_surprises() {
        var head = send(request("api/nothing", JSON).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(404);
        assertThat(head.body()).isEmpty();

        var options = send(request(SIGN_UP, JSON).method("OPTIONS", BodyPublishers.noBody()));
        assertThat(options.statusCode()).isEqualTo(200);
        assertThat(options.headers().firstValue("Allow"))
                .hasValueSatisfying(
                        allow -> assertThat(allow.split(",\\s*")).containsExactlyInAnyOrder("POST", "OPTIONS"));
    }

    @Test
    void good_answers_are_not_kept_or_taken_for_something_else_either() {
        var answer = send(post(CREATE_TOKEN, "{\"label\": \"headers\"}").header("Authorization", basic()));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void elsewhere_an_error_is_no_page_of_the_container() {
        var answer = send(request("no/such/page", JSON).GET());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("There is nothing here").doesNotContain("Payara");
        assertThat(send(request("error", JSON).GET()).statusCode()).isEqualTo(404);
    }

    /** What every problem must have. */
    private static JsonNode problem(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(answer.body()).doesNotContain("Exception", "jackson", "org.", "com.", "java", "<");
        var problem = tree(answer.body());
        assertThat(problem.path("type").textValue()).isEqualTo("about:blank");
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("title").textValue()).isNotBlank();
        assertThat(problem.path("detail").textValue()).isNotBlank();
        return problem;
    }

    private static JsonNode tree(String body) {
        try {
            return new ObjectMapper().readTree(body);
        } catch (JsonProcessingException noJson) {
            throw new AssertionError("This is no JSON: " + body, noJson);
        }
    }

    private HttpRequest.Builder post(String path, String body) {
        return request(path, JSON).POST(BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder request(String path, String contentType) {
        return HttpRequest.newBuilder(baseUri.resolve("/" + path)).setHeader("Content-Type", contentType);
    }

    /** A body whose length is not declared. */
    private static BodyPublisher chunked(String body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((STAFF + ":" + STAFF).getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new AssertionError("There was no answer.", broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Nobody waited for the answer.", interrupted);
        }
    }
}
