package org.savealife.mail.ses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.savealife.mail.smtp.Mails.mailSettings;
import static org.savealife.mail.smtp.Mails.messageTo;
import static org.savealife.mail.smtp.Mails.messagesTo;
import static org.savealife.mail.smtp.Mails.sesSettings;
import static org.savealife.mail.smtp.Mails.template;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.savealife.mail.SendResult;
import org.savealife.mail.SendingQuota;
import org.savealife.mail.message.EmailAddress;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What a transport sends to Amazon SES, and what it makes of no answer. */
class SesTransportTest extends StrictSesTest {

    private static final String CALENDAR = """
            BEGIN:VCALENDAR
            METHOD:PUBLISH
            SUMMARY:%s
            END:VCALENDAR
            """;

    @Test
    void more_than_fifty_messages_go_in_calls_of_fifty_and_are_answered_in_order() {
        var deliveries = transport.send(template(), messages(101));

        assertThat(deliveries).hasSize(101).allMatch(delivery -> delivery instanceof SendResult.Sent);
        assertThat(deliveries.get(70)).isEqualTo(new SendResult.Sent("SUCCESS ses-71"));
        assertThat(ses.calls())
                .extracting(call -> call.path("BulkEmailEntries").size())
                .containsExactly(50, 50, 1);
        assertThat(ses.mails())
                .extracting(StrictSes.Mail::to)
                .containsExactlyElementsOf(messages(101).stream()
                        .map(message -> message.to().ascii())
                        .toList());
    }

