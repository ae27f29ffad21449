package org.savealife.invitation.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.mail.SendResult;

class MailTroubleshootingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connect | No connection to the relay mail.example.org:587: Connection refused",
                "connect | No connection to the relay tls.example.org:587: it took too long",
                "connect | No connection to the relay mail.example.org:587: unknown host",
                "connect | No answer from Amazon SES: Unable to execute HTTP request",
                "tls     | No connection to the relay mail.example.org:587: STARTTLS is required"
                        + " but host does not support STARTTLS",
                "tls     | No connection to the relay mail.example.org:465: PKIX path building failed",
                "tls     | No connection to the relay mail.example.org:465: Unsupported or unrecognized SSL message",
                "login   | No connection to the relay mail.example.org:587: user name or password refused:"
                        + " 535 5.7.8 no",
                "login   | Relay refuses our mail: 530 5.7.0 Authentication required",
                "login   | The security token included in the request is invalid.",
                "sender  | Relay refuses our mail: 553 5.7.1 not your address",
                "sandbox | MESSAGE_REJECTED: Email address is not verified. The following identities failed the check",
                "quota   | ACCOUNT_DAILY_QUOTA_EXCEEDED: Daily message quota exceeded",
                "slow    | Connection to the relay was lost: it took too long",
                "slow    | Sending was stopped",
                "later   | 451 4.7.1 Greylisted, come back later",
            })
    void what_did_not_go_comes_with_what_to_look_at(String word, String reason) {
        assertThat(MailTroubleshooting.on(new SendResult.Deferred(SendResult.Deferred.By.RELAY, reason)))
                .isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource({
        "address, 550, 5.1.1, No such user",
        "address, 550, '', No such user",
        "address, 501, '', Bad parameter",
        "mailbox, 552, 5.2.2, Mailbox full",
        "policy, 550, 5.7.1, Refused",
        "policy, 554, '', Refused",
        "sandbox, 554, '', MESSAGE_REJECTED: Email address is not verified.",
        "unwritable, 0, '', A value has a line break",
    })
    void what_was_refused_comes_with_what_to_do(String word, int code, String enhancedCode, String text) {
        assertThat(MailTroubleshooting.on(new SendResult.Failed(code, enhancedCode, text)))
                .isEqualTo(word);
    }

    @Test
    void there_is_a_text_for_each_advice() {
        var texts = ResourceBundle.getBundle("org.savealife.messages", Locale.ENGLISH);

        assertThat(new String[] {
                    "accepted",
                    "address",
                    "mailbox",
                    "policy",
                    "unwritable",
                    "sandbox",
                    "quota",
                    "login",
                    "tls",
                    "connect",
                    "slow",
                    "sender",
                    "later",
                    "unanswered"
                })
                .allMatch(word -> texts.containsKey("mail.advice." + word));
    }
}
