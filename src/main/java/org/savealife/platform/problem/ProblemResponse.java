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
import org.savealife.platform.error.GoneException;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.error.MalformedJsonException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.error.PreconditionFailedException;
import org.savealife.platform.error.PreconditionRequiredException;
import org.savealife.platform.error.RefusedException;
import org.savealife.platform.error.TooManyRequestsException;
import org.savealife.platform.error.UnprocessableException;
import org.savealife.platform.http.RestApplication;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.json.Json;
import org.savealife.platform.retry.DatabaseFullException;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * The HTTP response to a failure: a {@link Problem} and its headers. This is the only place that maps exceptions to
 * statuses:
 *
 * <ul>
 *   <li>400 {@link InvalidFieldsException}, {@link MalformedJsonException}; 403 {@link RefusedException}; 404
 *       {@link NotFoundException}; 408 {@link BodyTooSlowException}; 409 {@link ConflictException}; 410
 *       {@link GoneException}; 412 {@link PreconditionFailedException}; 413 {@link BodyTooLargeException}; 422
 *       {@link UnprocessableException}; 428 {@link PreconditionRequiredException}; 429
 *       {@link TooManyRequestsException}: with the exception's message
 *   <li>the status of a {@link WebApplicationException}, with messages of this class, because Jersey's are for
 *       programmers
 *   <li>503 with {@code Retry-After}, if the database does not answer, throttles, has no tables yet, or has no room
 *       left
 *   <li>500 for everything else, including {@link IllegalArgumentException}: a bug, so the caller only gets the id
 *       under which the log contains the stack trace
 * </ul>
 */
public record ProblemResponse(Problem problem, Map<String, List<String>> headers) {

    private static final System.Logger LOG = System.getLogger(ProblemResponse.class.getName());

    /** Message if the database has no room left. */
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

    /** The response to a failure. Logs what an operator needs to know. */
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
        if (failure instanceof GoneException gone) {
            return of(Problem.of(410, words(gone)));
        }
        if (failure instanceof ConflictException conflict) {
            return of(Problem.conflict(words(conflict), conflict.existingId()));
        }
        if (failure instanceof PreconditionFailedException stale) {
            return of(Problem.of(412, words(stale)), "ETag", '"' + stale.tag() + '"');
        }
        if (failure instanceof PreconditionRequiredException blind) {
            return of(Problem.of(428, words(blind)));
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

    /** For exceptions that are neither ours nor those of JAX-RS. */
    private static ProblemResponse notOurs(Throwable failure) {
        if (failure instanceof IOException) {
            // Only the connection to the caller throws it here: it is broken, and hardly anybody will read the response
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

    /**
     * The response for a status without an exception, which the container sets if a request does not reach a resource.
     */
    public static ProblemResponse of(int status) {
        var problem = Problem.of(status, DETAILS.getOrDefault(status, "This request cannot be answered."));
        return status == 401
                ? new ProblemResponse(problem, Map.of(HttpHeaders.WWW_AUTHENTICATE, CHALLENGES))
                : of(problem);
    }

    /** As this one, in the caller's language, if we have the sentence. */
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

    /** Sends it outside JAX-RS. Does not change a response that is being sent already. */
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

    /** Whole seconds, rounded up, so that a caller who waits that long is not too early (RFC 9110 section 10.2.3). */
    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
    }
}
