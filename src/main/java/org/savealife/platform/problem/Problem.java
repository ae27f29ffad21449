package org.savealife.platform.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageTranslator;

/**
 * The body of every error of the API: {@code {"type":"about:blank","title":"Bad Request","status":400,"detail":…,
 * "errors":[{"field":…,"message":…}]}}, sent as {@link #MEDIA_TYPE}. The title is the name of the status; the detail
 * tells the caller what to do. {@code errors} lists invalid fields. {@code instance} (a {@code urn:uuid:}) is present
 * if the log contains more about this occurrence, {@code existing_id} if something with that id already exists. Source:
 * RFC 9457.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        String existingId,
        List<InvalidField> errors) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** RFC 9110 section 15.5.21; Jakarta REST 3.1 has no name for it. */
    static final int UNPROCESSABLE = 422;

    private static final String NO_TYPE_OF_ITS_OWN = "about:blank";

    public Problem {
        errors = List.copyOf(errors);
    }

    /**
     * As this one, with detail and messages in that language. The title does not change, because it is the name of the
     * status.
     */
    Problem in(Language language) {
        return new Problem(
                type,
                title,
                status,
                MessageTranslator.in(language.locale(), detail),
                instance,
                existingId,
                errors.stream()
                        .map(error -> new InvalidField(
                                error.field(), MessageTranslator.in(language.locale(), error.message())))
                        .toList());
    }

    static Problem of(int status, String detail) {
        return new Problem(NO_TYPE_OF_ITS_OWN, title(status), status, detail, "", "", List.of());
    }

    static Problem of(int status, String detail, List<InvalidField> errors) {
        return new Problem(NO_TYPE_OF_ITS_OWN, title(status), status, detail, "", "", errors);
    }

    static Problem conflict(String detail, String existingId) {
        return new Problem(NO_TYPE_OF_ITS_OWN, title(409), 409, detail, "", existingId, List.of());
    }

    static Problem incident(int status, String detail, String instance) {
        return new Problem(NO_TYPE_OF_ITS_OWN, title(status), status, detail, instance, "", List.of());
    }

    private static String title(int status) {
        return Optional.ofNullable(Response.Status.fromStatusCode(status))
                .map(Response.Status::getReasonPhrase)
                .orElse(status == UNPROCESSABLE ? "Unprocessable Content" : "HTTP " + status);
    }
}