    @Test
    void each_donor_gets_a_mail_of_their_own_with_their_name_escaped_where_it_must_be() {
        var template = Template.builder()
                .subject("{{name}}, give blood")
                .text("Dear {{name}},\n{{place}}\n")
                .html("<style>p{color:red}</style><p>Dear {{name}},</p>{{place}}")
                .header("List-Unsubscribe", "<https://example.org/u/{{token}}>")
                .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
                .calendar(CALENDAR.formatted("At {{place}}"))
                .constants(Map.of("place", "{{Bar}} & {\\{"))
                .compile(Set.of("name", "token"));
        var zoe = new Message(
                "1@example.org",
                EmailAddress.of("zoe@example.org"),
                Map.of("name", "Zoë \"<b>\" O'Neill", "token", "t1"));
        var brace = new Message(
                "2@example.org", EmailAddress.of("b@exämple.org"), Map.of("name", "{{plain_token}}", "token", "t2"));

        assertThat(transport.send(template, List.of(zoe, brace))).hasOnlyElementsOfType(SendResult.Sent.class);

        assertThat(ses.calls()).hasSize(1);
        assertThat(ses.mails()).hasSize(2);
        var first = ses.mails().get(0);
        assertThat(first.to()).isEqualTo("zoe@example.org");
        assertThat(first.from()).isEqualTo("Savealife <savealife@localhost>");
        assertThat(first.subject()).isEqualTo("Zoë \"<b>\" O'Neill, give blood");
        assertThat(first.text()).isEqualTo("Dear Zoë \"<b>\" O'Neill,\n{{Bar}} & {\\{\n");
        assertThat(first.html())
                .isEqualTo("<style>p{color:red}</style><p>Dear Zoë &quot;&lt;b&gt;&quot; O&#39;Neill,</p>"
                        + "{{Bar}} &amp; {\\{\n");
        assertThat(first.headers())
                .containsEntry("X-Savealife-Message-ID", "<1@example.org>")
                .containsEntry("Auto-Submitted", "auto-generated")
                .containsEntry("List-Unsubscribe", "<https://example.org/u/t1>")
                .containsEntry("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        assertThat(first.calendar()).contains("SUMMARY:At {{Bar}} & {\\\\{\r\n");
        var second = ses.mails().get(1);
        assertThat(second.to()).isEqualTo("b@xn--exmple-cua.org");
        assertThat(second.text()).startsWith("Dear {{plain_token}},");
        assertThat(second.headers()).containsEntry("List-Unsubscribe", "<https://example.org/u/t2>");
    }

    @Test
    void a_calendar_that_differs_from_donor_to_donor_goes_to_each_in_a_call_of_its_own() {
        var template = Template.builder()
                .subject("Give blood")
                .text("Please")
                .html("Please")
                .calendar(CALENDAR.formatted("{{first_name}}"))
                .compile(Set.of("first_name"));
        var ivica = new Message("1@example.org", EmailAddress.of("ivica@example.org"), Map.of("first_name", "Ivica"));

        transport.send(template, List.of(messageTo("zoe@example.org"), ivica));

        assertThat(ses.calls()).hasSize(2);
        assertThat(ses.mails().get(0).calendar()).contains("SUMMARY:Zoë");
        assertThat(ses.mails().get(1).calendar()).contains("SUMMARY:Ivica");
    }

    @Test
    void a_message_that_cannot_be_written_fails_and_the_others_go() {
        var broken =
                new Message("1@example.org", EmailAddress.of("a@example.org"), Map.of("first_name", "A\r\nBcc: x"));
        var deliveries = transport.send(template(), List.of(broken, messageTo("zoe@example.org")));

        assertThat(deliveries.get(0)).isInstanceOfSatisfying(SendResult.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(SendResult.Failed.NOT_OFFERED);
            assertThat(failed.text()).contains("{{first_name}}").doesNotContain("Bcc");
        });
        assertThat(deliveries.get(1)).isInstanceOf(SendResult.Sent.class);
        assertThat(ses.mails()).extracting(StrictSes.Mail::to).containsExactly("zoe@example.org");
    }

    @Test
    void a_header_that_ses_would_not_take_fails_its_message_only() {
        var template = Template.builder()
                .subject("Give blood")
                .text("Please")
                .html("Please")
                .header("List-Unsubscribe", "<https://example.org/{{token}}>")
                .compile(Set.of("token"));
        var messages = List.of("x".repeat(871), "{{plain_token}}", "t3").stream()
                .map(token -> new Message("1@example.org", EmailAddress.of("a@example.org"), Map.of("token", token)))
                .toList();

        assertThat(transport.send(template, messages))
                .extracting(delivery -> delivery.getClass().getSimpleName())
                .containsExactly("Failed", "Failed", "Sent");
    }

    @Test
    void a_message_without_a_value_is_the_callers_mistake_and_nothing_is_sent() {
        var empty = new Message("1@example.org", EmailAddress.of("a@example.org"), Map.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> transport.send(template(), List.of(messageTo("zoe@example.org"), empty)))
                .withMessageContaining("{{first_name}}");
        assertThat(ses.calls()).isEmpty();
    }

    @Test
    void a_call_has_no_more_messages_than_the_account_may_send_in_a_second() {
        ses.tellQuota(20, 50_000, 0);

        transport.send(template(), messages(50));

        assertThat(ses.calls())
                .extracting(call -> call.path("BulkEmailEntries").size())
                .containsExactly(20, 20, 10);
    }

    @Test
    void messages_whose_answer_broke_off_have_an_unknown_fate_and_are_not_sent_again_here() {
        ses.answerNext(StrictSes.brokenOff());

        var deliveries = transport.send(template(), messages(60));

        assertThat(deliveries.subList(0, 50)).hasOnlyElementsOfType(SendResult.Unknown.class);
        assertThat(deliveries.subList(50, 60)).hasOnlyElementsOfType(SendResult.Sent.class);
        assertThat(ses.calls()).hasSize(2);
        assertThat(ses.mails())
                .extracting(StrictSes.Mail::to)
                .doesNotHaveDuplicates()
                .hasSize(60);
    }

    @Test
    void the_second_call_in_a_row_without_an_answer_defers_the_rest() {
        ses.answerNext(StrictSes.brokenOff(), StrictSes.error(500, "InternalServiceErrorException", "Sorry"));

        var deliveries = transport.send(template(), messages(150));

        assertThat(deliveries.subList(0, 100)).hasOnlyElementsOfType(SendResult.Unknown.class);
        assertThat(deliveries.subList(100, 150))
                .containsOnly(SendResult.Deferred.byRelay("InternalServiceErrorException: Sorry"));
        assertThat(ses.calls()).hasSize(2);
        assertThat(transport.relayState().reachable()).isFalse();
    }

    @Test
    void the_fate_of_messages_is_unknown_whose_call_is_not_answered_in_time() {
        ses.answerNext(StrictSes.silence());
        var impatient = new SesTransport(
                mailSettings(),
                sesSettings("ses.region", "eu-west-1", "ses.endpoint", ses.url(), "ses.call-timeout", "1"),
                SesClient.of(
                        sesSettings("ses.region", "eu-west-1", "ses.endpoint", ses.url(), "ses.call-timeout", "1"),
                        anyCredentials()),
                Clock.systemUTC(),
                Duration.ofMillis(1));

        var deliveries = impatient.send(template(), messages(1));

        assertThat(deliveries)
                .singleElement()
                .isInstanceOfSatisfying(
                        SendResult.Unknown.class,
                        unknown -> assertThat(unknown.reason()).startsWith("No answer from Amazon SES"));
        assertThat(ses.calls()).hasSize(1);
    }

    @Test
    void nobody_there_defers_everything_and_the_relay_is_away() {
        ses.close();

        assertThat(transport.send(template(), messages(101))).hasOnlyElementsOfType(SendResult.Deferred.class);
        assertThat(transport.relayState().reachable()).isFalse();
    }

    @Test
    void missing_credentials_are_noticed_at_first_use_and_burn_no_donor() {
        var settings = sesSettings("ses.region", "eu-west-1", "ses.endpoint", ses.url());
        AwsCredentialsProvider none = () -> {
            throw SdkClientException.create("Unable to load credentials");
        };
        var lacking = new SesTransport(
                mailSettings(), settings, SesClient.of(settings, none), Clock.systemUTC(), Duration.ofMillis(1));

        assertThat(lacking.send(template(), messages(60)))
                .containsOnly(SendResult.Deferred.byRelay("No answer from Amazon SES: Unable to load credentials"));
        assertThat(lacking.relayState().reachable()).isFalse();
        assertThat(ses.calls()).isEmpty();
    }

    @Test
    void whether_to_go_on_is_asked_before_each_call() {
        var deliveries =
                transport.send(template(), messages(101), () -> ses.calls().isEmpty());

        assertThat(deliveries.subList(0, 50)).hasOnlyElementsOfType(SendResult.Sent.class);
        assertThat(deliveries.subList(50, 101)).containsOnly(SendResult.Deferred.byRelay("Sending was stopped"));
        assertThat(ses.calls()).hasSize(1);
    }

    @Test
    void our_own_rate_counts_messages_and_not_calls() {
        var slow = transport(Duration.ofMillis(1), "rate-per-second", "40");
        long start = System.nanoTime();

        slow.send(template(), messages(80));

        assertThat(ses.calls())
                .extracting(call -> call.path("BulkEmailEntries").size())
                .containsExactly(40, 40);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1_800));
    }

