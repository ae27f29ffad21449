package org.savealife.mail.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.mail.feedback.Feedback.Kind;

class FeedbackTest {

    @ParameterizedTest
    @CsvSource({
        "smtp; 550 5.1.1 User unknown, 550 5.1.1 User unknown",
        "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound, 550 5.1.10 RESOLVER.ADR.RecipientNotFound",
        "550 5.1.1 <zoe@example.org>: gone, 550 5.1.1 ... gone",
        "'smtp; 550-5.1.1 The account does not exist. Please try\r\n"
                + " 550-5.1.1 double-checking\r\n 550 5.1.1  x - gsmtp',"
                + " 550 5.1.1 The account does not exist. Please try double-checking x - gsmtp",
        "'550-one 550-two 550 three', 550 one two three",
        "'  Boîte\tfermée \r\n', Boîte fermée",
        "'', ''"
    })
    void what_the_mail_server_said_is_kept_in_one_line_without_addresses(String diagnostic, String detail) {
        assertThat(Feedback.of(Kind.BOUNCED, List.of(), diagnostic, "").detail())
                .isEqualTo(detail);
    }

    @Test
    void a_long_one_is_cut() {
        assertThat(Feedback.of(Kind.BOUNCED, List.of(), "550 " + "x".repeat(500), "")
                        .reason())
                .hasSize("bounced: ".length() + 200)
                .endsWith("x\u2026");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "@", "a@", "<zoe@example.org>", "550-x ", " ", "5.1.1 ", "a;", "\u0000"})
    void one_of_a_megabyte_is_cut_before_it_is_looked_at(String filling) {
        var diagnostic = "smtp; 550 " + filling.repeat(1_000_000 / filling.length());

        assertTimeout(
                Duration.ofMillis(500),
                () -> assertThat(detail(diagnostic))
                        .hasSizeLessThanOrEqualTo(200)
                        .doesNotContain("@"));
        assertThat(detail(diagnostic)).isEqualTo(detail(diagnostic.substring(0, 3_000)));
    }

    @Test
    void an_address_at_the_cut_is_not_left_in_two() {
        var diagnostic = "550 " + "a@b".repeat(600) + " " + "x@y ".repeat(44) + "zoe.jansen@example.org";

        assertThat(detail(diagnostic)).startsWith("550 ...").doesNotContain("zoe", "@");
    }

    private static String detail(String diagnostic) {
        return Feedback.of(Kind.BOUNCED, List.of(), diagnostic, "").detail();
    }

    @Test
    void a_bounce_without_a_word_is_one_all_the_same() {
        assertThat(Feedback.of(Kind.BOUNCED, List.of(), "", "").reason()).isEqualTo("bounced");
    }

    @Test
    void nothing_of_it_gets_into_a_log_but_the_message_id() {
        assertThat(Feedback.of(Kind.BOUNCED, List.of("zoe@example.org"), "User zoe unknown", "1@example.org"))
                .hasToString("Feedback[BOUNCED, 1@example.org]");
    }
}
