package org.savealife.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.savealife.fixture.SavealifeIT;

/** Random requests, made from the API document. */
final class RandomRequests {

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

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> TAGS = List.of(
            "*", "*", "\"0\"", "\"1\"", "W/\"1\"", "0", "\"", ",,", "\"0\",\"1\"", "\"" + "é".repeat(200) + "\"");

    /**
     * An operation of the document.
     *
     * @param isStream whether the path returns events without an end, whatever the method
     */
    record Call(String path, String method, Operation operation, boolean isStream) {}

    /**
     * A request, and what is reported of it.
     *
     * @param said method, URI and body
     */
    record Said(HttpRequest request, String said) {}

    private final URI baseUri;
    private final String token;
    private final Map<String, String> ids;
    private final Random random;

    /** @param ids of an existing donor and donation, so that not everything ends with 404 */
    RandomRequests(URI baseUri, String token, Map<String, String> ids, Random random) {
        this.baseUri = baseUri;
        this.token = token;
        this.ids = ids;
        this.random = random;
    }

    /** All operations of the API document. */
    List<Call> calls() {
        var options = new ParseOptions();
        options.setResolveFully(true);
        var document = new OpenAPIV3Parser().read("META-INF/openapi.yaml", List.of(), options);
        var calls = new ArrayList<Call>();
        document.getPaths().forEach((path, item) -> {
            var isStream = item.readOperations().stream().anyMatch(RandomRequests::isStream);
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

    /** A request of that call: mostly as documented, often with something wrong. */
    Said request(Call call) {
        var uri = URI.create(baseUri + path(call) + query(call));
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
            case 1 -> Optional.of("Basic " + basic(SavealifeIT.STAFF));
            case 2 -> Optional.of(oneOf(List.of("Basic", "Basic %%%", "Bearer ", "Bearer x", "Digest a=b", "é")));
            default -> Optional.of("Bearer " + token);
        };
    }

    private String path(Call call) {
        var path = call.path().substring(1);
        for (var parameter : parameters(call, "path")) {
            var kind = parameter.getName().equals("donor_id") || call.path().contains("/donor/") ? "donor" : "donation";
            // Never deletes the donor or the run that other requests need
            var value = oneIn(2) && !call.method().equals("DELETE")
                    ? ids.getOrDefault(kind, "")
                    : value(parameter.getSchema());
            path = path.replace("{" + parameter.getName() + "}", encoded(value));
        }
        return path;
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

    <T> T oneOf(List<T> several) {
        return several.get(random.nextInt(several.size()));
    }

    /** A segment of a path must not be empty or a dot: that would be another path. */
    private static String encoded(String text) {
        var encoded = URLEncoder.encode(text, UTF_8).replace("+", "%20");
        return encoded.isEmpty() ? "%20" : encoded;
    }

    private static String basic(String name) {
        return Base64.getEncoder().encodeToString((name + ":" + SavealifeIT.STAFF).getBytes(UTF_8));
    }
}
