package org.savealife.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.savealife.mail.smtp.Mails.messageTo;
import static org.savealife.mail.smtp.Mails.messagesTo;
import static org.savealife.mail.smtp.Mails.settings;
import static org.savealife.mail.smtp.Mails.template;
import static org.savealife.mail.smtp.Mails.transport;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.savealife.mail.SendResult;
import org.savealife.mail.SendResult.Deferred;
import org.savealife.mail.SendResult.Failed;
import org.savealife.mail.SendResult.Sent;
import org.savealife.mail.message.EmailAddress;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;

@Timeout(60)
class SmtpTransportTest {

    private static final SSLSocketFactory TLS_SOCKETS = (SSLSocketFactory) SSLSocketFactory.getDefault();

    private final Template template = template();
    private final Relay relay = Relay.start();

    @AfterEach
    void stop() {
        relay.close();
    }

    @Test
    void each_message_goes_to_its_recipient_alone_and_in_order() {
        try (var transport = transport(relay.port())) {

            var deliveries = transport.send(template, messagesTo("ivica@server.com", "Zoe@münchen.example"));

            assertThat(deliveries)
                    .containsExactly(new Sent("250 2.0.0 Ok: queued as 1"), new Sent("250 2.0.0 Ok: queued as 2"));
            assertThat(relay.taken())
                    .extracting(Relay.Taken::recipients)
                    .containsExactly(List.of("ivica@server.com"), List.of("Zoe@xn--mnchen-3ya.example"));
            assertThat(relay.taken()).extracting(Relay.Taken::from).containsOnly("savealife@localhost");
            assertThat(relay.taken().get(1).data())
                    .contains("To: Zoe@xn--mnchen-3ya.example\r\n", "Message-ID: <m.Zoe.at.xn--mnchen")
                    .doesNotContain("ivica");
        }
    }

    @Test
    void a_message_with_a_return_path_of_its_own_leaves_with_it_and_says_nothing_else_of_it() {
        var message = messageTo("ivica@server.com");
        var returning = new Message("m2@example.org", message.to(), message.values(), "bounces+1@example.org");
        try (var transport = transport(relay.port())) {

            assertThat(transport.send(template, List.of(message, returning, message)))
                    .hasOnlyElementsOfType(Sent.class);

            assertThat(relay.taken())
                    .extracting(Relay.Taken::from)
                    .containsExactly("savealife@localhost", "bounces+1@example.org", "savealife@localhost");
            assertThat(relay.taken().get(1).data()).doesNotContain("bounces");
        }
    }

