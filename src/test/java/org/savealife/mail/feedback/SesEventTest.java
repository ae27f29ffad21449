package org.savealife.mail.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.mail.feedback.Feedback.Kind;

class SesEventTest {

    private static final String MAIL = """
            "mail": {
              "timestamp": "2026-11-26T12:00:00.000Z",
              "messageId": "0100019a-ses",
              "destination": ["zoe@example.org"],
              "headersTruncated": false,
              "headers": [
                {"name": "To", "value": "zoe@example.org"},
                {"name": "X-Savealife-Message-ID", "value": "<0a1b@example.org>"}
              ],
              "tags": {"ses:configuration-set": ["savealife"]}
            }""";

    @Test
    void a_permanent_bounce_says_who_and_what_the_mail_server_said() {
        var feedback = SesEvent.read("""
                {"eventType": "Bounce", %s,
                 "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [
                   {"emailAddress": "forwarded@example.com", "action": "failed", "status": "5.1.1",
                    "diagnosticCode":
                      "smtp; 550 5.1.1 <forwarded@example.com>: Recipient address rejected: User unknown"}
                 ]}}""".formatted(MAIL));

        assertThat(feedback.kind()).isEqualTo(Kind.BOUNCED);
        assertThat(feedback.recipients()).containsExactly("zoe@example.org");
        assertThat(feedback.reason()).isEqualTo("bounced: 550 5.1.1 ... Recipient address rejected: User unknown");
        assertThat(feedback.messageId()).isEqualTo("0a1b@example.org");
    }

    @Test
    void the_classic_notification_says_the_same_in_another_field() {
        var feedback = SesEvent.read("""
                {"notificationType": "Bounce",
                 "mail": {"messageId": "0100019a-ses", "source": "bank@example.org"},
                 "bounce": {"bounceType": "Permanent", "bounceSubType": "OnAccountSuppressionList",
                            "bouncedRecipients": [{"emailAddress": "zoe@example.org"}]}}""");

        assertThat(feedback)
                .isEqualTo(new Feedback(
                        Kind.BOUNCED, List.of("zoe@example.org"), "OnAccountSuppressionList", "0100019a-ses"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transient", "Undetermined", ""})
    void another_bounce_puts_nobody_aside(String type) {
        var feedback = SesEvent.read("""
                {"eventType": "Bounce", %s, "bounce": {"bounceType": "%s", "bounceSubType": "MailboxFull",
                 "bouncedRecipients": [{"emailAddress": "zoe@example.org", "diagnosticCode": "smtp; 452 4.2.2 Full"}]}}
                """.formatted(MAIL, type));

        assertThat(feedback.kind()).isEqualTo(Kind.PUT_OFF);
        assertThat(feedback.messageId()).isEqualTo("0a1b@example.org");
    }

    @ParameterizedTest
    @CsvSource({
        "MailboxFull, 5.2.2, 'smtp; 552 5.2.2 over quota', PUT_OFF",
        "General, 5.2.2, 'smtp; 550 5.2.2 mailbox full', PUT_OFF",
        "General, 5.7.1, 'smtp; 550 5.7.1 blocked', PUT_OFF",
        "General, 5.0.0, 'smtp; 550 DMARC check failed', PUT_OFF",
        "General, 5.3.4, 'smtp; 552 too large', PUT_OFF",
        "General, 4.4.7, 'smtp; 550 4.4.7 Message expired', PUT_OFF",
        "MessageTooLarge, '', '', PUT_OFF",
        "ContentRejected, '', '', PUT_OFF",
        "General, 5.1.1, 'smtp; 550 5.1.1 User unknown', BOUNCED",
        "General, 5.0.0, 'smtp; 550 no such user', BOUNCED",
        "General, 5.1.1, '', BOUNCED",
        "NoEmail, '', '', BOUNCED",
        "General, '', '', BOUNCED",
        "General, 5.0.0, 'smtp; 550 Rejected', SUSPECTED",
        "General, '', 'smtp; gone', SUSPECTED",
        "Suppressed, 5.1.1, 'Amazon SES has suppressed sending to this address', BOUNCED",
        "OnAccountSuppressionList, 5.1.1, 'Amazon SES did not send: it is on the suppression list', BOUNCED"
    })
    void what_ses_calls_permanent_is_judged_like_a_mail_that_came_back(
            String subType, String status, String said, Kind kind) {
        var feedback = SesEvent.read("""
                {"eventType": "Bounce", %s, "bounce": {"bounceType": "Permanent", "bounceSubType": "%s",
                 "bouncedRecipients": [{"emailAddress": "zoe@example.org", "status": "%s", "diagnosticCode": "%s"}]}}
                """.formatted(MAIL, subType, status, said));

        assertThat(feedback.kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"abuse, COMPLAINED", "'', COMPLAINED", "other, COMPLAINED", "not-spam, NOTHING", "auth-failure, NOTHING"
    })
    void a_complaint_is_one_unless_it_is_a_report_of_something_else(String type, Kind kind) {
        var feedback = SesEvent.read("""
                {"eventType": "Complaint", %s, "complaint": {"complaintFeedbackType": "%s",
                 "complainedRecipients": [
                   {"emailAddress": "zoe@example.org"}, {"emailAddress": "guessed@example.org"}]}}
                """.formatted(MAIL, type));

        assertThat(feedback.kind()).isEqualTo(kind);
        if (kind == Kind.COMPLAINED) {
            assertThat(feedback.recipients()).containsExactly("zoe@example.org");
            assertThat(feedback.reason()).isEqualTo("complained");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Successfully validated SNS topic for Amazon SES event publishing.",
                "{\"eventType\": \"Delivery\", \"mail\": {}}",
                "{\"eventType\": \"DeliveryDelay\", \"mail\": {}}",
                "{\"eventType\": 5}",
                "{}",
                "[]",
                "null",
                "\"Bounce\"",
                ""
            })
    void whatever_else_comes_tells_nothing(String text) {
        assertThat(SesEvent.read(text).kind()).isEqualTo(Kind.NOTHING);
    }

    @Test
    void a_bounce_that_lacks_everything_is_nobodys() {
        assertThat(SesEvent.read("{\"eventType\": \"Bounce\", \"bounce\": {\"bounceType\": \"Permanent\"}}"))
                .isEqualTo(new Feedback(Kind.BOUNCED, List.of(), "", ""));
    }
}
