package org.savealife.mail.ses;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.savealife.mail.SendResult;
import org.savealife.mail.SmtpReply;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.BulkEmailEntryResult;
import software.amazon.awssdk.services.sesv2.model.BulkEmailStatus;
import software.amazon.awssdk.services.sesv2.model.LimitExceededException;
import software.amazon.awssdk.services.sesv2.model.MessageRejectedException;

/**
 * Decides what a response of Amazon SES means: for one message of a call ({@link BulkEmailEntryResult}), or for all
 * messages if the call failed with an error. Recipients' addresses are removed from the texts.
 *
 * <p>Source: Amazon SES API v2, BulkEmailEntryResult and SendBulkEmail, "Errors"; Developer Guide, "Errors related to
 * the sending quotas".
 */
sealed interface SesErrorMapper {

    /** The result for a message that is not tried again now. */
    SendResult delivery();

    /** About one message only. */
    record Single(SendResult delivery) implements SesErrorMapper {}

    /** Too many messages a second; none was accepted. */
    record TooFast(String reason) implements SesErrorMapper {

        @Override
        public SendResult delivery() {
            return SendResult.Deferred.byRelay(reason);
        }
    }

    /**
     * The call was refused because of its content, and nothing was accepted. It is not known which message was the
     * cause.
     */
    record Rejected(SendResult delivery) implements SesErrorMapper {}

    /** No response, or one without information. The messages may have been accepted. */
    record Lost(String reason) implements SesErrorMapper {

        @Override
        public SendResult delivery() {
            return new SendResult.Unknown(reason);
        }
    }

    /** SES accepts nothing from us until somebody changes something, or the day is over. */
    record Refused(String reason) implements SesErrorMapper {

        @Override
        public SendResult delivery() {
            return SendResult.Deferred.byRelay(reason);
        }
    }

    /** The SMTP code for an invalid parameter (RFC 5321 section 4.2.3). */
    int BAD_PARAMETER = 501;

    /** The SMTP code for a rejected message (RFC 5321 section 4.2.3). */
    int NOT_TAKEN = 554;

    int SERVER_ERROR = 500;

    List<Class<? extends IOException>> NO_CONNECTION = List.of(
            ConnectException.class,
            NoRouteToHostException.class,
            UnknownHostException.class,
            SSLHandshakeException.class);

    static SesErrorMapper of(BulkEmailEntryResult result, String recipient) {
        BulkEmailStatus status = result.status() == null ? BulkEmailStatus.UNKNOWN_TO_SDK_VERSION : result.status();
        String detail = result.error() == null ? "" : ": " + result.error();
        String text = SmtpReply.without(recipient, SmtpReply.inOneLine(result.statusAsString() + detail));
        return switch (status) {
            case SUCCESS -> new Single(new SendResult.Sent("SUCCESS " + result.messageId()));
            case ACCOUNT_THROTTLED -> tooMany(text);
            case MESSAGE_REJECTED -> isAboutSender(text) ? new Refused(text) : new Single(failed(NOT_TAKEN, text));
            case INVALID_PARAMETER -> new Single(failed(BAD_PARAMETER, text));
            case MAIL_FROM_DOMAIN_NOT_VERIFIED,
                    CONFIGURATION_SET_NOT_FOUND,
                    CONFIGURATION_SET_SENDING_PAUSED,
                    TEMPLATE_NOT_FOUND,
                    INVALID_SENDING_POOL_NAME,
                    ACCOUNT_SUSPENDED,
                    ACCOUNT_SENDING_PAUSED,
                    ACCOUNT_DAILY_QUOTA_EXCEEDED -> new Refused(text);
            case TRANSIENT_FAILURE, FAILED, UNKNOWN_TO_SDK_VERSION -> new Single(SendResult.Deferred.byRecipient(text));
        };
    }

    static SesErrorMapper of(SdkException error, List<String> recipients) {
        if (error instanceof AwsServiceException answer) {
            return ofAnswer(answer, without(recipients, said(answer)));
        }
        String text = without(recipients, "No answer from Amazon SES: " + error.getMessage());
        return mayHaveLeft(error) ? new Lost(text) : new Refused(text);
    }

    private static SesErrorMapper ofAnswer(AwsServiceException answer, String text) {
        if (answer.isThrottlingException() || answer instanceof LimitExceededException) {
            return tooMany(text);
        }
        if (answer.statusCode() >= SERVER_ERROR) {
            return new Lost(text);
        }
        if (answer instanceof BadRequestException) {
            return new Rejected(failed(BAD_PARAMETER, text));
        }
        if (answer instanceof MessageRejectedException && !isAboutSender(text)) {
            return new Rejected(failed(NOT_TAKEN, text));
        }
        return new Refused(text);
    }

    private static SesErrorMapper tooMany(String text) {
        return text.toLowerCase(Locale.ROOT).contains("daily") ? new Refused(text) : new TooFast(text);
    }

    /**
     * "Email address is not verified" is about the sender, and in the sandbox about recipients: a matter of the
     * account.
     */
    private static boolean isAboutSender(String text) {
        return text.contains("not verified");
    }

    /**
     * Whether messages may have been sent. If there was no I/O error, there was no connection, for example for lack of
     * credentials.
     */
    private static boolean mayHaveLeft(SdkException error) {
        boolean cutOff = error instanceof ApiCallTimeoutException
                || error instanceof ApiCallAttemptTimeoutException
                || error instanceof AbortedException
                || hasCause(error, IOException.class);
        return cutOff && NO_CONNECTION.stream().noneMatch(type -> hasCause(error, type));
    }

    private static boolean hasCause(Throwable error, Class<? extends Throwable> type) {
        return Stream.iterate(error, cause -> cause != null, Throwable::getCause)
                .anyMatch(type::isInstance);
    }

    private static String said(AwsServiceException answer) {
        return answer.awsErrorDetails() == null
                ? String.valueOf(answer.getMessage())
                : answer.awsErrorDetails().errorCode() + ": "
                        + answer.awsErrorDetails().errorMessage();
    }

    private static SendResult.Failed failed(int code, String text) {
        return new SendResult.Failed(code, "", text);
    }

    private static String without(List<String> recipients, String text) {
        String left = SmtpReply.inOneLine(text);
        for (String recipient : recipients) {
            left = SmtpReply.without(recipient, left);
        }
        return left;
    }
}
