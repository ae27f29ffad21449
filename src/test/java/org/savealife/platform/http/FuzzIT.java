package org.savealife.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.Depth;
import org.savealife.fixture.SavealifeIT;

/**
 * Thousands of random requests, made from the API document: each operation with what it expects and with what it does
 * not, in paths, queries, headers and bodies. The API always responds with a problem and never breaks. On an
 * application with its own tables.
 *
 * <p>The requests differ each day; {@code -Dsavealife.fuzz.seed=…} repeats those of another day,
 * {@code savealife.fuzz.requests} sets their number.
 */
class FuzzIT extends SavealifeIT {

    private static final int REQUESTS = Integer.getInteger("savealife.fuzz.requests", Depth.of(800, 6_000));
    private static final long SEED = Depth.seed("savealife.fuzz.seed");

    /** An open connection costs the server a thread's attention until it is noticed to be gone. */
    private static final int STREAMS = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SERVER_ERROR = 500;
    private static final int OK = 200;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Short enough for several in one request: a server closes the connection after 8 KB of headers. */
    private static final List<String> NASTY = List.of(
            "",
            " ",
            "\u0000",
            "\r\nBcc: everybody@example.org",
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "${7*7}",
            "#{request.serverName}",
            "%{(#a=1)}",
            "' OR '1'='1",
            "../../../../etc/passwd",
            "..%2f..%2fWEB-INF/web.xml",
            "%00",
            "%",
            "\\",
            "a".repeat(300),
            "é".repeat(200),
            "\uD83E\uDE78",
            "\uD83E",
            "\u202Eevil",
            "Z\u0351\u036b\u0343a\u0321lgo",
            "\uFEFF",
            "null",
            "NaN",
            "-1",
            "0",
            "2147483648",
            "9223372036854775808",
            "1e400",
            "true",
            "[]",
            "{}",
            "O+",
            "unknown",
            "name@example.org",
            "name@" + "a".repeat(300) + ".org",
            "\"a b\"@example.org",
            "2027-02-30T12:00:00",
            "9999-12-31T23:59:59+18:00",
            "+999999999-12-31T23:59:59Z",
            "-0001-01-01T00:00:00Z",
            "2027-03-28T02:30:00",
            "DONOR#1",
            "CITY#",
            "eyJhIjoxfQ",
            "AAAA");

    private static final List<String> HEADERS = List.of(
            "*/*",
            "text/html",
            "application/json;q=0",
            "application/json; charset=utf-16",
            "application/xml",
            ";;;",
            "a/b/c",
            "nl;q=2, *;q=-1",
            "x".repeat(1_000));

    private static final List<String> TAGS = List.of(
            "*", "*", "\"0\"", "\"1\"", "W/\"1\"", "0", "\"", ",,", "\"0\",\"1\"", "\"" + "é".repeat(200) + "\"");

    private static ApplicationProcess application;
    private static OpenAPI document;
    private static String token;

    /** Ids of existing things, so that not everything ends with 404. */
    private static final Map<String, String> IDS = new TreeMap<>();

    private final Random random = new Random(SEED);

    /**
     * An operation of the document.
     *
     * @param isStream whether the path returns events without an end, whatever the method
     */
    private record Call(String path, String method, Operation operation, boolean isStream) {}

