package org.savealife.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.mail.Feedback.Kind;

/** Mails as they come back, in the folder {@code bounces} beside this test. */
class BounceMailTest {

    private static final String PATH = "bounces+token@example.org";

    @ParameterizedTest
    @CsvSource({
        "postfix, 550 5.1.1 ... Recipient address rejected: User unknown in virtual mailbox table",
        "exim, 5.0.0",
        "exchange, 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ... not found by SMTP address lookup",
        "bare, 550 Mailbox unavailable",
        "wrapped, 550 5.2.1 Boîte fermée"
    })
    void a_mail_that_came_back_for_good_says_why_and_to_which_return_path(String name, String detail) {
        var feedback = read(name);

        assertThat(feedback.kind()).isEqualTo(Kind.BOUNCED);
        assertThat(feedback.detail()).isEqualTo(detail);
        assertThat(feedback.recipients())
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(PATH));
        assertThat(feedback.recipients()).noneMatch(text -> text.contains("zoe@"));
    }

    @Test
    void a_reply_of_many_lines_is_one_and_cut_short() {
        var feedback = read("gmail");

        assertThat(feedback.kind()).isEqualTo(Kind.BOUNCED);
        assertThat(feedback.recipients()).contains(PATH);
        assertThat(feedback.detail())
                .startsWith("550 5.1.1 The email account that you tried to reach does not exist. Please try"
                        + " double-checking the recipient's email address for typos or unnecessary spaces. For")
                .endsWith("https://suppo\u2026");
    }

    @ParameterizedTest
    @CsvSource({"postfix, 4cH2Yq1kz1z9@mx.example.org", "gmail, 6567.1c0a.mx@google.com", "bare, ''"})
    void for_the_log_there_is_the_id_of_the_mail(String name, String messageId) {
        assertThat(read(name).messageId()).isEqualTo(messageId);
    }

    @ParameterizedTest
    @ValueSource(strings = {"given-up", "policy"})
    void a_failure_that_is_not_the_addresss_puts_nobody_aside(String name) {
        assertThat(read(name).kind()).isEqualTo(Kind.PUT_OFF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delayed", "delivered", "auto-reply", "not-spam"})
    void what_else_comes_back_tells_nothing(String name) {
        assertThat(read(name).kind()).isEqualTo(Kind.NOTHING);
    }

    @Test
    void a_complaint_names_the_return_path_of_the_mail_that_it_is_about() {
        var feedback = read("abuse");

        assertThat(feedback.kind()).isEqualTo(Kind.COMPLAINED);
        assertThat(feedback.reason()).isEqualTo("complained");
        assertThat(feedback.recipients()).first().asString().isEqualTo("<" + PATH + ">");
        assertThat(feedback.recipients()).noneMatch(text -> text.contains("zoe@"));
    }

    @ParameterizedTest
    @CsvSource({
        "failed, 5.1.1, '', BOUNCED",
        "Failed, 5.2.2, '', BOUNCED",
        "failed (bad), 5.0.0 (unknown), '', BOUNCED",
        "failed, '', smtp; 550 no such user, BOUNCED",
        "failed, '', smtp; 550 5.7.1 blocked, PUT_OFF",
        "failed, '', smtp; 450 later, PUT_OFF",
        "failed, '', x-unix; 5, PUT_OFF",
        "failed, '', '', PUT_OFF",
        "failed, 4.2.2, smtp; 550 no such user, PUT_OFF",
        "failed, 2.0.0, '', PUT_OFF",
        "'', 5.1.1, '', BOUNCED",
        "'', '', '', NOTHING",
        "delayed, 5.1.1, '', NOTHING",
        "delivered, 5.1.1, '', NOTHING",
        "relayed, 2.0.0, '', NOTHING"
    })
    void the_status_decides_where_the_action_is_a_failure(String action, String status, String diagnostic, Kind kind) {
        var report = "To: " + PATH + "\r\nContent-Type: multipart/report; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
                + "Final-Recipient: rfc822; x@example.org\r\n"
                + field("Action", action)
                + field("Status", status)
                + field("Diagnostic-Code", diagnostic)
                + "\r\n--b--\r\n";

        assertThat(BounceMail.read(report.getBytes(StandardCharsets.UTF_8)).kind())
                .isEqualTo(kind);
    }

    @Test
    void parts_within_parts_without_end_are_not_followed() {
        var mail = new StringBuilder("To: " + PATH + "\r\n");
        for (var depth = 0; depth < 20_000; depth++) {
            mail.append("Content-Type: multipart/mixed; boundary=b")
                    .append(depth)
                    .append("\r\n\r\n--b")
                    .append(depth)
                    .append("\r\n");
        }

        assertThat(BounceMail.read(mail.toString().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Feedback.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n",
                "no mail at all",
                "Content-Type: multipart/report\r\n\r\nno boundary",
                "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n"
                        + "Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--b--",
                "Content-Type: ;;;\r\n\r\nx"
            })
    void what_is_no_mail_tells_nothing(String source) {
        assertThat(BounceMail.read(source.getBytes(StandardCharsets.UTF_8)).kind())
                .isEqualTo(Kind.NOTHING);
    }

    private static String field(String name, String value) {
        return value.isEmpty() ? "" : name + ": " + value + "\r\n";
    }

    private static Feedback read(String name) {
        try (var file =
                Objects.requireNonNull(BounceMailTest.class.getResourceAsStream("bounces/" + name + ".eml"), name)) {
            var source = new String(file.readAllBytes(), StandardCharsets.UTF_8).replace("TOKEN", "token");
            return BounceMail.read(source.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
