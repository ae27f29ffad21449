package org.savealife.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.mail.smtp.Mails.messagesTo;
import static org.savealife.mail.smtp.Mails.template;
import static org.savealife.mail.smtp.Mails.transport;
import static org.savealife.mail.smtp.ScriptedRelay.BY_THE_BOOK;
import static org.savealife.mail.smtp.ScriptedRelay.DROP;
import static org.savealife.mail.smtp.ScriptedRelay.END;
import static org.savealife.mail.smtp.ScriptedRelay.THEN_DROP;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.mail.SendResult;
import org.savealife.mail.SendResult.Deferred;
import org.savealife.mail.SendResult.Failed;
import org.savealife.mail.SendResult.Sent;
import org.savealife.mail.message.Template;

/** RFC 2920: several commands at once, if the relay offers it. */
@Timeout(60)
class PipeliningTest {

    private static final String A = "a@server.com";
    private static final String B = "b@server.com";
    private static final String C = "c@server.com";

    private final Template template = template();
    private final ScriptedRelay relay = ScriptedRelay.start();

    @AfterEach
    void stop() throws IOException {
        relay.close();
    }

    @Test
    void a_relay_that_offers_it_gets_the_envelope_in_one_go() {
        relay.pipelining();
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            assertThat(transport.send(template, messagesTo(A, B))).hasOnlyElementsOfType(Sent.class);

            assertThat(relay.recipients()).containsExactly(A, B);
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_relay_that_does_not_offer_it_gets_each_command_after_its_answer_to_the_one_before() {
        relay.watchingForImpatience();
        try (var transport = transport(relay.port())) {

            assertThat(transport.send(template, messagesTo(A, B))).hasOnlyElementsOfType(Sent.class);

            assertThat(relay.count("patience")).isEqualTo(6);
            assertThat(relay.count("EARLY")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"354 Go ahead", "554 5.5.1 No valid recipients", "503 5.5.1 RCPT first"})
    void a_refused_recipient_fails_alone_whatever_the_relay_says_to_DATA(String toData) {
        relay.pipelining().on("RCPT", "550 5.1.1 No such user").on("DATA", toData);
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            var deliveries = transport.send(template, messagesTo(A, B));

            assertThat(deliveries.get(0)).isEqualTo(new Failed(550, "5.1.1", "No such user"));
            assertThat(deliveries.get(1)).isInstanceOf(Sent.class);
            assertThat(relay.recipients()).containsExactly(B);
            assertThat(relay.count("LEAK")).as("lines of a message to nobody").isZero();
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_recipient_refused_for_now_is_deferred_alone() {
        relay.pipelining().on("RCPT", "450 4.2.1 Greylisted");
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            var deliveries = transport.send(template, messagesTo(A, B));

            assertThat(deliveries.get(0)).isEqualTo(Deferred.byRecipient("450 4.2.1 Greylisted"));
            assertThat(deliveries.get(1)).isInstanceOf(Sent.class);
            assertThat(relay.count("LEAK")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"550 5.7.1 You may not send", "451 4.7.1 Slow down"})
    void a_refused_sender_burns_no_recipient(String toMail) {
        relay.pipelining().on("MAIL", toMail).on("RCPT", "503 5.5.1 MAIL first").on("DATA", "503 5.5.1 MAIL first");
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            var deliveries = transport.send(template, messagesTo(A, B));

            assertThat(deliveries).hasSize(2).containsOnly(Deferred.byRelay("Relay refuses our mail: " + toMail));
            assertThat(transport.send(template, messagesTo(A, B))).hasOnlyElementsOfType(Sent.class);
            assertThat(relay.recipients()).containsExactly(A, B);
        }
    }

    @Test
    void a_refusal_of_the_message_counts_although_the_recipient_was_taken() {
        relay.pipelining().on("DATA", "554 5.7.1 No");
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            var deliveries = transport.send(template, messagesTo(A, B));

            assertThat(deliveries.get(0)).isEqualTo(new Failed(554, "5.7.1", "No"));
            assertThat(relay.recipients()).containsExactly(B);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, drop",
        "RCPT, drop",
        "DATA, drop",
        "MAIL, 421 4.4.2 Idle for too long",
        "DATA, 421 4.3.2 Going down"
    })
    void a_connection_that_ends_before_a_whole_message_is_handed_over_is_replaced(String step, String end) {
        relay.pipelining().on(step, BY_THE_BOOK, end.equals(DROP) ? end : end + THEN_DROP);
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            var deliveries = transport.send(template, messagesTo(A, B));

            assertThat(deliveries).hasOnlyElementsOfType(Sent.class);
            assertThat(relay.recipients()).containsExactly(A, B);
            assertThat(relay.connections()).isEqualTo(2);
        }
    }

