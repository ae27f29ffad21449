package org.savealife.mail.smtp;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.savealife.mail.smtp.Mails.impatientTransport;
import static org.savealife.mail.smtp.Mails.messagesTo;
import static org.savealife.mail.smtp.Mails.template;
import static org.savealife.mail.smtp.Mails.transport;
import static org.savealife.mail.smtp.ScriptedRelay.END;
import static org.savealife.mail.smtp.ScriptedRelay.GREETING;
import static org.savealife.mail.smtp.ScriptedRelay.SILENCE;
import static org.savealife.mail.smtp.ScriptedRelay.THEN_SILENCE;
import static org.savealife.mail.smtp.ScriptedRelay.TRICKLE;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.mail.SendResult.Deferred;
import org.savealife.mail.SendResult.Sent;
import org.savealife.mail.SendResult.Unknown;
import org.savealife.mail.message.Template;

/** How long a connection waits for a relay, and how it ends. */
class RelayTimeoutsTest {

    private static final String A = "a@server.com";
    private static final String B = "b@server.com";
    private static final String C = "c@server.com";

    private static final Deferred STOPPING = Deferred.byRelay("The application is stopping");
    private static final Duration A_MOMENT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Template template = template();
    private final ScriptedRelay relay = ScriptedRelay.start();

    @AfterEach
    void stop() throws IOException {
        relay.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {GREETING, "EHLO", "MAIL", "RCPT", "DATA", END})
    void a_relay_that_falls_silent_holds_nobody_for_longer_than_its_time(String step) {
        relay.on(step, SILENCE);
        try (var transport = impatientTransport(relay.port(), A_MOMENT, A_MOMENT, LONG)) {

            var deliveries = transport.send(template, messagesTo(A));

            assertThat(deliveries).hasOnlyElementsOfType(step.equals(END) ? Unknown.class : Deferred.class);
            assertThat(relay.count(step)).isEqualTo(1);
            assertThat(transport.send(template, messagesTo(A))).hasOnlyElementsOfType(Sent.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {GREETING, "RCPT", END})
    void a_relay_that_answers_octet_by_octet_holds_nobody_for_longer_than_its_time(String step) {
        relay.on(step, TRICKLE);
        try (var transport = impatientTransport(relay.port(), A_MOMENT, A_MOMENT, LONG)) {

            var sending = CompletableFuture.supplyAsync(() -> transport.send(template, messagesTo(A)));
            await().pollInSameThread().until(() -> {
                transport.evictIdle();
                return sending.isDone();
            });

            assertThat(sending.join())
                    .hasOnlyElementsOfType(step.equals(END) ? Unknown.class : Deferred.class)
                    .first()
                    .extracting(Object::toString)
                    .asString()
                    .endsWith("it took too long]");
            assertThat(transport.send(template, messagesTo(A))).hasOnlyElementsOfType(Sent.class);
        }
    }

    @Test
    void a_relay_that_stops_reading_holds_nobody_for_longer_than_its_time() {
        relay.on("DATA", "354 Go ahead" + THEN_SILENCE);
        var moreThanBuffersHold = Template.builder()
                .subject("Give blood")
                .text("a long line of text, again and again, for all these donors\n".repeat(200_000))
                .html("<p>")
                .compile(Set.of());
        try (var transport = impatientTransport(relay.port(), A_MOMENT, LONG, LONG)) {

            var sending = CompletableFuture.supplyAsync(() -> transport.send(moreThanBuffersHold, messagesTo(A)));
            await().pollInSameThread().until(() -> {
                transport.evictIdle();
                return sending.isDone();
            });

            assertThat(sending.join()).hasOnlyElementsOfType(Deferred.class);
            assertThat(relay.count(END)).isZero();
        }
    }

    @Test
    void a_relay_may_take_longer_over_a_whole_message_than_over_a_command() {
        relay.on(END, SILENCE);
        try (var transport = impatientTransport(relay.port(), A_MOMENT, A_MOMENT.multipliedBy(3), LONG)) {
            long start = System.nanoTime();

            transport.send(template, messagesTo(A));

            assertThat(System.nanoTime() - start)
                    .isGreaterThan(A_MOMENT.multipliedBy(3).toNanos());
        }
    }

    @Test
    void a_connection_unused_for_long_is_closed_with_a_word() {
        try (var transport = impatientTransport(relay.port(), LONG, LONG, A_MOMENT)) {
            transport.send(template, messagesTo(A));
            transport.evictIdle();
            assertThat(relay.count("QUIT")).isZero();

            await().pollInSameThread().until(() -> {
                transport.evictIdle();
                return relay.count("QUIT") == 1;
            });

            assertThat(transport.send(template, messagesTo(B))).hasOnlyElementsOfType(Sent.class);
            assertThat(relay.connections()).isEqualTo(2);
        }
    }

    @Test
    void at_the_end_the_relay_is_told() {
        var transport = transport(relay.port());
        transport.send(template, messagesTo(A));

        transport.close();

        await().untilAsserted(() -> assertThat(relay.steps().stream().collect(joining(",")))
                .isEqualTo("1 GREETING,1 EHLO,1 MAIL,1 RCPT,1 DATA,1 END,1 QUIT"));
    }

    @Test
    void a_message_on_its_way_at_the_end_arrives() throws Exception {
        var answerOfRelay = new CountDownLatch(1);
        relay.before(END, answerOfRelay);
        var transport = transport(relay.port());
        var sending = CompletableFuture.supplyAsync(() -> transport.send(template, messagesTo(A, B)));
        await().until(() -> relay.count(END) == 1);

        var closing = CompletableFuture.runAsync(transport::close);
        await().until(() -> transport.send(template, messagesTo(C)).contains(STOPPING));
        answerOfRelay.countDown();

        assertThat(sending.get()).first().isInstanceOf(Sent.class);
        assertThat(sending.get()).last().isEqualTo(STOPPING);
        closing.get();
        await().until(() -> relay.count("QUIT") == 1);
    }
}
