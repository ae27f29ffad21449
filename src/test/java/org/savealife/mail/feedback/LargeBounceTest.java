package org.savealife.mail.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.mail.feedback.Feedback.Kind;

/** Mails that are very large, deeply nested, or no mails at all. */
class LargeBounceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: mailer-daemon@x\r\n\r\n%s",
                "From: mailer-daemon@x\r\n\r\n550 %s",
                "From: mailer-daemon@x\r\nContent-Type: text/html\r\n\r\n<%s",
                "To: %s\r\n\r\n550",
                "To: x@example.org%s\r\n\r\n550",
                "Content-Type: multipart/mixed; boundary=%s\r\n\r\n550",
                "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n%s\r\n--a--\r\n",
                "Content-Type: message/delivery-status\r\n\r\nAction: failed\r\nDiagnostic-Code: smtp; 550 %s\r\n",
                "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nOriginal-Mail-From: %s\r\n"
            })
    void a_mail_of_twice_the_size_takes_about_twice_the_time_whatever_is_in_it(String form) {
        for (var filling : List.of("a@", "\r\n ", "\r\n\r\n", "\r\n--a\r\n\r\n", "=?utf-8?Q?x?= ", "-", "not ")) {
            var half = form.replace("%s", filling.repeat(500_000 / filling.length()));
            var whole = form.replace("%s", filling.repeat(1_000_000 / filling.length()));
            nanos(half);

            assertThat(nanos(whole))
                    .as("%s with %s", form, filling)
                    .isLessThan(6 * nanos(half) + TimeUnit.MILLISECONDS.toNanos(300));
        }
    }

    @Test
    void a_report_in_front_of_very_many_parts_is_read() {
        var report =
                "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: message/delivery-status\r\n\r\n"
                        + "Action: failed\r\nStatus: 5.1.1\r\n" + "\r\n--a\r\n\r\nx".repeat(50_000);

        assertThat(read(report).kind()).isEqualTo(Kind.BOUNCED);
    }

    @Test
    void parts_within_parts_without_end_are_not_followed() {
        var mail = new StringBuilder("To: bounces+token@example.org\r\n");
        for (var depth = 0; depth < 20_000; depth++) {
            mail.append("Content-Type: multipart/mixed; boundary=b")
                    .append(depth)
                    .append("\r\n\r\n--b")
                    .append(depth)
                    .append("\r\n");
        }

        assertThat(read(mail.toString()).kind()).isEqualTo(Kind.NOT_UNDERSTOOD);
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
    void what_is_no_mail_is_not_understood(String source) {
        assertThat(read(source).kind()).isEqualTo(Kind.NOT_UNDERSTOOD);
    }

    private static long nanos(String source) {
        var mail = source.getBytes(StandardCharsets.UTF_8);
        var start = System.nanoTime();
        var opened = BounceParser.of(mail);
        assertThat(opened.addressedTo()).hasSizeLessThan(100);
        assertThat(opened.read().detail()).hasSizeLessThanOrEqualTo(200);
        return System.nanoTime() - start;
    }

    private static Feedback read(String mail) {
        return BounceParser.of(mail.getBytes(StandardCharsets.UTF_8)).read();
    }
}