    @Test
    void a_message_arrives_byte_for_byte_also_lines_with_dots_alone() {
        var mail = Mails.mailSettings();
        var now = Instant.parse("2026-11-03T08:05:09Z");
        var message = messageTo("ivica@server.com");
        try (var transport = new SmtpTransport(
                mail, settings(relay.port()), TLS_SOCKETS, Clock.fixed(now, ZoneOffset.UTC), Mails.HELPERS)) {

            transport.send(template, List.of(message));

            byte[] rendered = template.render(message, mail.from(), now);
            assertThat(relay.taken().get(0).data())
                    .contains("\r\n.\r\n..two dots\r\n")
                    .isEqualTo(new String(rendered, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void while_the_relay_is_down_all_are_deferred_and_once_it_is_back_all_are_sent() {
        int port = relay.port();
        try (var transport = transport(port)) {
            relay.close();

            var deliveries = transport.send(template, messagesTo("a@server.com", "b@server.com"));

            assertThat(deliveries)
                    .hasSize(2)
                    .allSatisfy(delivery -> assertThat(delivery)
                            .isInstanceOfSatisfying(
                                    Deferred.class,
                                    deferred -> assertThat(deferred.reason())
                                            .contains("No connection to the relay")
                                            .contains("refused")));
            assertThat(transport.relayState().reachable()).isFalse();
            assertThat(transport.relayState().lastError()).contains("No connection to the relay");

            try (var back = Relay.startOn(port)) {
                assertThat(transport.send(template, messagesTo("a@server.com", "b@server.com")))
                        .hasOnlyElementsOfType(Sent.class);

                assertThat(back.recipients()).containsExactly("a@server.com", "b@server.com");
                assertThat(transport.relayState().reachable()).isTrue();
            }
        }
    }

    @Test
    void a_relay_that_nobody_knows_is_named() {
        try (var transport = transport(relay.port(), "smtp.host", "relay.invalid")) {

            assertThat(transport.send(template, messagesTo("a@server.com")))
                    .containsExactly(Deferred.byRelay(
                            "No connection to the relay relay.invalid:" + relay.port() + ": unknown host"));
        }
    }

    @Test
    void the_relay_counts_as_reachable_since_it_last_became_so() {
        try (var transport = transport(relay.port())) {
            var atStart = transport.relayState();

            transport.send(template, messagesTo("a@server.com"));

            assertThat(transport.relayState()).isEqualTo(atStart);
            assertThat(atStart.reachable()).isTrue();
            assertThat(atStart.lastError()).isEmpty();
        }
    }

    @Test
    void a_connection_is_kept_for_the_next_call() {
        try (var transport = transport(relay.port())) {

            transport.send(template, messagesTo("a@server.com", "b@server.com"));
            transport.send(template, messagesTo("c@server.com"));

            assertThat(relay.recipients()).hasSize(3);
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_connection_is_renewed_after_as_many_messages_as_configured() {
        try (var transport = transport(relay.port(), "smtp.messages-per-connection", "2")) {

            transport.send(
                    template,
                    messagesTo("a@server.com", "b@server.com", "c@server.com", "d@server.com", "e@server.com"));

            assertThat(relay.recipients()).hasSize(5);
            assertThat(relay.connections()).isEqualTo(3);
        }
    }

    @Test
    void callers_side_by_side_share_the_connections_and_lose_nothing() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try (var transport = transport(relay.port(), "smtp.connections", "3")) {
            var calls = IntStream.range(0, 8)
                    .<Callable<List<SendResult>>>mapToObj(caller -> () -> transport.send(
                            template,
                            IntStream.range(0, 25)
                                    .mapToObj(i -> messageTo("d" + caller + "." + i + "@server.com"))
                                    .toList()))
                    .toList();

            var deliveries = new ArrayList<SendResult>();
            for (Future<List<SendResult>> call : callers.invokeAll(calls)) {
                deliveries.addAll(call.get());
            }

            assertThat(deliveries).hasSize(200).hasOnlyElementsOfType(Sent.class);
            assertThat(relay.recipients()).hasSize(200).doesNotHaveDuplicates();
            assertThat(relay.connections()).isBetween(1, 3);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void a_call_without_messages_does_nothing() {
        try (var transport = transport(relay.port())) {

            assertThat(transport.send(template, List.of())).isEmpty();

            assertThat(relay.connections()).isZero();
        }
    }

    @Test
    void a_missing_value_is_the_callers_mistake_and_nothing_is_sent() {
        var messages = List.of(
                messageTo("a@server.com"), new Message("m2@server.com", EmailAddress.of("b@server.com"), Map.of()));
        try (var transport = transport(relay.port())) {

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> transport.send(template, messages))
                    .withMessageContaining("m2@server.com")
                    .withMessageContaining("{{first_name}}")
                    .withMessageNotContaining("b@server.com");

            assertThat(relay.connections()).isZero();
        }
    }

    @Test
    void a_value_that_would_make_a_header_of_its_own_fails_that_message_only() {
        var injecting = new Message(
                "m2@server.com",
                EmailAddress.of("b@server.com"),
                Map.of("first_name", "Zoë\r\nBcc: everybody@server.com"));
        try (var transport = transport(relay.port())) {

            var deliveries =
                    transport.send(template, List.of(messageTo("a@server.com"), injecting, messageTo("c@server.com")));

            assertThat(deliveries.get(1)).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.code()).isEqualTo(Failed.NOT_OFFERED);
                assertThat(failed.text())
                        .contains("{{first_name}}", "line break")
                        .doesNotContain("everybody");
            });
            assertThat(relay.recipients()).containsExactly("a@server.com", "c@server.com");
        }
    }

    @Test
    void the_rate_limit_holds_for_all_callers_together() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try (var transport = transport(relay.port(), "rate-per-second", "50")) {
            long start = System.nanoTime();
            Callable<List<SendResult>> call = () -> transport.send(
                    template,
                    messagesTo(
                            "a@server.com",
                            "b@server.com",
                            "c@server.com",
                            "d@server.com",
                            "e@server.com",
                            "f@server.com",
                            "g@server.com",
                            "h@server.com",
                            "i@server.com",
                            "j@server.com"));

            for (Future<List<SendResult>> sent : callers.invokeAll(List.of(call, call))) {
                assertThat(sent.get()).hasOnlyElementsOfType(Sent.class);
            }

            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(seconds)
                    .as("19 pauses of 20 ms, but for a burst of 50 ms")
                    .isGreaterThan(0.32);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void an_interrupt_defers_what_is_left_and_is_passed_on() {
        try (var transport = transport(relay.port(), "rate-per-second", "1")) {
            transport.send(template, messagesTo("a@server.com"));
            Thread.currentThread().interrupt();

            var deliveries = transport.send(template, messagesTo("b@server.com", "c@server.com"));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(deliveries).containsOnly(Deferred.byRelay("Sending was interrupted"));
            assertThat(relay.recipients()).containsExactly("a@server.com");
        }
    }

    @Test
    void after_the_end_all_are_deferred() {
        var transport = transport(relay.port());
        transport.send(template, messagesTo("a@server.com"));

        transport.close();

        assertThat(transport.send(template, messagesTo("b@server.com")))
                .containsExactly(Deferred.byRelay("The application is stopping"));
        assertThat(relay.recipients()).containsExactly("a@server.com");
    }
}