    @Test
    void the_quota_is_the_accounts_or_our_own_rate_if_that_is_lower() {
        ses.tellQuota(14, 50_000, 1_200);

        assertThat(transport.quota()).isEqualTo(new SendingQuota(14, 48_800));
        assertThat(transport(Duration.ZERO, "rate-per-second", "5").quota()).isEqualTo(new SendingQuota(5, 48_800));
    }

    @Test
    void an_unlimited_account_has_no_number_of_messages_left_and_one_that_is_over_has_none() {
        ses.tellQuota(14, -1, 1_200);
        assertThat(transport.quota()).isEqualTo(new SendingQuota(14, -1));

        ses.tellQuota(14, 200, 300);
        assertThat(transport.quota()).isEqualTo(new SendingQuota(14, 0));
    }

    @Test
    void without_an_answer_the_quota_is_not_known() {
        ses.close();

        assertThat(transport.quota()).isEqualTo(SendingQuota.UNKNOWN);
    }

    @Test
    void the_configuration_set_goes_along() {
        transport(Duration.ZERO, "ses.configuration-set", "donors").send(template(), messages(1));

        assertThat(ses.calls())
                .extracting(call -> call.path("ConfigurationSetName").asText())
                .containsExactly("donors");
    }

    @Test
    void nothing_is_sent_once_the_application_stops() {
        transport.close();

        assertThat(transport.send(template(), messagesTo("zoe@example.org")))
                .containsExactly(SendResult.Deferred.byRelay("The application is stopping"));
        assertThat(ses.calls()).isEmpty();
    }
}
