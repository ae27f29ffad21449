package org.savealife.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.mail.Mails.messagesTo;
import static org.savealife.mail.Mails.template;
import static org.savealife.mail.Mails.transport;
import static org.savealife.mail.ScriptedRelay.BY_THE_BOOK;
import static org.savealife.mail.ScriptedRelay.DROP;
import static org.savealife.mail.ScriptedRelay.THEN_DROP;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.mail.Delivery.Deferred;
import org.savealife.mail.Delivery.Failed;
import org.savealife.mail.Delivery.Sent;

/** RFC 2920: several commands in one go, where the relay offers it. */
@Timeout(60)
class PipeliningTest {

    private static final String A = "a@server.com";
    private static final String B = "b@server.com";

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

            assertThat(deliveries.get(0)).isEqualTo(new Deferred("450 4.2.1 Greylisted"));
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

            assertThat(deliveries).hasSize(2).containsOnly(new Deferred("Relay refuses our mail: " + toMail));
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
}
