package org.savealife.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.mail.smtp.Mails.messageTo;
import static org.savealife.mail.smtp.Mails.template;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.mail.SendResult;

/** A relay with more than one address, and how we introduce ourselves to it. */
class RelayAddressesTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final List<String> looked = new ArrayList<>();
    private ScriptedRelay second;
    private List<InetAddress> addresses;

    @BeforeEach
    void start() throws UnknownHostException {
        addresses = List.of(
                InetAddress.getByAddress(new byte[] {127, 0, 0, 2}),
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        second = ScriptedRelay.startOn(addresses.get(1), 0);
    }

    @AfterEach
    void stop() throws IOException {
        second.close();
    }

    @Test
    void the_next_address_is_tried_where_one_refuses_the_connection() {
        try (var transport = transport(SHORT)) {
            assertThat(send(transport)).isInstanceOf(SendResult.Sent.class);
        }

        assertThat(second.recipients()).containsExactly("zoe@example.org");
    }

    @Test
    void the_next_address_is_tried_where_one_turns_us_away_at_the_greeting() throws IOException {
        try (var first = first().on(ScriptedRelay.GREETING, "421 4.3.2 Going down" + ScriptedRelay.THEN_DROP);
                var transport = transport(LONG)) {
            assertThat(send(transport)).isInstanceOf(SendResult.Sent.class);

            assertThat(first.connections()).isEqualTo(1);
        }
        assertThat(second.recipients()).containsExactly("zoe@example.org");
    }

    @Test
    void the_next_address_is_tried_where_one_says_nothing() throws IOException {
        try (var first = first().on(ScriptedRelay.GREETING, ScriptedRelay.SILENCE);
                var transport = transport(SHORT)) {
            assertThat(send(transport)).isInstanceOf(SendResult.Sent.class);

            assertThat(first.connections()).isEqualTo(1);
        }
        assertThat(second.recipients()).containsExactly("zoe@example.org");
    }

    @Test
    void the_address_that_answered_comes_first_the_next_time() throws IOException {
        try (var first = first().on(ScriptedRelay.GREETING, "421 4.3.2 Going down" + ScriptedRelay.THEN_DROP);
                var transport = transport(LONG, "smtp.messages-per-connection", "1")) {
            send(transport);
            send(transport);

            assertThat(first.connections()).isEqualTo(1);
        }
        assertThat(second.connections()).isEqualTo(2);
    }

    @Test
    void a_relay_none_of_whose_addresses_answers_is_told_once_with_the_last_reason() {
        addresses = addresses.subList(0, 1);
        try (var transport = transport(SHORT)) {
            assertThat(send(transport))
                    .isInstanceOfSatisfying(
                            SendResult.Deferred.class,
                            deferred -> assertThat(deferred.reason())
                                    .contains("No connection to the relay relay.example:" + second.port())
                                    .contains("refused"));
        }
        assertThat(looked).containsExactly("relay.example");
    }

    @Test
    void a_wrong_password_is_not_tried_at_every_address() throws IOException {
        try (var first = first().on("EHLO", "250-relay.example\r\n250 AUTH PLAIN")
                        .on("AUTH", "535 5.7.8 Wrong password");
                var transport =
                        transport(LONG, "smtp.host", "localhost", "smtp.username", "bank", "smtp.password", "wrong")) {
            assertThat(send(transport))
                    .isInstanceOfSatisfying(
                            SendResult.Deferred.class,
                            deferred -> assertThat(deferred.reason()).contains("user name or password refused"));

            assertThat(first.connections()).isEqualTo(1);
        }
        assertThat(second.connections()).isZero();
    }

    @Test
    void we_introduce_ourselves_by_the_name_that_is_set() {
        try (var transport = transport(LONG, "smtp.hello-name", "mail.example.org")) {
            send(transport);
        }

        assertThat(second.reads()).anyMatch(read -> read.startsWith("EHLO mail.example.org\r\n"));
    }

    private ScriptedRelay first() {
        return ScriptedRelay.startOn(addresses.get(0), second.port());
    }

    private static SendResult send(SmtpTransport transport) {
        return transport
                .send(template(), List.of(messageTo("zoe@example.org")), () -> true)
                .get(0);
    }

    private SmtpTransport transport(Duration replyTimeout, String... keysAndValues) {
        var all = new ArrayList<>(List.of("smtp.host", "relay.example", "smtp.connections", "1"));
        all.addAll(List.of(keysAndValues));
        var settings =
                Mails.impatient(Mails.settings(second.port(), all.toArray(String[]::new)), replyTimeout, LONG, LONG);
        var sockets = (SSLSocketFactory) SSLSocketFactory.getDefault();
        return new SmtpTransport(
                Mails.mailSettings(),
                settings,
                () -> new SmtpConnection(settings, sockets, this::resolve),
                Clock.systemUTC(),
                Mails.HELPERS);
    }

    private List<InetAddress> resolve(String host) {
        looked.add(host);
        return addresses;
    }
}
