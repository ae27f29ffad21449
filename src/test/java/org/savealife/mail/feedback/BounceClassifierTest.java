package org.savealife.mail.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.mail.feedback.Feedback.Kind;

class BounceClassifierTest {

    @ParameterizedTest
    @CsvSource({
        "5.1.1, BOUNCED",
        "5.1.2, BOUNCED",
        "5.1.3, BOUNCED",
        "5.1.6, BOUNCED",
        "5.1.10, BOUNCED",
        "5.2.1, BOUNCED",
        "5.4.1, BOUNCED",
        "5.4.4, BOUNCED",
        "5.0.0, SUSPECTED",
        "5.1.0, SUSPECTED",
        "5.1.4, SUSPECTED",
        "5.2.0, SUSPECTED",
        "5.5.0, SUSPECTED",
        "5.1.5, PUT_OFF",
        "5.1.7, PUT_OFF",
        "5.1.8, PUT_OFF",
        "5.1.9, PUT_OFF",
        "5.1.20, PUT_OFF",
        "5.2.2, PUT_OFF",
        "5.2.3, PUT_OFF",
        "5.2.4, PUT_OFF",
        "5.2.122, PUT_OFF",
        "5.3.0, PUT_OFF",
        "5.3.4, PUT_OFF",
        "5.4.0, PUT_OFF",
        "5.4.6, PUT_OFF",
        "5.4.7, PUT_OFF",
        "5.4.14, PUT_OFF",
        "5.5.2, PUT_OFF",
        "5.6.0, PUT_OFF",
        "5.6.7, PUT_OFF",
        "5.7.0, PUT_OFF",
        "5.7.1, PUT_OFF",
        "5.7.26, PUT_OFF",
        "4.1.1, PUT_OFF",
        "4.2.2, PUT_OFF",
        "4.4.7, PUT_OFF",
        "450, PUT_OFF",
        "421, PUT_OFF",
        "552, PUT_OFF",
        "550, SUSPECTED",
        "554, SUSPECTED",
        "2.0.0, NOT_UNDERSTOOD",
        "250, NOT_UNDERSTOOD",
        "'', NOT_UNDERSTOOD",
        "5, NOT_UNDERSTOOD"
    })
    void each_code_by_itself_says_so_much_and_no_more(String code, Kind kind) {
        assertThat(BounceClassifier.ofReport(List.of(code))).isEqualTo(kind);
        assertThat(BounceClassifier.ofWords(code)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "5.0.0, 550 5.1.1 gone, BOUNCED",
        "5.1.0, 550 5.1.1, BOUNCED",
        "5.0.0, 550 5.7.1, PUT_OFF",
        "5.1.1, 550 5.7.1, PUT_OFF",
        "5.7.1, 550 5.1.1 User unknown, PUT_OFF",
        "5.0.0, 450 5.1.1, PUT_OFF",
        "5.1.1, 451 4.1.1, PUT_OFF",
        "4.4.7, 550 5.1.1 User unknown, PUT_OFF",
        "5.0.0, <mx.example.com #5.0.0 smtp; 550 5.7.1 blocked>, PUT_OFF",
        "5.0.0, <mx.example.com #5.1.1 smtp; 550 5.1.1 no mailbox>, BOUNCED",
        "5.1.1 (bad destination mailbox address), '', BOUNCED",
        "'5.2.1 (mailbox disabled, not accepting messages)', '', BOUNCED",
        "'5.2.2 (mailbox full)', '', PUT_OFF"
    })
    void the_most_particular_code_counts_and_any_that_spares_does(String status, String diagnostic, Kind kind) {
        assertThat(BounceClassifier.ofReport(List.of(diagnostic, status))).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "450 gone",
                "450-gone",
                "smtp; 451 gone",
                "host mx.example.com[192.0.2.1] said: 450 gone",
                "Remote host replied: 421 gone",
                "server responded with 452 gone",
                "SMTP error 450 gone",
                "gone (450)",
                "gone (#4.2.1)",
                "550 4.1.1 gone",
                "first line\n450 gone"
            })
    void a_reply_or_code_of_the_class_4_spares_wherever_it_stands(String diagnostic) {
        assertThat(BounceClassifier.ofReport(List.of(diagnostic, "5.1.1"))).isEqualTo(Kind.PUT_OFF);
        assertThat(BounceClassifier.ofWords(diagnostic)).isEqualTo(Kind.PUT_OFF);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host mx.example.com[192.0.2.1] said: 550 gone",
                "OpenSMTPD 4.4.1.2, 550 gone",
                "host 4.2.2.2 said: 550 gone",
                "version 4.96, 550 gone",
                "550 Invalid recipient. XYZ_416 [416]",
                "550 gone (in 450ms)",
                "mx4.4.4.example.com, 550 gone"
            })
    void numbers_of_hosts_and_programs_are_no_codes(String diagnostic) {
        assertThat(BounceClassifier.ofReport(List.of("5.1.1", diagnostic))).isEqualTo(Kind.BOUNCED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp; 550 no such user",
                "smtp; 550 Unknown user zoe@example.org",
                "smtp;550 : User unknown",
                "550 Mailbox unavailable",
                "550 Requested action not taken: mailbox unavailable",
                "550 Invalid recipient <zoe@relay.example.org>",
                "554 delivery error: dd This user doesn't have an example.com account",
                "550 Account is inactive",
                "550 Recipient address rejected: Access denied",
                "550 sorry, no mailbox here by that name",
                "550 The email account that you tried to reach does not exist. See"
                        + " https://blocked.example/spam?p=NoSuchUser",
                "550 User zoe is not known at this site",
                "550 Host unknown",
                "550 Unrouteable address",
                "550 domain does not accept mail (nullMX)",
                "550 Empf\u00e4nger unbekannt",
                "550 Cette adresse n'existe pas"
            })
    void a_report_that_says_for_good_and_not_why_is_believed_where_its_words_say_why(String diagnostic) {
        assertThat(BounceClassifier.ofReport(List.of(diagnostic, "5.0.0"))).isEqualTo(Kind.BOUNCED);
        assertThat(BounceClassifier.ofWords(diagnostic)).isEqualTo(Kind.SUSPECTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 192.0.2.1 is not allowed to send from example.org per its SPF record",
                "550 DMARC check failed",
                "550 DKIM signature did not verify",
                "550 Sender address rejected: Domain not found",
                "550 Sender verify failed",
                "550 Invalid From header",
                "550 HELO command rejected: Host not found",
                "550 Client host rejected: cannot find your hostname",
                "550 Your IP has no PTR record",
                "554 Message rejected: Email address is not verified.",
                "550 Relaying denied",
                "550 Relay access denied",
                "550 not authorized to relay through this host",
                "550 Authentication required",
                "550 part of their network is on our block list (S3140)",
                "554 Service unavailable; Client host blocked using a list",
                "550 rejected because of poor reputation",
                "550 We do not accept mail from dynamic addresses",
                "550 Message not allowed: not accepted for policy reasons",
                "550 Administrative prohibition",
                "550 This looks like spam",
                "550 Virus Detected; Content Rejected",
                "552 Attachment type not accepted",
                "550 too many complaints from your users",
                "550 Message size exceeds fixed limit",
                "554 Message too large",
                "550 Mailbox is full",
                "550 user is over quota",
                "550 The recipient has exceeded the storage limit",
                "550 Bo\u00eete pleine",
                "550 The user is receiving mail at a rate that prevents additional messages",
                "550 Too many connections",
                "550 sending rate exceeded",
                "554 Too many hops",
                "554 mail loop detected",
                "550 mailbox temporarily disabled",
                "550 please try again later",
                "450 TEMPERROR: retry timeout exceeded",
                "550 Greylisted, user unknown for now",
                "554 retry time not reached for any host after a long failure period",
                "550 Connection timed out",
                "550 message expired",
                "550 internal error",
                "503 bad sequence of commands",
                "521 AOL will not accept delivery of this message"
            })
    void words_about_us_or_the_message_or_a_moment_spare_the_donor_whatever_the_code(String diagnostic) {
        assertThat(BounceClassifier.ofReport(List.of(diagnostic, "5.0.0"))).isEqualTo(Kind.PUT_OFF);
        assertThat(BounceClassifier.ofReport(List.of(diagnostic, "5.1.1"))).isEqualTo(Kind.PUT_OFF);
        assertThat(BounceClassifier.ofWords(diagnostic)).isEqualTo(Kind.PUT_OFF);
    }

    @Test
    void words_without_any_code_are_suspected_in_a_report_too() {
        assertThat(BounceClassifier.ofReport(List.of("x-unix; user unknown"))).isEqualTo(Kind.SUSPECTED);
        assertThat(BounceClassifier.ofReport(List.of("x-unix; 5"))).isEqualTo(Kind.NOT_UNDERSTOOD);
    }

    @Test
    void what_stands_far_behind_is_not_looked_at() {
        var behind = "550 " + "x ".repeat(BounceClassifier.MAX_LOOKED_AT / 2) + "5.1.1 User unknown";

        assertThat(BounceClassifier.ofReport(List.of(behind))).isEqualTo(Kind.SUSPECTED);
    }
}
