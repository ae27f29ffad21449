package org.savealife.mail.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.mail.feedback.Feedback.Kind;

/** Bounced mails, in the folder {@code bounces} beside this test. */
class BounceParserTest {

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
        "Failed, 5.2.2, '', PUT_OFF",
        "failed (bad), 5.1.1 (unknown), '', BOUNCED",
        "failed (bad), 5.0.0 (unknown), '', SUSPECTED",
        "failed, 5.0.0, smtp; 550 no such user, BOUNCED",
        "failed, 5.0.0, smtp; 550 5.7.1 blocked, PUT_OFF",
        "failed, 5.0.0, smtp; 450 retry timeout exceeded, PUT_OFF",
        "failure, 5.1.1, '', BOUNCED",
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

        assertThat(read(report.getBytes(StandardCharsets.UTF_8)).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "01-hard-511, BOUNCED",
        "02-exim-status500-diag571, PUT_OFF",
        "03-exim-status500-diag450, PUT_OFF",
        "05-sender-domain-518, PUT_OFF",
        "07-mailbox-full-522, PUT_OFF",
        "08-size-534, PUT_OFF",
        "10-spf-510, PUT_OFF",
        "11-dmarc-500, PUT_OFF",
        "14-loop-546, PUT_OFF",
        "15-rate-521, PUT_OFF",
        "18-delayed, NOTHING",
        "19-delayed-but-5, NOTHING",
        "20-delivered-read, NOTHING",
        "21-status-with-comment, BOUNCED",
        "23-o365-541, BOUNCED",
        "24-supplementary, PUT_OFF",
        "25-mixed-type, BOUNCED",
        "26-ses-not-verified, PUT_OFF",
        "29-nullmx, BOUNCED",
        "30-virus, PUT_OFF",
        "40-qmail, BOUNCED",
        "42-hmailserver, SUSPECTED",
        "43-vacation, NOTHING",
        "44-jmrp, COMPLAINED",
        "45-arf-abuse, COMPLAINED",
        "46-arf-optout, COMPLAINED",
        "47-arf-abuse-no-mailfrom, COMPLAINED",
        "48-arf-not-spam, NOTHING",
        "49-arf-fraud, COMPLAINED",
        "50-mdn, NOTHING",
        "51-base64-dsn, BOUNCED"
    })
    void each_kind_of_mail_has_its_verdict_and_names_the_return_path(String name, Kind kind) {
        var mail = mail(name);

        assertThat(mail.read().kind()).isEqualTo(kind);
        assertThat(mail.addressedTo())
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(PATH));
    }

    @Test
    void a_mail_of_the_table_is_not_forgotten() throws IOException {
        try (var files = Files.list(Path.of("src/test/resources/org/savealife/mail/feedback/bounces"))) {
            assertThat(files.filter(file ->
                            Character.isDigit(file.getFileName().toString().charAt(0))))
                    .hasSize(31);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "abuse, COMPLAINED",
        "ABUSE, COMPLAINED",
        "fraud, COMPLAINED",
        "opt-out, COMPLAINED",
        "opt-out-list, COMPLAINED",
        "not-spam, NOTHING",
        "auth-failure, NOTHING",
        "virus, NOTHING",
        "other, NOTHING",
        "'', NOTHING"
    })
    void what_a_report_is_of_says_whether_somebody_complained(String type, Kind kind) {
        var report = "To: fbl@example.org\r\nContent-Type: multipart/report; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: message/feedback-report\r\n\r\nVersion: 1\r\n"
                + field("Feedback-Type", type)
                + "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
                + "List-Unsubscribe: <https://give.example.org/unsubscribe/abc>\r\n\r\n--b--\r\n";

        var mail = BounceParser.of(report.getBytes(StandardCharsets.UTF_8));

        assertThat(mail.read().kind()).isEqualTo(kind);
        assertThat(mail.isComplaint()).isTrue();
        assertThat(mail.addressedTo()).contains("<https://give.example.org/unsubscribe/abc>");
    }

    @ParameterizedTest
    @CsvSource({
        "message/rfc822, base64",
        "message/global, base64",
        "message/global-headers, base64",
        "text/rfc822-headers, base64",
        "text/rfc822-headers, 7bit",
        "message/rfc822, 7bit"
    })
    void a_complaint_names_the_return_path_that_only_the_enclosed_mail_has(String type, String encoding) {
        var enclosed = "Return-Path: <" + PATH + ">\r\nSubject: Give blood\r\n\r\nDear Zoe\r\n";
        var encoded = encoding.equals("base64")
                ? Base64.getMimeEncoder().encodeToString(enclosed.getBytes(StandardCharsets.UTF_8))
                : enclosed;
        var report = "To: fbl@example.org\r\nContent-Type: multipart/report; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n\r\n"
                + "--b\r\nContent-Type: "
                + type + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + encoded + "\r\n--b--\r\n";

        assertThat(BounceParser.of(report.getBytes(StandardCharsets.UTF_8)).addressedTo())
                .contains("<" + PATH + ">");
    }

    @ParameterizedTest
    @CsvSource({
        "message/delivery-status, base64",
        "message/delivery-status, quoted-printable",
        "message/delivery-status, 8bit",
        "message/global-delivery-status, base64",
        "message/global-delivery-status, QUOTED-PRINTABLE",
        "message/delivery-status, x-unknown"
    })
    void a_report_is_read_in_whatever_encoding_it_came(String type, String encoding) {
        var status = """
                Reporting-MTA: dns; mx.example.org

                Final-Recipient: rfc822; zoe@example.org
                Action: failed
                Status: 5.1.1
                """.replace("\n", "\r\n");
        var encoded = switch (encoding.toLowerCase(Locale.ROOT)) {
            case "base64" -> Base64.getMimeEncoder().encodeToString(status.getBytes(StandardCharsets.UTF_8));
            case "quoted-printable" -> status.replace("5.1", "5=2E1=\r\n");
            default -> status;
        };
        var report = "From: mailer-daemon@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: "
                + type + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + encoded + "\r\n--b--\r\n";

        assertThat(read(report.getBytes(StandardCharsets.UTF_8)).kind())
                .isEqualTo(encoding.startsWith("x-") ? Kind.NOT_UNDERSTOOD : Kind.BOUNCED);
    }

    @Test
    void a_message_that_arrived_somewhere_did_not_come_back() {
        var report = """
                Content-Type: multipart/report; boundary=b

                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; x

                Final-Recipient: rfc822; one@example.org
                Action: failed
                Status: 5.1.1

                Final-Recipient: rfc822; other@example.org
                Action: relayed
                Status: 2.0.0

                --b--
                """.replace("\n", "\r\n");

        assertThat(read(report.getBytes(StandardCharsets.UTF_8)).kind()).isEqualTo(Kind.NOTHING);
    }

    @Test
    void a_report_that_leaves_it_open_is_explained_by_the_text_beside_it() {
        var exim = mail("exim");

        assertThat(exim.read().kind()).isEqualTo(Kind.BOUNCED);
        assertThat(read(text("exim").replace("Unrouteable address", "Rejected").getBytes(StandardCharsets.UTF_8))
                        .kind())
                .isEqualTo(Kind.SUSPECTED);
        assertThat(read(text("exim")
                                .replace("Unrouteable address", "550 blocked by our policy")
                                .getBytes(StandardCharsets.UTF_8))
                        .kind())
                .isEqualTo(Kind.PUT_OFF);
    }

    private static String field(String name, String value) {
        return value.isEmpty() ? "" : name + ": " + value + "\r\n";
    }

    private static Feedback read(byte[] source) {
        return BounceParser.of(source).read();
    }

    private static Feedback read(String name) {
        return mail(name).read();
    }

    private static BounceParser mail(String name) {
        return BounceParser.of(text(name).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String name) {
        try (var file =
                Objects.requireNonNull(BounceParserTest.class.getResourceAsStream("bounces/" + name + ".eml"), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("TOKEN", "token")
                    .replaceAll("\r?\n", "\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