    @BeforeAll
    static void start() {
        var settings = surroundings();
        settings.put("savealife.table", "fuzz");
        settings.put("savealife.invitations-table", "fuzz-invitations");
        application = ApplicationProcess.start("fuzz", settings).awaitReady();
        var options = new ParseOptions();
        options.setResolveFully(true);
        document = new OpenAPIV3Parser().read("META-INF/openapi.yaml", List.of(), options);
        token = created("api/token/create", "{\"label\":\"fuzz\"}", "token");
        IDS.put("donor", created("api/donor/signup", """
                {"first_name":"Zoë","email":"zoe@example.org","city":"Haarlem","type":"0+"}""", "id"));
        IDS.put(
                "donation",
                created(
                        "api/donation/create",
                        """
                {"city":"Haarlem","address":"Main street","datetime":"%s"}""".formatted(Instant.now().plus(7, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MINUTES)),
                        "id"));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void whatever_comes_the_api_answers_with_json_and_never_breaks_down() {
        var calls = calls();
        var trouble = new ArrayList<String>();
        var statuses = new TreeMap<Integer, Integer>();
        var streams = 0;
        for (var number = 0; number < REQUESTS; number++) {
            var call = calls.get(number % calls.size());
            if (call.isStream() && ++streams > STREAMS) {
                call = calls.get(random.nextInt(calls.size()));
                if (call.isStream()) {
                    continue;
                }
            }
            var request = request(call);
            var answer = answer(request.request(), call.isStream());
            statuses.merge(answer.status(), 1, Integer::sum);
            wrong(answer, request.request().method())
                    .ifPresent(what -> trouble.add(what + ": " + request.said() + " -> " + answer));
        }

        System.out.println("Fuzz: " + REQUESTS + " requests to " + calls.size() + " operations, answers " + statuses
                + ", -Dsavealife.fuzz.seed=" + SEED);
        assertThat(trouble).as("seed " + SEED).isEmpty();
        assertThat(statuses.keySet()).contains(200, 201, 400, 404);
    }

    /** The response; status 0 if there is none. */
    private static Answer answer(HttpRequest request, boolean stream) {
        try {
            return send(request, stream);
        } catch (UncheckedIOException none) {
            return new Answer(0, "", String.valueOf(none.getCause()));
        }
    }

    private record Answer(int status, String type, String body) {}

    private record Said(HttpRequest request, String said) {}

    private static Optional<String> wrong(Answer answer, String method) {
        if (answer.status() == 0 || answer.status() >= SERVER_ERROR) {
            return Optional.of("broke down");
        }
        if (answer.type().contains("html") || answer.body().contains("<html")) {
            return Optional.of("HTML");
        }
        if (answer.body().contains("Exception") || answer.body().contains("\tat ")) {
            return Optional.of("stack trace");
        }
        // OPTIONS is answered with the methods, in plain words
        return answer.body().isEmpty() || method.equals("OPTIONS") || isJson(answer.body())
                ? Optional.empty()
                : Optional.of("no JSON");
    }

    private static boolean isJson(String body) {
        try {
            JSON.readTree(body);
            return true;
        } catch (JsonProcessingException none) {
            return false;
        }
    }

    private static List<Call> calls() {
        var calls = new ArrayList<Call>();
        document.getPaths().forEach((path, item) -> {
            var isStream = item.readOperations().stream().anyMatch(FuzzIT::isStream);
            item.readOperationsMap()
                    .forEach((PathItem.HttpMethod method, Operation operation) ->
                            calls.add(new Call(path, method.name(), operation, isStream)));
        });
        assertThat(calls).hasSizeGreaterThan(20);
        return calls;
    }

    private static boolean isStream(Operation operation) {
        return operation.getResponses().values().stream()
                .anyMatch(response ->
                        response.getContent() != null && response.getContent().containsKey("text/event-stream"));
    }

    private Said request(Call call) {
        var uri = URI.create(application.baseUri() + path(call) + query(call));
        var builder = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        var method =
                oneIn(40) ? oneOf(List.of("PUT", "PATCH", "OPTIONS", "HEAD", "DELETE", "POST", "GET")) : call.method();
        var body = call.operation().getRequestBody() == null && !oneIn(20) ? new byte[0] : body(call);
        builder.method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        builder.header("Content-Type", oneIn(15) ? oneOf(HEADERS) : "application/json");
        if (oneIn(10)) {
            builder.header("Accept", oneOf(HEADERS));
        }
        if (oneIn(10)) {
            builder.header("Accept-Language", oneOf(HEADERS));
        }
        authorization().ifPresent(value -> builder.header("Authorization", value));
        if (parameters(call, "header").stream()
                        .anyMatch(parameter -> parameter.getName().equals("If-Match"))
                && !oneIn(5)) {
            builder.header("If-Match", oneOf(TAGS));
        }
        return new Said(builder.build(), method + " " + uri + " " + new String(body, UTF_8));
    }

    private Optional<String> authorization() {
        return switch (random.nextInt(12)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of("Basic " + basic(STAFF));
            case 2 -> Optional.of(oneOf(List.of("Basic", "Basic %%%", "Bearer ", "Bearer x", "Digest a=b", "é")));
            default -> Optional.of("Bearer " + token);
        };
    }

    private String path(Call call) {
        var path = call.path().substring(1);
        for (var parameter : parameters(call, "path")) {
            var kind = parameter.getName().equals("donor_id") || call.path().contains("/donor/") ? "donor" : "donation";
            // Never deletes the donor or the run that other requests need
            var value = oneIn(2) && !call.method().equals("DELETE") ? known(kind) : value(parameter.getSchema());
            path = path.replace("{" + parameter.getName() + "}", encoded(value));
        }
        return path;
    }

    private static String known(String kind) {
        return IDS.getOrDefault(kind, "");
    }

    private String query(Call call) {
        var pairs = new ArrayList<String>();
        for (var parameter : parameters(call, "query")) {
            if (oneIn(2)) {
                pairs.add(parameter.getName() + "=" + encoded(value(parameter.getSchema())));
            }
            if (oneIn(20)) {
                pairs.add(parameter.getName());
            }
        }
        if (oneIn(20)) {
            pairs.add(encoded(oneOf(NASTY)) + "=" + encoded(oneOf(NASTY)));
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private static List<Parameter> parameters(Call call, String in) {
        return Optional.ofNullable(call.operation().getParameters()).orElse(List.of()).stream()
                .filter(parameter -> parameter.getIn().equals(in))
                .toList();
    }

    private byte[] body(Call call) {
        var whole = Optional.ofNullable(call.operation().getRequestBody())
                .map(body -> body.getContent().get("application/json"))
                .map(json -> object(json.getSchema()))
                .orElseGet(JSON::createObjectNode);
        var text = whole.toString();
        return switch (random.nextInt(20)) {
            case 0 -> text.substring(0, random.nextInt(text.length() + 1)).getBytes(UTF_8);
            case 1 -> (text + text).getBytes(UTF_8);
            case 2 -> ("\uFEFF" + text).getBytes(UTF_8);
            case 3 -> "[".repeat(5_000).getBytes(UTF_8);
            case 4 -> oneOf(NASTY).getBytes(UTF_8);
            case 5 -> noise();
            case 6 -> ("{\"first_name\":" + "{\"a\":".repeat(2_000)).getBytes(UTF_8);
            case 7 -> text.replace("\"", "'").getBytes(UTF_8);
            default -> text.getBytes(UTF_8);
        };
    }

    private byte[] noise() {
        var bytes = new byte[1 + random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Mostly as documented, sometimes with a missing, additional or wrong property. */
    private ObjectNode object(Schema<?> schema) {
        var node = JSON.createObjectNode();
        schema.getProperties().forEach((name, property) -> {
            if (!oneIn(8)) {
                node.set(name, oneIn(6) ? anything() : JSON.getNodeFactory().textNode(text(property)));
            }
        });
        if (oneIn(15)) {
            node.set(oneOf(NASTY), anything());
        }
        return node;
    }

    private JsonNode anything() {
        return switch (random.nextInt(8)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.getNodeFactory().numberNode(random.nextLong());
            case 2 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
            case 3 -> JSON.createArrayNode().add(oneOf(NASTY));
            case 4 -> JSON.createObjectNode().put("a", 1);
            case 5 -> JSON.getNodeFactory().numberNode(5.7);
            default -> JSON.getNodeFactory().textNode(oneOf(NASTY));
        };
    }

    private String value(Schema<?> schema) {
        return oneIn(3) ? text(schema) : oneOf(NASTY);
    }

    private String text(Schema<?> schema) {
        if (schema.getEnum() != null && !oneIn(4)) {
            return String.valueOf(oneOf(schema.getEnum()));
        }
        if ("integer".equals(schema.getType())) {
            return Integer.toString(random.nextInt(1_000) - 100);
        }
        return schema.getExample() == null || oneIn(3) ? oneOf(NASTY) : String.valueOf(schema.getExample());
    }

    private boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    private <T> T oneOf(List<T> several) {
        return several.get(random.nextInt(several.size()));
    }

    /** A segment of a path must not be empty or a dot: that would be another path. */
    private static String encoded(String text) {
        var encoded = URLEncoder.encode(text, UTF_8).replace("+", "%20");
        return encoded.isEmpty() ? "%20" : encoded;
    }

    private static String basic(String name) {
        return Base64.getEncoder().encodeToString((name + ":" + STAFF).getBytes(UTF_8));
    }

    private static Answer send(HttpRequest request, boolean stream) {
        try {
            if (!stream) {
                var response = CLIENT.send(request, BodyHandlers.ofString());
                return new Answer(response.statusCode(), type(response), response.body());
            }
            var response = CLIENT.send(request, BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                return new Answer(
                        response.statusCode(),
                        type(response),
                        response.statusCode() == OK ? "" : new String(body.readAllBytes(), UTF_8));
            }
        } catch (IOException none) {
            throw new UncheckedIOException("No answer to " + request.method() + " " + request.uri(), none);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static String type(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    private static String created(String path, String body, String field) {
        var answer = send(
                HttpRequest.newBuilder(URI.create(application.baseUri() + path))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Basic " + basic(STAFF))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                false);
        try {
            return JSON.readTree(answer.body()).path(field).asText();
        } catch (JsonProcessingException none) {
            throw new IllegalStateException("Cannot create what the fuzz needs: " + answer, none);
        }
    }
}
