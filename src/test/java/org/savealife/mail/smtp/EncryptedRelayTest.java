package org.savealife.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.mail.smtp.Mails.messagesTo;
import static org.savealife.mail.smtp.Mails.settings;
import static org.savealife.mail.smtp.Mails.template;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.mail.SendResult;
import org.savealife.mail.SendResult.Deferred;
import org.savealife.mail.SendResult.Sent;
import org.savealife.mail.message.Template;

/** A relay with a certificate for {@code localhost}, signed by itself. */
@Timeout(60)
class EncryptedRelayTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final SSLSocketFactory TRUSTING_NOBODY_NEW = (SSLSocketFactory) SSLSocketFactory.getDefault();

    private static SSLContext certified;

    private final Template template = template();

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("relay.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "relay",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=relay",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(file)) {
            store.load(content, PASSWORD);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("relay", store.getCertificate("relay"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        certified = SSLContext.getInstance("TLS");
        certified.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    }

    @ParameterizedTest
    @CsvSource({"starttls", "required"})
    void the_way_is_encrypted_where_the_relay_offers_it(String tls) {
        try (var relay = offering();
                var transport = transport(relay, certified.getSocketFactory(), "localhost", tls)) {

            assertThat(transport.send(template, messagesTo("a@server.com"))).hasOnlyElementsOfType(Sent.class);

            assertThat(relay.taken()).extracting(Relay.Taken::encrypted).containsExactly(true);
        }
    }

    @Test
    void the_way_is_encrypted_from_the_first_byte_where_configured() {
        try (var relay = Relay.start(options -> options.serverSocketFactory(certified));
                var transport = transport(relay, certified.getSocketFactory(), "localhost", "implicit")) {

            assertThat(transport.send(template, messagesTo("a@server.com", "b@server.com")))
                    .hasOnlyElementsOfType(Sent.class);

            assertThat(relay.recipients()).containsExactly("a@server.com", "b@server.com");
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_relay_without_encryption_gets_the_mail_plain_unless_encryption_is_required() {
        try (var relay = Relay.start();
                var content = transport(relay, certified.getSocketFactory(), "localhost", "starttls");
                var strict = transport(relay, certified.getSocketFactory(), "localhost", "required")) {

            assertThat(content.send(template, messagesTo("a@server.com"))).hasOnlyElementsOfType(Sent.class);
            var refused = strict.send(template, messagesTo("b@server.com"));

            assertThat(relay.taken()).extracting(Relay.Taken::encrypted).containsExactly(false);
            assertThat(relay.recipients()).containsExactly("a@server.com");
            assertDeferred(refused, "STARTTLS is required");
        }
    }

    @Test
    void nothing_is_encrypted_where_it_is_switched_off() {
        try (var relay = offering();
                var transport = transport(relay, certified.getSocketFactory(), "localhost", "none")) {

            assertThat(transport.send(template, messagesTo("a@server.com"))).hasOnlyElementsOfType(Sent.class);

            assertThat(relay.taken()).extracting(Relay.Taken::encrypted).containsExactly(false);
        }
    }

    @ParameterizedTest
    @CsvSource({"starttls", "required"})
    void a_relay_with_a_certificate_of_nobody_we_trust_gets_nothing(String tls) {
        try (var relay = offering();
                var transport = transport(relay, TRUSTING_NOBODY_NEW, "localhost", tls)) {

            var deliveries = transport.send(template, messagesTo("a@server.com"));

            assertDeferred(deliveries, "TLS");
            assertThat(relay.taken()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"starttls", "required"})
    void a_relay_with_a_certificate_for_another_name_gets_nothing(String tls) {
        try (var relay = offering();
                var transport = transport(relay, certified.getSocketFactory(), "127.0.0.1", tls)) {

            var deliveries = transport.send(template, messagesTo("a@server.com"));

            assertDeferred(deliveries, "TLS");
            assertThat(relay.taken()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"localhost, false", "127.0.0.1, true"})
    void encrypted_from_the_first_byte_the_certificate_counts_too(String host, boolean trusted) {
        var sockets = trusted ? certified.getSocketFactory() : TRUSTING_NOBODY_NEW;
        try (var relay = Relay.start(options -> options.serverSocketFactory(certified));
                var transport = transport(relay, sockets, host, "implicit")) {

            var deliveries = transport.send(template, messagesTo("a@server.com"));

            assertDeferred(deliveries, "No connection to the relay");
            assertThat(relay.taken()).isEmpty();
        }
    }

    @Test
    void a_relay_whose_offer_of_encryption_was_struck_out_gets_no_password() throws IOException {
        try (var relay = ScriptedRelay.start().on("EHLO", "250-relay.example\r\n250 AUTH PLAIN LOGIN");
                var transport = Mails.transport(settings(
                        relay.port(), "smtp.tls", "required", "smtp.username", "bank", "smtp.password", "geheim"))) {

            assertDeferred(transport.send(template, messagesTo("a@server.com")), "No connection to the relay");

            assertThat(relay.reads())
                    .anyMatch(read -> read.startsWith("EHLO"))
                    .noneMatch(read -> read.contains("AUTH"));
        }
    }

    private static void assertDeferred(List<SendResult> deliveries, String reason) {
        assertThat(deliveries)
                .isNotEmpty()
                .allSatisfy(delivery -> assertThat(delivery)
                        .isInstanceOfSatisfying(
                                Deferred.class,
                                deferred -> assertThat(deferred.reason()).contains(reason)));
    }

    private static Relay offering() {
        return Relay.start(options -> options.enableTLS().startTlsSocketFactory(certified));
    }

    private static SmtpTransport transport(Relay relay, SSLSocketFactory sockets, String host, String tls) {
        var settings = settings(relay.port(), "smtp.host", host, "smtp.tls", tls);
        return new SmtpTransport(Mails.mailSettings(), settings, sockets, Clock.systemUTC(), Mails.HELPERS);
    }
}
