package org.savealife.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.Depth;
import org.savealife.fixture.Savealife;
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

    private static final int SERVER_ERROR = 500;
    private static final int OK = 200;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static ApplicationProcess application;
    private static RandomRequests requests;

    @BeforeAll
    static void start() {
        var settings = surroundings();
        settings.put("savealife.table", "fuzz");
        settings.put("savealife.invitations-table", "fuzz-invitations");
        application = ApplicationProcess.start("fuzz", settings).awaitReady();
        var savealife = Savealife.at(application.baseUri());
        String token = savealife
                .asStaff()
                .body(Map.of("label", "fuzz"))
                .post("api/token/create")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
        var donor = savealife.addDonor(
                Map.of("first_name", "Zoë", "email", "zoe@example.org", "city", "Haarlem", "type", "0+"));
        var inAWeek = Instant.now().plus(7, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MINUTES);
        var donation = savealife.announce("Haarlem", "Main street", inAWeek.toString());
        requests = new RandomRequests(
                application.baseUri(), token, Map.of("donor", donor, "donation", donation), new Random(SEED));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void whatever_comes_the_api_answers_with_json_and_never_breaks_down() {
        var calls = requests.calls();
        var trouble = new ArrayList<String>();
        var statuses = new TreeMap<Integer, Integer>();
        var streams = 0;
        for (var number = 0; number < REQUESTS; number++) {
            var call = calls.get(number % calls.size());
            if (call.isStream() && ++streams > STREAMS) {
                call = requests.oneOf(calls);
                if (call.isStream()) {
                    continue;
                }
            }
            var request = requests.request(call);
            var answer = answer(request.request(), call.isStream());
            statuses.merge(answer.status(), 1, Integer::sum);
            wrong(answer, request.request().method())
                    .ifPresent(what -> trouble.add(what + ": " + request.said() + " -> " + answer));
        }

        System.out.println("Fuzz: " + REQUESTS + " requests to " + calls.size() + " operations, answers " + statuses
                + ", -Dsavealife.fuzz.seed=" + SEED);
        assertThat(trouble).as("seed " + SEED).isEmpty();
        assertThat(statuses.keySet()).contains(200, 400, 404);
        if (Depth.isDeep()) {
            assertThat(statuses.keySet())
                    .as("few random requests make something")
                    .contains(201);
        }
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
}
