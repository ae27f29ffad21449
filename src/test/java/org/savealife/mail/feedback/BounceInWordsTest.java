package org.savealife.mail.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.mail.feedback.Feedback.Kind;

/** Mails without a report, which say in words what has happened. */
class BounceInWordsTest {

    @ParameterizedTest
    @CsvSource({
        "550 5.1.1 User unknown, BOUNCED",
        "550 no such user, SUSPECTED",
        "550 Rejected, SUSPECTED",
        "user unknown, SUSPECTED",
        "550 5.7.1 blocked, PUT_OFF",
        "550 mailbox is full, PUT_OFF",
        "450 user unknown, PUT_OFF",
        "it has been in the queue too long, PUT_OFF",
        "we are sorry, NOT_UNDERSTOOD"
    })
    void what_a_mail_server_writes_in_its_own_words_is_enough_only_with_a_code_that_says_why(String said, Kind kind) {
        var body =
                "\r\n\r\nThis message was created automatically by mail delivery software.\r\n\r\n  zoe@example.org\r\n"
                        + "    SMTP error from remote mail server after RCPT TO:<zoe@example.org>:\r\n"
                        + "    host mx.example.org: "
                        + said
                        + "\r\n\r\n------ This is a copy of the message, including all the headers. ------\r\n\r\n"
                        + "Subject: 550 5.1.1 user unknown, and spam\r\n";

        for (var header : List.of(
                "X-Failed-Recipients: zoe@example.org\r\nAuto-Submitted: auto-replied",
                "From: Mail Delivery System <Mailer-Daemon@mx.example.org>",
                "From: postmaster@mx.example.org",
                "Return-Path: <>",
                "Subject: Undeliverable: Give blood",
                "Subject: =?utf-8?Q?Onbestelbaar:_Bloeddonatie?=")) {
            assertThat(read(header + body).kind()).as(header).isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-replied",
                "Auto-Submitted: auto-generated\r\nReturn-Path: <>",
                "X-Autoreply: yes",
                "Precedence: auto_reply",
                "Subject: Automatic reply: Give blood",
                "Subject: =?utf-8?Q?R=C3=A9ponse_automatique_:_Donnez?="
            })
    void an_automatic_reply_tells_nothing_whatever_it_quotes(String header) {
        var mail = "From: Zoe <zoe@example.org>\r\n" + header + "\r\n\r\n550 5.1.1 user unknown";

        assertThat(read(mail).kind()).isEqualTo(Kind.NOTHING);
    }

    @Test
    void a_letter_of_somebody_is_not_understood() {
        var mail = "From: Zoe <zoe@example.org>\r\nAuto-Submitted: no\r\n"
                + "Subject: Re: Give blood\r\n\r\nThey say 550 5.1.1.";

        assertThat(read(mail).kind()).isEqualTo(Kind.NOT_UNDERSTOOD);
    }

    private static Feedback read(String mail) {
        return BounceParser.of(mail.getBytes(StandardCharsets.UTF_8)).read();
    }
}
