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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.mail.SendPermission;
import org.savealife.mail.SendResult.Deferred;
import org.savealife.mail.SendResult.Failed;
import org.savealife.mail.SendResult.Sent;
import org.savealife.mail.SendResult.Unknown;
import org.savealife.mail.message.Template;

/** The results of messages when the relay closes the connection, falls silent, or refuses us. */
@Timeout(60)
class BrokenRelayTest {

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
    void a_connection_dropped_while_it_was_idle_costs_nothing() throws Exception {
        try (var transport = transport(relay.port())) {
            transport.send(template, messagesTo(A));
            relay.dropAll();

            var deliveries = transport.send(template, messagesTo(B, C));

            assertThat(deliveries).hasOnlyElementsOfType(Sent.class);
            assertThat(relay.recipients()).containsExactly(A, B, C);
            assertThat(relay.connections()).isEqualTo(2);
            assertThat(transport.relayState().lastError()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, drop",
        "RCPT, drop",
        "DATA, drop",
        "MAIL, 421 4.4.2 Idle for too long",
        "RCPT, 421 4.3.2 Going down",
        "DATA, 421 4.3.2 Going down"
    })
    void a_connection_that_ends_before_a_whole_message_is_handed_over_is_replaced(String step, String end) {
        relay.on(step, BY_THE_BOOK, end + (end.equals(DROP) ? "" : THEN_DROP));
        try (var transport = transport(relay.port())) {

            var deliveries = transport.send(template, messagesTo(A, B, C));

            assertThat(deliveries).hasOnlyElementsOfType(Sent.class);
            assertThat(relay.recipients()).containsExactly(A, B, C);
            assertThat(relay.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "drop, Connection to the relay was lost: closed by the relay",
        "2, Connection to the relay was lost: 2",
        "Hello, Connection to the relay was lost: Hello"
    })
    void a_message_handed_over_without_an_answer_has_an_unknown_fate_and_is_not_sent_again_here(
            String end, String reason) {
        relay.on(END, BY_THE_BOOK, end.equals(DROP) ? end : end + THEN_DROP);
        try (var transport = transport(relay.port())) {

            var deliveries = transport.send(template, messagesTo(A, B, C));

            assertThat(deliveries.get(0)).isInstanceOf(Sent.class);
            assertThat(deliveries.get(1)).isEqualTo(new Unknown(reason));
            assertThat(deliveries.get(2)).isInstanceOf(Sent.class);
            assertThat(relay.count(END)).isEqualTo(3);
            assertThat(relay.recipients()).containsExactly(A, C);
            assertThat(relay.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_message_that_the_relay_goes_away_over_with_a_word_has_not_been_taken() {
        relay.on(END, BY_THE_BOOK, "421 4.3.2 Going down" + THEN_DROP);
        try (var transport = transport(relay.port())) {

            var deliveries = transport.send(template, messagesTo(A, B, C));

            assertThat(deliveries.get(1))
                    .isEqualTo(Deferred.byRecipient("Connection to the relay was lost: 421 4.3.2 Going down"));
            assertThat(deliveries.get(2)).isInstanceOf(Sent.class);
            assertThat(relay.count(END)).isEqualTo(3);
        }
    }

    @Test
    void a_relay_that_does_not_answer_to_five_messages_in_a_row_gets_no_more_of_the_call_and_is_away() {
        relay.on(END, DROP, DROP, DROP, DROP, DROP);
        try (var transport = transport(relay.port())) {

            var deliveries =
                    transport.send(template, messagesTo(A, B, C, "d@server.com", "e@server.com", "f@server.com"));

            assertThat(deliveries.subList(0, 5)).hasOnlyElementsOfType(Unknown.class);
            assertThat(deliveries.get(5))
                    .isEqualTo(Deferred.byRelay("Connection to the relay was lost: closed by the relay"));
            assertThat(relay.count(END)).isEqualTo(5);
            assertThat(transport.relayState().reachable()).isFalse();
            assertThat(transport.relayState().lastError()).contains("closed by the relay");

            assertThat(transport.send(template, messagesTo(A))).hasOnlyElementsOfType(Sent.class);
            assertThat(transport.relayState().reachable()).isTrue();
        }
    }

    @Test
    void unknown_fates_add_up_over_calls_until_the_relay_answers() {
        relay.on(END, DROP, DROP, DROP, "550 5.7.1 No", DROP, DROP, DROP, DROP, DROP);
        try (var transport = transport(relay.port())) {
            for (int call = 1; call <= 8; call++) {
                transport.send(template, messagesTo(A));
                assertThat(transport.relayState().reachable()).isTrue();
            }

            transport.send(template, messagesTo(A));

            assertThat(transport.relayState().reachable()).isFalse();
        }
    }

    @Test
    void a_message_that_is_taken_back_while_it_waits_does_not_leave_and_the_others_do() {
        try (var transport = transport(relay.port())) {

            var deliveries = transport.send(template, messagesTo(A, B, C), allBut(1));

            assertThat(deliveries.get(1)).isInstanceOf(Deferred.class);
            assertThat(relay.recipients()).containsExactly(A, C);
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_message_that_is_taken_back_after_its_envelope_was_said_does_not_leave_and_the_others_do() {
        var asked = new AtomicInteger();
        try (var transport = transport(relay.port())) {

            var deliveries = transport.send(template, messagesTo(A, B), new SendPermission() {
                @Override
                public boolean shouldContinue() {
                    return true;
                }

                @Override
                public boolean permits(int message) {
                    return message > 0 || asked.getAndIncrement() == 0;
                }
            });

            assertThat(deliveries.get(0)).isInstanceOf(Deferred.class);
            assertThat(deliveries.get(1)).isInstanceOf(Sent.class);
            assertThat(relay.recipients()).containsExactly(B);
            assertThat(relay.count(END)).isEqualTo(1);
        }
    }

    private static SendPermission allBut(int taken) {
        return new SendPermission() {
            @Override
            public boolean shouldContinue() {
                return true;
            }

            @Override
            public boolean permits(int message) {
                return message != taken;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA"})
    void a_message_that_breaks_a_new_connection_is_deferred_and_the_next_one_tried(String step) {
        relay.on(step, DROP);
        try (var transport = transport(relay.port())) {

            var deliveries = transport.send(template, messagesTo(A, B));

            assertThat(deliveries.get(0))
                    .isInstanceOfSatisfying(
                            Deferred.class,
                            deferred -> assertThat(deferred.reason())
                                    .isEqualTo("Connection to the relay was lost: closed by the relay"));
            assertThat(deliveries.get(1)).isInstanceOf(Sent.class);
            assertThat(relay.recipients()).containsExactly(B);
        }
    }

    @Test
    void after_two_new_connections_broken_in_a_row_the_rest_is_deferred_untried() {
        relay.on("MAIL", DROP, DROP);
        try (var transport = transport(relay.port())) {

            var deliveries = transport.send(template, messagesTo(A, B, C));

            assertThat(deliveries).hasSize(3).hasOnlyElementsOfType(Deferred.class);
            assertThat(relay.count("MAIL")).isEqualTo(2);
            assertThat(transport.relayState().reachable()).isFalse();

            assertThat(transport.send(template, messagesTo(A, B, C))).hasOnlyElementsOfType(Sent.class);
            assertThat(transport.relayState().reachable()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GREETING, 554 5.7.1 Go away, 554 5.7.1 Go away",
        "GREETING, 421 4.3.2 Too busy, 421 4.3.2 Too busy",
        "GREETING, drop, closed by the relay",
        "GREETING, HTTP/1.1 400 Bad Request, HTTP/1.1 400 Bad Request",
        "MAIL, 550 5.7.1 You may not send as savealife, 550 5.7.1 You may not send as savealife",
        "MAIL, 451 4.7.1 Slow down, 451 4.7.1 Slow down",
        "RCPT, 530 5.7.0 Authenticate first, 530 5.7.0 Authenticate first",
    })
    void what_the_relay_has_against_us_burns_no_recipient(String step, String answer, String reason) {
        relay.on(step, answer);
        try (var transport = transport(relay.port())) {

            var deliveries = transport.send(template, messagesTo(A, B));

            assertThat(deliveries)
                    .hasSize(2)
                    .allSatisfy(delivery -> assertThat(delivery)
                            .isInstanceOfSatisfying(
                                    Deferred.class,
                                    deferred -> assertThat(deferred.reason()).contains(reason)));
            assertThat(relay.connections()).isEqualTo(1);
            assertThat(transport.relayState().reachable()).isFalse();
            assertThat(transport.relayState().lastError()).contains(reason);

            assertThat(transport.send(template, messagesTo(A, B))).hasOnlyElementsOfType(Sent.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"RCPT, 550 5.1.1 No such user", "DATA, 554 5.7.1 No", "END, 552 5.3.4 Too big"})
    void a_refusal_counts_although_the_relay_hangs_up_right_after_it(String step, String answer) {
        relay.on(step, answer + THEN_DROP);
        try (var transport = transport(relay.port())) {

            var deliveries = transport.send(template, messagesTo(A, B));

            assertThat(deliveries.get(0))
                    .isEqualTo(new Failed(
                            Integer.parseInt(answer.substring(0, 3)), answer.substring(4, 9), answer.substring(10)));
            assertThat(deliveries.get(1)).isInstanceOf(Sent.class);
            assertThat(relay.recipients()).containsExactly(B);
        }
    }

    @Test
    void an_answer_in_several_lines_is_kept_in_one_without_the_recipients_address() {
        relay.on(
                "RCPT",
                "550-5.1.1 The mail account that\r\n550-5.1.1 you tried, <A@SERVER.com>,\r\n550 5.1.1 does not exist.");
        try (var transport = transport(relay.port())) {

            assertThat(transport.send(template, messagesTo(A)))
                    .containsExactly(
                            new Failed(550, "5.1.1", "The mail account that you tried, <...>, does not exist."));
        }
    }
}
