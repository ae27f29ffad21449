package org.savealife.platform.problem;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.platform.error.BodyTooLargeException;
import org.savealife.platform.error.BodyTooSlowException;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.error.MalformedJsonException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.error.RefusedException;
import org.savealife.platform.error.TooManyRequestsException;
import org.savealife.platform.error.UnprocessableException;
import org.savealife.platform.http.RestApplication;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.json.Json;
import org.savealife.platform.retry.DatabaseFullException;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * What went wrong, as HTTP says it: the {@link Problem} and the headers that go with it. The one place that knows
 * which status an exception stands for:
 *
 * <ul>
 *   <li>400 {@link InvalidFieldsException}, {@link MalformedJsonException}; 403 {@link RefusedException}; 404 {@link
 *       NotFoundException}; 408 {@link BodyTooSlowException}; 409 {@link ConflictException}; 413 {@link BodyTooLargeException}; 422 {@link UnprocessableException}; 429 {@link
 *       TooManyRequestsException}: with the exception's own words
 *   <li>the status of a {@link WebApplicationException}, in words of this class: Jersey's messages are for programmers
 *   <li>503 with {@code Retry-After}, where the database does not answer, throttles, has no tables yet, or no room left
 *   <li>500 for anything else, {@link IllegalArgumentException} too: a mistake of ours, so the caller gets the id
 *       under which the log has the stack trace, and no more
 * </ul>
 */
public record ProblemResponse(Problem problem, Map<String, List<String>> headers) {

    private static final System.Logger LOG = System.getLogger(ProblemResponse.class.getName());

    /** What there is to say where the database has no room left. */
    public static final String FULL =
            "The disk of the database is full, and nothing is stored. Somebody has to make room there.";

    private static final Duration DATABASE_AWAY = Duration.ofSeconds(5);

    /** RFC 7617 section 2.1 and RFC 6750 section 3. */
    private static final List<String> CHALLENGES =
            List.of("Basic realm=\"Savealife\", charset=\"UTF-8\"", "Bearer realm=\"Savealife\"");

    private static final Map<Integer, String> DETAILS = Map.of(
            400, "The request cannot be understood.",
            401, "Sign in with HTTP Basic, or with an API token as bearer.",
            403, "Your role does not allow this.",
            404, "There is nothing at this address.",
            405, "This address takes other methods: see the Allow header.",
            406, "This address answers in application/json.",
            415, "Send application/json in UTF-8.",
            503, "Please try again in a moment.");

    public ProblemResponse {
        headers = Map.copyOf(headers);
    }

    /** Says it in HTTP, and logs what an operator must hear of. */
    public static ProblemResponse of(Throwable failure) {
        if (failure instanceof InvalidFieldsException invalid) {
            return of(Problem.of(400, "Some fields cannot be taken.", invalid.fields()));
        }
        if (failure instanceof MalformedJsonException malformed) {
            return of(Problem.of(400, words(malformed)));
        }
        if (failure instanceof RefusedException refused) {
            return of(Problem.of(403, words(refused)));
        }
        if (failure instanceof NotFoundException unknown) {
            return of(Problem.of(404, words(unknown)));
        }
        if (failure instanceof ConflictException conflict) {
            return of(Problem.conflict(words(conflict), conflict.existingId()));
        }
        if (failure instanceof BodyTooLargeException large) {
            return of(Problem.of(413, words(large)));
        }
        if (failure instanceof BodyTooSlowException slow) {
            return of(Problem.of(408, words(slow)));
        }
        if (failure instanceof UnprocessableException contradicting) {
            return of(Problem.of(Problem.UNPROCESSABLE, words(contradicting)));
        }
        if (failure instanceof TooManyRequestsException often) {
            return of(Problem.of(429, words(often)), "Retry-After", seconds(often.retryAfter()));
        }
        return failure instanceof WebApplicationException web ? of(web) : notOurs(failure);
    }

    /** What no exception of our own says. */
    private static ProblemResponse notOurs(Throwable failure) {
        if (failure instanceof IOException) {
            // Only connections to callers throw it here: this one broke, and hardly anybody will read the answer
            return of(400);
        }
        if (failure instanceof DatabaseFullException) {
            return of(Problem.of(503, FULL), "Retry-After", seconds(DATABASE_AWAY));
        }
        if (DatabaseUnavailable.isCauseOf(failure)) {
            LOG.log(System.Logger.Level.WARNING, "The database does not answer: {0}", failure.getMessage());
            return of(
                    Problem.of(503, "The database does not answer. " + DETAILS.get(503)),
                    "Retry-After",
                    seconds(DATABASE_AWAY));
        }
        return incident(500, failure);
    }

    /** The answer for a bare status, as the container gives it where a request does not get as far as a resource. */
    public static ProblemResponse of(int status) {
        var problem = Problem.of(status, DETAILS.getOrDefault(status, "This request cannot be answered."));
        return status == 401
                ? new ProblemResponse(problem, Map.of(HttpHeaders.WWW_AUTHENTICATE, CHALLENGES))
                : of(problem);
    }

    /** The same in the caller's language, where we have the sentence. */
    ProblemResponse in(Language language) {
        return new ProblemResponse(problem.in(language), headers);
    }

    /** For a JAX-RS provider. */
    Response response() {
        var response =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
        headers.forEach((name, values) -> values.forEach(value -> response.header(name, value)));
        return response.build();
    }

    /** For what answers outside JAX-RS. Leaves an answer that is on its way already as it is. */
    public void write(HttpServletResponse response, Json json) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        RestApplication.HEADERS.forEach(response::setHeader);
        headers.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        response.getOutputStream().write(json.text(problem).getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }

    private static ProblemResponse of(WebApplicationException failure) {
        var response = failure.getResponse();
        if (response.getStatus() >= 500 && response.getStatus() != 503) {
            return incident(response.getStatus(), failure);
        }
        var kept = Stream.of(HttpHeaders.ALLOW, HttpHeaders.RETRY_AFTER)
                .filter(name -> response.getHeaders().containsKey(name))
                .collect(Collectors.toMap(name -> name, name -> List.of(response.getHeaderString(name))));
        var bare = of(response.getStatus());
        return kept.isEmpty() ? bare : new ProblemResponse(bare.problem(), kept);
    }

    private static ProblemResponse incident(int status, Throwable failure) {
        var id = UUID.randomUUID();
        LOG.log(System.Logger.Level.ERROR, "Incident " + id + " while answering a request", failure);
        return of(Problem.incident(
                status,
                "Something went wrong on our side. Tell us the incident " + id + " if it stays.",
                "urn:uuid:" + id));
    }

    private static ProblemResponse of(Problem problem) {
        return new ProblemResponse(problem, Map.of());
    }

    private static ProblemResponse of(Problem problem, String header, String value) {
        return new ProblemResponse(problem, Map.of(header, List.of(value)));
    }

    private static String words(Throwable failure) {
        return Optional.ofNullable(failure.getMessage()).orElse("");
    }

    /** Whole seconds, rounded up so that a caller who waits that long is not too early (RFC 9110 section 10.2.3). */
    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
    }
}
