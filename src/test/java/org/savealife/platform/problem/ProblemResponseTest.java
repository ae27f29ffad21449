package org.savealife.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.savealife.platform.error.BodyTooLargeException;
import org.savealife.platform.error.BodyTooSlowException;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.error.MalformedJsonException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.error.PreconditionFailedException;
import org.savealife.platform.error.PreconditionRequiredException;
import org.savealife.platform.error.TooManyRequestsException;
import org.savealife.platform.error.UnprocessableException;
import org.savealife.platform.json.Json;
import org.savealife.platform.retry.DatabaseFullException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class ProblemResponseTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new InvalidFieldsException(List.of()), 400),
                arguments(new MalformedJsonException("no JSON"), 400),
                arguments(new IOException("Connection reset by peer"), 400),
                arguments(new NotFoundException("nothing"), 404),
                arguments(new BodyTooSlowException(Duration.ofSeconds(10)), 408),
                arguments(new ConflictException("taken"), 409),
                arguments(new PreconditionFailedException("changed", "3"), 412),
                arguments(new BodyTooLargeException(10), 413),
                arguments(new PreconditionRequiredException("which version?"), 428),
                arguments(new TooManyRequestsException("wait", Duration.ofSeconds(1)), 429),
                arguments(new IllegalArgumentException("ours"), 500),
                arguments(new NullPointerException("ours"), 500),
                arguments(new StackOverflowError(), 500),
                arguments(aws(ConditionalCheckFailedException.builder(), 400), 500),
                arguments(aws(DynamoDbException.builder(), 400), 500),
                arguments(canceled("ConditionalCheckFailed"), 500),
                arguments(SdkClientException.create("Connect to 127.0.0.1:1 failed"), 503),
                arguments(ApiCallTimeoutException.create(5_000), 503),
                arguments(aws(InternalServerErrorException.builder(), 500), 503),
                arguments(aws(DynamoDbException.builder(), 503), 503),
                arguments(throttled(), 503),
                arguments(aws(ResourceNotFoundException.builder(), 400), 503),
                arguments(new DatabaseFullException(), 503),
                arguments(canceled("TransactionConflict"), 503));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void each_failure_has_its_status(Throwable failure, int status) {
        var problem = ProblemResponse.of(failure).problem();

        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.type()).isEqualTo("about:blank");
        assertThat(problem.title()).isNotBlank();
        assertThat(problem.detail()).isNotBlank();
    }

    @Test
    void bad_fields_are_listed_one_by_one() {
        var fields = new FieldValidator();
        fields.reject("email", "This is no address.");
        fields.reject("city", "Please fill this in.");

        var problem = ProblemResponse.of(thrownBy(fields::check)).problem();

        assertThat(new Json().text(problem))
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                        + "\"detail\":\"Some fields cannot be taken.\",\"errors\":["
                        + "{\"field\":\"email\",\"message\":\"This is no address.\"},"
                        + "{\"field\":\"city\",\"message\":\"Please fill this in.\"}]}");
    }

    @Test
    void a_problem_without_bad_fields_or_incident_says_nothing_of_them() {
        assertThat(new Json().text(ProblemResponse.of(404).problem()))
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                        + "\"detail\":\"There is nothing at this address.\"}");
    }

    @Test
    void who_comes_too_late_gets_the_present_etag() {
        assertThat(ProblemResponse.of(new PreconditionFailedException("changed", "3"))
                        .headers())
                .containsEntry("ETag", List.of("\"3\""));
    }

    @Test
    void a_mistake_of_ours_tells_its_incident_and_nothing_else() {
        var problem =
                ProblemResponse.of(new IllegalStateException("SELECT secret")).problem();

        assertThat(problem.instance()).matches("urn:uuid:[0-9a-f-]{36}");
        assertThat(problem.detail()).contains(problem.instance().substring("urn:uuid:".length()));
        assertThat(problem.toString()).doesNotContain("SELECT", "Exception");
    }

    @Test
    void what_the_database_says_stays_inside() {
        var problem = ProblemResponse.of(SdkClientException.create("Connect to 10.0.0.5:8000 failed"))
                .problem();

        assertThat(problem.toString()).doesNotContain("10.0.0.5");
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 1", "PT0.001S, 1", "PT1S, 1", "PT1.001S, 2", "PT59.999S, 60"})
    void whoever_must_wait_is_told_so_in_whole_seconds_and_never_too_few(Duration wait, String seconds) {
        assertThat(ProblemResponse.of(new TooManyRequestsException("wait", wait))
                        .headers())
                .isEqualTo(Map.of("Retry-After", List.of(seconds)));
    }

    @Test
    void a_database_that_is_away_is_worth_another_try() {
        assertThat(ProblemResponse.of(ApiCallTimeoutException.create(5_000)).headers())
                .isEqualTo(Map.of("Retry-After", List.of("5")));
    }

    @Test
    void who_must_sign_in_is_told_both_ways() {
        assertThat(ProblemResponse.of(401).headers().get("WWW-Authenticate"))
                .containsExactly("Basic realm=\"Savealife\", charset=\"UTF-8\"", "Bearer realm=\"Savealife\"");
    }

    @Test
    void a_status_that_has_no_words_of_its_own_is_a_problem_too() {
        assertThat(ProblemResponse.of(418).problem())
                .isEqualTo(new Problem(
                        "about:blank", "HTTP 418", 418, "This request cannot be answered.", "", "", List.of()));
    }

    @Test
    void what_is_there_already_is_named() {
        assertThat(ProblemResponse.of(new ConflictException("There is one.", "0123abcd"))
                        .problem())
                .isEqualTo(new Problem("about:blank", "Conflict", 409, "There is one.", "", "0123abcd", List.of()));
    }

    @Test
    void what_contradicts_an_earlier_request_has_a_status_of_its_own() {
        assertThat(ProblemResponse.of(new UnprocessableException("Another request had this key."))
                        .problem())
                .isEqualTo(new Problem(
                        "about:blank",
                        "Unprocessable Content",
                        422,
                        "Another request had this key.",
                        "",
                        "",
                        List.of()));
    }

    private static Throwable aws(DynamoDbException.Builder failure, int status) {
        return failure.message("from AWS").statusCode(status).build();
    }

    private static Throwable throttled() {
        return ProvisionedThroughputExceededException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("ProvisionedThroughputExceededException")
                        .build())
                .statusCode(400)
                .build();
    }

    private static Throwable canceled(String reason) {
        return TransactionCanceledException.builder()
                .cancellationReasons(
                        CancellationReason.builder().code("None").build(),
                        CancellationReason.builder().code(reason).build())
                .statusCode(400)
                .build();
    }

    private static Throwable thrownBy(Runnable action) {
        return catchThrowable(action::run);
    }
}