    @Test
    void the_end_of_a_message_and_the_next_envelope_leave_in_one_write() {
        relay.pipelining();
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            assertThat(transport.send(template, messagesTo(A, B))).hasOnlyElementsOfType(Sent.class);

            var ending = "\r\n.\r\n";
            var envelope = "MAIL FROM:<savealife@localhost>\r\nRCPT TO:<b@server.com>\r\nDATA\r\n";
            assertThat(relay.reads())
                    .filteredOn(read -> read.startsWith("From: "))
                    .hasSize(2)
                    .satisfiesExactly(
                            first -> assertThat(first).endsWith(ending + envelope),
                            last -> assertThat(last).endsWith(ending));
        }
    }

    @ParameterizedTest
    @CsvSource({"by the book", "554 5.5.1 No valid recipients", "503 5.5.1 RCPT first"})
    void a_recipient_refused_ahead_of_its_message_fails_alone_whatever_the_relay_says_to_DATA(String toData) {
        relay.pipelining().on("RCPT", BY_THE_BOOK, "550 5.1.1 No such user").on("DATA", BY_THE_BOOK, toData);
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            var deliveries = transport.send(template, messagesTo(A, B, C));

            assertThat(deliveries.get(0)).isInstanceOf(Sent.class);
            assertThat(deliveries.get(1)).isEqualTo(new Failed(550, "5.1.1", "No such user"));
            assertThat(deliveries.get(2)).isInstanceOf(Sent.class);
            assertThat(relay.recipients()).containsExactly(A, C);
            assertThat(relay.count("LEAK")).as("lines of a message to nobody").isZero();
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_message_refused_ahead_fails_alone() {
        relay.pipelining().on("DATA", BY_THE_BOOK, "554 5.7.1 No");
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            var deliveries = transport.send(template, messagesTo(A, B, C));

            assertThat(deliveries.get(1)).isEqualTo(new Failed(554, "5.7.1", "No"));
            assertThat(relay.recipients()).containsExactly(A, C);
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"550 5.7.1 You may not send, 503 5.5.1 MAIL first", "451 4.7.1 Slow down, by the book"})
    void a_sender_refused_ahead_burns_no_recipient(String toMail, String toTheRest) {
        relay.pipelining()
                .on("MAIL", BY_THE_BOOK, toMail)
                .on("RCPT", BY_THE_BOOK, toTheRest)
                .on("DATA", BY_THE_BOOK, toTheRest);
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            var deliveries = transport.send(template, messagesTo(A, B, C));

            assertThat(deliveries.get(0)).isInstanceOf(Sent.class);
            assertThat(deliveries.subList(1, 3)).containsOnly(Deferred.byRelay("Relay refuses our mail: " + toMail));
            assertThat(relay.recipients()).containsExactly(A);
            assertThat(relay.count("LEAK")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"drop", "421 4.3.2 Going down"})
    void without_an_answer_to_the_end_of_a_message_only_the_one_behind_it_is_sent_again(String end) {
        relay.pipelining().on(END, end.equals(DROP) ? end : end + THEN_DROP);
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            var deliveries = transport.send(template, messagesTo(A, B, C));

            assertThat(deliveries.get(0)).isInstanceOf(end.equals(DROP) ? SendResult.Unknown.class : Deferred.class);
            assertThat(deliveries.subList(1, 3)).hasOnlyElementsOfType(Sent.class);
            assertThat(relay.recipients()).containsExactly(B, C);
            assertThat(relay.count(END)).isEqualTo(3);
            assertThat(relay.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_connection_that_ends_right_after_the_answer_to_a_message_costs_nothing() {
        relay.pipelining().on(END, "250 2.0.0 Ok" + THEN_DROP);
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            assertThat(transport.send(template, messagesTo(A, B, C))).hasOnlyElementsOfType(Sent.class);

            assertThat(relay.recipients()).containsExactly(A, B, C);
            assertThat(relay.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"554 5.7.1 Looks like spam", "451 4.3.0 Try later"})
    void a_message_that_the_relay_does_not_take_stops_not_the_one_behind_it(String answer) {
        relay.pipelining().on(END, answer);
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            var deliveries = transport.send(template, messagesTo(A, B));

            assertThat(deliveries.get(0)).isNotInstanceOf(Sent.class);
            assertThat(deliveries.get(1)).isInstanceOf(Sent.class);
            assertThat(relay.recipients()).containsExactly(B);
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_relay_that_is_not_done_with_a_message_it_did_not_take_is_asked_again() {
        var nested = "503 5.5.1 Nested MAIL";
        relay.pipelining()
                .on(END, "554 5.7.1 Looks like spam")
                .on("MAIL", BY_THE_BOOK, nested)
                .on("RCPT", BY_THE_BOOK, nested)
                .on("DATA", BY_THE_BOOK, nested);
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            var deliveries = transport.send(template, messagesTo(A, B));

            assertThat(deliveries.get(0)).isEqualTo(new Failed(554, "5.7.1", "Looks like spam"));
            assertThat(deliveries.get(1)).isInstanceOf(Sent.class);
            assertThat(relay.recipients()).containsExactly(B);
            assertThat(relay.connections()).isEqualTo(1);
            assertThat(transport.relayState().reachable()).isTrue();
        }
    }

    @Test
    void a_relay_that_wants_a_password_after_a_message_defers_the_one_behind_it_too() {
        relay.pipelining().on(END, "530 5.7.0 Authenticate first");
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5")) {

            var deliveries = transport.send(template, messagesTo(A, B, C));

            assertThat(deliveries)
                    .hasSize(3)
                    .containsOnly(Deferred.byRelay("Relay refuses our mail: 530 5.7.0 Authenticate first"));
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void no_envelope_goes_ahead_on_a_connection_that_is_to_be_renewed() {
        relay.pipelining();
        try (var transport = transport(relay.port(), "smtp.reply-timeout", "5", "smtp.messages-per-connection", "2")) {

            assertThat(transport.send(template, messagesTo(A, B, C))).hasOnlyElementsOfType(Sent.class);

            assertThat(relay.connections()).isEqualTo(2);
            assertThat(relay.count("MAIL")).isEqualTo(3);
        }
    }
}
