package org.savealife.mail.ses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.mail.smtp.Mails.template;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.mail.SendResult;

/** Amazon SES slows us down, or refuses a message, a call or the account. */
class SesRefusalTest extends StrictSesTest {

    @Test
    void throttling_slows_down_and_everybody_gets_their_mail_once() {
        ses.takeAtMost(100);

        var deliveries = transport.send(template(), messages(170));

        assertThat(deliveries).hasSize(170).allMatch(delivery -> delivery instanceof SendResult.Sent);
        assertThat(ses.throttlings()).isPositive();
        assertThat(ses.mails())
                .extracting(StrictSes.Mail::to)
                .doesNotHaveDuplicates()
                .hasSize(170);
        assertThat(transport.relayState().reachable()).isTrue();
    }

    @Test
    void entries_that_are_throttled_one_by_one_go_again_and_the_others_do_not() {
        ses.answerFor("donor1@example.org", "ACCOUNT_THROTTLED");
        var asked = new AtomicInteger();

        var deliveries = transport.send(template(), messages(3), () -> {
            if (asked.incrementAndGet() > 1) {
                ses.answerFor("donor1@example.org", "SUCCESS");
            }
            return true;
        });

        assertThat(deliveries).hasOnlyElementsOfType(SendResult.Sent.class);
        assertThat(ses.mails())
                .extracting(StrictSes.Mail::to)
                .containsExactlyInAnyOrder("donor0@example.org", "donor1@example.org", "donor2@example.org");
    }

    @Test
    void throttling_without_end_defers_what_is_left_and_blames_no_donor() {
        ses.takeAtMost(0);

        var deliveries = transport.send(template(), messages(60));

        assertThat(deliveries)
                .containsOnly(SendResult.Deferred.byRelay("TooManyRequestsException: Maximum sending rate exceeded."));
        assertThat(ses.throttlings()).isEqualTo(8);
        assertThat(transport.relayState().reachable()).isFalse();
    }

    @Test
    void a_wait_for_a_throttled_account_ends_when_sending_is_stopped() {
        ses.takeAtMost(0);
        var patient = transport(Duration.ofMinutes(1));

        assertThat(patient.send(template(), messages(1), () -> ses.throttlings() == 0))
                .containsExactly(SendResult.Deferred.byRelay("Sending was stopped"));
    }

    @ParameterizedTest
    @CsvSource({
        "MESSAGE_REJECTED, 554",
        "INVALID_PARAMETER, 501",
    })
    void an_entry_refused_for_its_own_sake_fails_and_the_others_go(String status, int code) {
        ses.answerFor("donor1@example.org", status);

        var deliveries = transport.send(template(), messages(3));

        assertThat(deliveries.get(1)).isEqualTo(new SendResult.Failed(code, "", status + ": Something about ..."));
        assertThat(List.of(deliveries.get(0), deliveries.get(2))).hasOnlyElementsOfType(SendResult.Sent.class);
        assertThat(transport.relayState().reachable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRANSIENT_FAILURE", "FAILED", "SOMETHING_NEW"})
    void an_entry_that_may_succeed_later_is_deferred_and_the_others_go(String status) {
        ses.answerFor("donor1@example.org", status);

        var deliveries = transport.send(template(), messages(60));

        assertThat(deliveries.get(1)).isEqualTo(SendResult.Deferred.byRecipient(status + ": Something about ..."));
        assertThat(deliveries)
                .filteredOn(delivery -> delivery instanceof SendResult.Sent)
                .hasSize(59);
        assertThat(transport.relayState().reachable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL_FROM_DOMAIN_NOT_VERIFIED",
                "CONFIGURATION_SET_NOT_FOUND",
                "CONFIGURATION_SET_SENDING_PAUSED",
                "TEMPLATE_NOT_FOUND",
                "ACCOUNT_SUSPENDED",
                "ACCOUNT_DAILY_QUOTA_EXCEEDED",
                "INVALID_SENDING_POOL_NAME",
                "ACCOUNT_SENDING_PAUSED"
            })
    void an_entry_refused_for_our_sake_defers_it_and_what_comes_after(String status) {
        ses.answerFor("donor49@example.org", status);

        var deliveries = transport.send(template(), messages(101));

        assertThat(deliveries.subList(0, 49)).hasOnlyElementsOfType(SendResult.Sent.class);
        assertThat(deliveries.subList(49, 101))
                .containsOnly(SendResult.Deferred.byRelay(status + ": Something about ..."));
        assertThat(ses.calls()).hasSize(1);
        assertThat(transport.relayState().reachable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "400, SendingPausedException, Sending is paused",
        "400, AccountSuspendedException, Suspended",
        "400, MailFromDomainNotVerifiedException, Not verified",
        "400, MessageRejectedException, Email address is not verified",
        "404, NotFoundException, Configuration set does not exist",
        "403, AccessDeniedException, Not authorized to perform ses:SendEmail",
        "403, InvalidSignatureException, Wrong signature",
        "429, TooManyRequestsException, Daily message quota exceeded",
    })
    void an_account_that_may_not_send_defers_everything_after_one_call(int status, String type, String message) {
        ses.answerNext(StrictSes.error(status, type, message));

        var deliveries = transport.send(template(), messages(101));

        assertThat(deliveries).hasSize(101).containsOnly(SendResult.Deferred.byRelay(type + ": " + message));
        assertThat(ses.calls()).hasSize(1);
        assertThat(transport.relayState().reachable()).isFalse();
        assertThat(transport.relayState().lastError()).isEqualTo(type + ": " + message);
    }

    @Test
    void an_account_that_may_send_again_is_reachable_again() {
        ses.answerNext(StrictSes.error(400, "SendingPausedException", "Sending is paused"));

        transport.send(template(), messages(1));
        transport.send(template(), messages(1));

        assertThat(transport.relayState().reachable()).isTrue();
        assertThat(transport.relayState().lastError()).isEqualTo("SendingPausedException: Sending is paused");
    }

    @Test
    void one_message_that_makes_ses_refuse_the_whole_call_fails_alone() {
        ses.refuse("donor33@example.org");

        var deliveries = transport.send(template(), messages(50));

        assertThat(deliveries.get(33))
                .isEqualTo(new SendResult.Failed(501, "", "BadRequestException: Illegal address ..."));
        assertThat(deliveries)
                .filteredOn(delivery -> delivery instanceof SendResult.Sent)
                .hasSize(49);
        assertThat(ses.mails())
                .extracting(StrictSes.Mail::to)
                .doesNotHaveDuplicates()
                .hasSize(49);
    }
}
