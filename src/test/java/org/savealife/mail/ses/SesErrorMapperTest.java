package org.savealife.mail.ses;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.mail.SendResult;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sesv2.model.BulkEmailEntryResult;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;

/** The result of a message as a table: the response of Amazon SES, if any, and what it means. */
class SesErrorMapperTest {

    private static final String ZOE = "zoe@server.com";

    @ParameterizedTest
    @CsvSource({
        "SUCCESS, SENT",
        "MESSAGE_REJECTED, FAILED",
        "INVALID_PARAMETER, FAILED",
        "TRANSIENT_FAILURE, RECIPIENT",
        "FAILED, RECIPIENT",
        "A_STATUS_OF_TOMORROW, RECIPIENT",
        "ACCOUNT_THROTTLED, RELAY",
        "ACCOUNT_SUSPENDED, RELAY",
        "ACCOUNT_SENDING_PAUSED, RELAY",
        "ACCOUNT_DAILY_QUOTA_EXCEEDED, RELAY",
        "MAIL_FROM_DOMAIN_NOT_VERIFIED, RELAY",
        "CONFIGURATION_SET_NOT_FOUND, RELAY",
    })
    void the_status_of_an_entry_means(String status, String delivery) {
        var result =
                BulkEmailEntryResult.builder().status(status).messageId("1").build();

        assertThat(kind(SesErrorMapper.of(result, ZOE))).isEqualTo(delivery);
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDeniedException, RELAY",
        "429, TooManyRequestsException, RELAY",
        "500, InternalServiceErrorException, UNKNOWN",
        "502, BadGateway, UNKNOWN",
        "503, ServiceUnavailable, UNKNOWN",
    })
    void an_error_for_a_whole_call_means(int status, String code, String delivery) {
        var error = SesV2Exception.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("Sorry")
                        .build())
                .build();

        assertThat(kind(SesErrorMapper.of(error, List.of(ZOE)))).isEqualTo(delivery);
    }

    @Test
    void a_call_without_an_answer_may_have_been_taken_unless_there_was_no_connection() {
        assertThat(kind(of(ApiCallTimeoutException.create(1_000)))).isEqualTo("UNKNOWN");
        assertThat(kind(of(SdkClientException.create("cut", new SocketTimeoutException("Read timed out")))))
                .isEqualTo("UNKNOWN");
        assertThat(kind(of(SdkClientException.create("refused", new ConnectException("refused")))))
                .isEqualTo("RELAY");
        assertThat(kind(of(SdkClientException.create("Unable to load credentials"))))
                .isEqualTo("RELAY");
    }

    private static SesErrorMapper of(SdkException error) {
        return SesErrorMapper.of(error, List.of(ZOE));
    }

    private static String kind(SesErrorMapper verdict) {
        return verdict.delivery() instanceof SendResult.Deferred deferred
                ? deferred.by().name()
                : verdict.delivery().getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }
}
