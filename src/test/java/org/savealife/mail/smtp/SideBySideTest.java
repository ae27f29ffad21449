package org.savealife.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.savealife.mail.smtp.Mails.messageTo;
import static org.savealife.mail.smtp.Mails.messagesTo;
import static org.savealife.mail.smtp.Mails.settings;
import static org.savealife.mail.smtp.Mails.template;
import static org.savealife.mail.smtp.Mails.transport;
import static org.savealife.mail.smtp.ScriptedRelay.END;
import static org.savealife.mail.smtp.ScriptedRelay.SILENCE;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.savealife.mail.SendResult.Deferred;
import org.savealife.mail.SendResult.Failed;
import org.savealife.mail.SendResult.Sent;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;

/** One call over several connections, and how it is stopped. */
@Timeout(60)
class SideBySideTest {

    private static final Deferred STOPPED = Deferred.byRelay("Sending was stopped");

    private final Template template = template();
    private final ScriptedRelay relay = ScriptedRelay.start().pipelining();

    @AfterEach
    void stop() throws IOException {
        relay.close();
    }

    @Test
    void the_deliveries_of_a_page_come_in_its_order() {
        try (var relay = Relay.start();
                var transport = transport(relay.port(), "smtp.connections", "4")) {
            IntStream.range(0, 100)
                    .filter(number -> number % 7 == 3)
                    .forEach(number -> relay.refusing(address(number), 550, "5.1.1 No such user " + number));

            var deliveries = transport.send(template, page(100));

            assertThat(deliveries).hasSize(100);
            for (int number = 0; number < 100; number++) {
                if (number % 7 == 3) {
                    assertThat(deliveries.get(number)).isEqualTo(new Failed(550, "5.1.1", "No such user " + number));
                } else {
                    assertThat(deliveries.get(number)).isInstanceOf(Sent.class);
                }
            }
            assertThat(relay.recipients()).hasSize(86).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_slow_relay_gets_a_page_over_all_connections() {
        var answerOfRelay = new CountDownLatch(1);
        relay.before(END, answerOfRelay);
        try (var transport = transport(relay.port(), "smtp.connections", "4")) {

            var sending = CompletableFuture.supplyAsync(() -> transport.send(template, page(100)));
            await().until(() -> relay.count(END) == 4);
            answerOfRelay.countDown();

            assertThat(sending.join()).hasSize(100).hasOnlyElementsOfType(Sent.class);
            assertThat(relay.connections()).isEqualTo(4);
            assertThat(relay.recipients()).hasSize(100).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_few_messages_open_no_second_connection() {
        try (var transport = transport(relay.port())) {

            assertThat(transport.send(template, page(10))).hasOnlyElementsOfType(Sent.class);

            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_rate_that_one_connection_meets_opens_no_second_one() {
        try (var transport = transport(relay.port(), "rate-per-second", "10")) {
            var asked = new AtomicInteger();

            transport.send(template, page(100), () -> asked.incrementAndGet() < 20);

            assertThat(relay.recipients()).hasSizeGreaterThan(1);
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void without_a_thread_to_spare_the_caller_sends_alone() {
        for (Executor executor : List.<Executor>of(task -> {}, task -> {
            throw new RejectedExecutionException("full");
        })) {
            try (var transport = new SmtpTransport(
                    Mails.mailSettings(),
                    settings(relay.port()),
                    (SSLSocketFactory) SSLSocketFactory.getDefault(),
                    Clock.systemUTC(),
                    executor)) {

                assertThat(transport.send(template, page(100))).hasSize(100).hasOnlyElementsOfType(Sent.class);
            }
        }
        assertThat(relay.connections()).isEqualTo(2);
    }

    @Test
    void a_second_caller_gets_a_connection_of_the_first_ones_helpers() {
        try (var transport = transport(relay.port(), "smtp.connections", "2", "rate-per-second", "200")) {
            var callOff = new AtomicBoolean();
            var first =
                    CompletableFuture.supplyAsync(() -> transport.send(template, page(5_000), () -> !callOff.get()));
            await().until(() -> !relay.recipients().isEmpty());

            assertThat(transport.send(template, messagesTo("second@server.com")))
                    .hasOnlyElementsOfType(Sent.class);

            assertThat(first).isNotDone();
            callOff.set(true);
            assertThat(first.join()).contains(STOPPED);
        }
    }

    @Test
    void once_called_off_nothing_more_is_sent() {
        try (var transport = transport(relay.port())) {
            var asked = new AtomicInteger();

            var deliveries = transport.send(template, page(5), () -> asked.incrementAndGet() <= 3);

            assertThat(deliveries.subList(0, 3)).hasOnlyElementsOfType(Sent.class);
            assertThat(deliveries.subList(3, 5)).containsOnly(STOPPED);
            assertThat(relay.recipients()).hasSize(3);
        }
    }

    @Test
    void a_call_that_is_called_off_does_not_wait_for_the_rate_limit() {
        try (var transport = transport(relay.port(), "rate-per-second", "0.001")) {
            var callOff = new AtomicBoolean();
            var sending =
                    CompletableFuture.supplyAsync(() -> transport.send(template, page(100), () -> !callOff.get()));
            await().until(() -> relay.recipients().size() == 1);

            callOff.set(true);

            assertThat(sending.join().get(0)).isInstanceOf(Sent.class);
            assertThat(sending.join().subList(1, 100)).containsOnly(STOPPED);
        }
    }

    @Test
    void a_call_that_is_called_off_does_not_wait_for_a_slow_relay_but_for_the_fate_of_what_it_handed_over() {
        relay.on("RCPT", SILENCE);
        try (var transport = transport(relay.port())) {
            var callOff = new AtomicBoolean();
            var sending = CompletableFuture.supplyAsync(() -> transport.send(template, page(2), () -> !callOff.get()));
            await().until(() -> relay.count("RCPT") == 1);

            callOff.set(true);
            await().pollInSameThread().until(() -> {
                transport.evictIdle();
                return sending.isDone();
            });

            assertThat(sending.join()).containsOnly(STOPPED);
            assertThat(relay.connections()).isEqualTo(1);
            assertThat(transport.relayState().reachable()).isTrue();
        }
    }

    @Test
    void a_message_handed_over_is_waited_for_although_the_call_is_called_off() {
        var answerOfRelay = new CountDownLatch(1);
        relay.before(END, answerOfRelay);
        try (var transport = transport(relay.port())) {
            var callOff = new AtomicBoolean();
            var sending = CompletableFuture.supplyAsync(() -> transport.send(template, page(1), () -> !callOff.get()));
            await().until(() -> relay.count(END) == 1);

            callOff.set(true);
            transport.evictIdle();
            assertThat(sending).isNotDone();
            answerOfRelay.countDown();

            assertThat(sending.join()).hasOnlyElementsOfType(Sent.class);
        }
    }

    @Test
    void a_caller_whose_question_fails_gets_its_own_error() {
        try (var transport = transport(relay.port())) {
            var asked = new AtomicInteger();

            assertThatIllegalStateException()
                    .isThrownBy(() -> transport.send(template, page(100), () -> {
                        if (asked.incrementAndGet() > 20) {
                            throw new IllegalStateException("the caller's own");
                        }
                        return true;
                    }))
                    .withMessage("the caller's own");

            assertThat(transport.send(template, page(30))).hasOnlyElementsOfType(Sent.class);
        }
    }

    @Test
    void a_question_that_fails_amid_a_message_leaves_no_connection_behind_that_waits_for_the_rest() {
        try (var transport = transport(relay.port(), "smtp.connections", "1")) {
            var asked = new AtomicInteger();

            assertThatIllegalStateException()
                    .isThrownBy(() -> transport.send(template, page(2), () -> {
                        if (asked.incrementAndGet() > 1) {
                            throw new IllegalStateException("the caller's own");
                        }
                        return true;
                    }));
            assertThat(relay.count("DATA")).isEqualTo(1);
            assertThat(relay.recipients()).isEmpty();

            assertThat(transport.send(template, page(2))).hasOnlyElementsOfType(Sent.class);
            assertThat(relay.recipients()).containsExactly(address(0), address(1));
        }
    }

    private static List<Message> page(int size) {
        return IntStream.range(0, size)
                .mapToObj(number -> messageTo(address(number)))
                .toList();
    }

    private static String address(int number) {
        return "d" + number + "@server.com";
    }
}
