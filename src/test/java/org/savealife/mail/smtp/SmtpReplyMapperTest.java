package org.savealife.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.mail.SendResult;
import org.savealife.mail.SmtpReply;
import org.savealife.mail.smtp.SmtpReplyMapper.Step;

/** The result of a message as a table: the step, the relay's reply, and what it means. */
class SmtpReplyMapperTest {

    private static final String ZOE = "zoe@server.com";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MAIL | 550 5.7.1 You may not send      | RELAY     | STOP
            MAIL | 451 4.7.1 Slow down             | RELAY     | STOP
            MAIL | 530 5.7.0 Authenticate first    | RELAY     | STOP
            MAIL | 421 4.3.2 Going down            | RELAY     | MAY_GO_ANEW
            RCPT | 550 5.1.1 No such user          | FAILED    | MAY_GO
            RCPT | 450 4.1.2 Domain not found now  | RECIPIENT | MAY_GO
            RCPT | 452 4.2.2 Mailbox full          | RECIPIENT | MAY_GO
            RCPT | 530 5.7.0 Authenticate first    | RELAY     | STOP
            RCPT | 421 4.3.2 Too many of that kind | RECIPIENT | MAY_GO_ANEW
            DATA | 554 5.7.1 No                    | FAILED    | MAY_GO
            DATA | 451 4.3.0 Not now               | RECIPIENT | MAY_GO
            DATA | 421 4.3.2 Going down            | RECIPIENT | MAY_GO_ANEW
            END  | 250 2.0.0 Ok                    | SENT      | MAY_GO
            END  | 552 5.3.4 Too big               | FAILED    | MAY_GO
            END  | 451 4.3.0 Not now               | RECIPIENT | MAY_GO
            END  | 530 5.7.0 Authenticate first    | RELAY     | STOP
            END  | 421 4.3.2 Going down            | RECIPIENT | MAY_GO_ANEW
            """)
    void a_reply_means(Step step, String reply, String delivery, SendAttempt.Next next) {
        var attempt = SmtpReplyMapper.of(step, new SmtpReply(Integer.parseInt(reply.substring(0, 3)), reply), ZOE);

        assertThat(kind(attempt.delivery())).isEqualTo(delivery);
        assertThat(attempt.next()).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CONNECT | RELAY     | STOP
            MAIL    | RELAY     | MAY_GO_ANEW
            RCPT    | RECIPIENT | MAY_GO_ANEW
            DATA    | RECIPIENT | MAY_GO_ANEW
            END     | UNKNOWN   | MAY_GO
            """)
    void a_line_that_broke_or_a_relay_that_took_too_long_means(Step step, String delivery, SendAttempt.Next next) {
        var attempt = SmtpReplyMapper.ofLoss(step, "it took too long", ZOE);

        assertThat(kind(attempt.delivery())).isEqualTo(delivery);
        assertThat(attempt.next()).isEqualTo(next);
    }

    @Test
    void whose_line_was_broken_off_here_is_blamed_for_nothing() {
        assertThat(kind(SmtpReplyMapper.ofOurs("Sending was stopped").delivery()))
                .isEqualTo("RELAY");
    }

    @Test
    void what_a_relay_says_is_kept_in_short_and_without_the_address() {
        var reply = new SmtpReply(550, "550 5.1.1 Zoe@Server.com " + "is not known here. ".repeat(300));

        var failed =
                (SendResult.Failed) SmtpReplyMapper.of(Step.RCPT, reply, ZOE).delivery();

        assertThat(failed.text())
                .hasSize(300)
                .startsWith("... is not known here.")
                .endsWith("…");
    }

    private static String kind(SendResult delivery) {
        return delivery instanceof SendResult.Deferred deferred
                ? deferred.by().name()
                : delivery.getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }
}
