package org.savealife.mail.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.fixture.LocalSns;

class SnsWebhookTest {

    private static LocalSns sns;

    private SnsWebhook inbox;

    @BeforeAll
    static void startSns() {
        sns = LocalSns.start();
    }

    @AfterAll
    static void stopSns() {
        sns.close();
    }

    @BeforeEach
    void openInbox() {
        sns.setBroken(false);
        inbox = inbox(sns, Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void a_notification_that_sns_signed_says_what_it_says(String version) {
        var text = "{\"é\": \"line\\nbreak\",\n \"x\": 1}\n";

        assertThat(open(sns.notification(version, text))).contains(text);
    }

    @Test
    void a_subject_is_signed_too() {
        var fields = new HashMap<>(sns.notification("2", "{}"));
        fields.put("Subject", "Amazon SES Email Event Notification");

        assertRefused(fields, "signature");
        assertThat(open(sns.signed("2", fields))).contains("{}");
    }

    @ParameterizedTest
    @CsvSource({
        "Message, {}",
        "MessageId, 1",
        "Timestamp, 2026-11-26T12:00:01.000Z",
        "SignatureVersion, 2",
        "SignatureVersion, 3",
        "SignatureVersion, ''",
        "Signature, AAAA",
        "Signature, no base64",
        "Signature, ''"
    })
    void a_notification_with_anything_changed_is_refused(String field, String value) {
        var fields = new HashMap<>(sns.notification("1", "{\"eventType\": \"Bounce\"}"));
        fields.put(field, value);

        assertRefused(fields, "Its signature is not one of Amazon SNS.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Type", "Message", "MessageId", "Timestamp", "TopicArn"})
    void a_notification_that_lacks_something_is_refused(String field) {
        var fields = new HashMap<>(sns.notification("1", "{}"));
        fields.remove(field);

        assertRefused(sns.signed("1", fields), "It is no message of Amazon SNS");
    }

    @Test
    void a_notification_of_another_topic_is_refused_although_sns_signed_it_and_nothing_is_fetched() {
        var fields = new HashMap<>(sns.notification("2", "{}"));
        fields.put("TopicArn", LocalSns.TOPIC + "2");
        var before = sns.requests().size();

        assertRefused(sns.signed("2", fields), "It is of another topic.");
        assertThat(sns.requests()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/x.pem",
                "https://sns.eu-west-1.amazonaws.com/x.pem",
                "https://evil.example/x.pem",
                "x",
                ""
            })
    void a_certificate_from_elsewhere_is_not_even_fetched(String url) {
        var fields = new HashMap<>(sns.notification("1", "{}"));
        fields.put("SigningCertURL", url);

        assertRefused(fields, "Its certificate is not at a server of Amazon SNS.");
    }

    @Test
    void a_certificate_must_be_a_pem_file() {
        var fields = new HashMap<>(sns.notification("1", "{}"));
        fields.put("SigningCertURL", sns.url() + "/anything");

        assertRefused(fields, "Its certificate is not at a server of Amazon SNS.");

        fields.put("SigningCertURL", sns.url() + "/another.pem");
        assertRefused(fields, "Its certificate cannot be read.");
    }

    @Test
    void a_certificate_of_somebody_else_is_refused() {
        try (var other = LocalSns.start("-dname", "CN=sns.amazonaws.com", "-ext", "san=dns:bank.example.org")) {
            assertThatExceptionOfType(UntrustedEventException.class)
                    .isThrownBy(() -> inbox(other, Clock.systemUTC()).open(bytes(other.notification("1", "{}"))))
                    .withMessage("Its certificate is not one of Amazon SNS.");
        }
    }

    @Test
    void a_certificate_without_other_names_is_for_its_common_name() {
        try (var plain = LocalSns.start("-dname", "O=Amazon, CN=sns-signing.eu-south-1.amazonaws.com")) {
            assertThat(inbox(plain, Clock.systemUTC()).open(bytes(plain.notification("1", "{}"))))
                    .contains("{}");
        }
    }

    @Test
    void a_certificate_is_valid_in_its_time_only_although_it_was_fetched_before() {
        var now = new Instant[] {Instant.now()};
        var moving = inbox(sns, new Clock() {
            @Override
            public Instant instant() {
                return now[0];
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        });
        assertThat(moving.open(bytes(sns.notification("1", "{}")))).isPresent();

        now[0] = now[0].plusSeconds(400L * 24 * 3600);

        assertThatExceptionOfType(UntrustedEventException.class)
                .isThrownBy(() -> moving.open(bytes(sns.notification("1", "{}"))))
                .withMessage("Its certificate is not valid now.");
    }

    @Test
    void a_certificate_is_fetched_once() {
        var before = sns.requests().size();

        open(sns.notification("1", "{}"));
        open(sns.notification("2", "{}"));

        assertThat(sns.requests()).hasSize(before + 1);
    }

    @Test
    void a_subscription_is_confirmed_where_sns_signed_the_request() {
        assertThat(open(sns.subscription("t0k3n"))).isEmpty();
        assertThat(sns.requests())
                .last()
                .asString()
                .contains("Action=ConfirmSubscription")
                .contains("Token=t0k3n");

        var forged = new HashMap<>(sns.subscription("f0rg3d"));
        forged.put("Token", "0ther");
        assertRefused(forged, "signature");
        assertThat(sns.requests()).noneMatch(request -> request.contains("f0rg3d"));
    }

    @Test
    void nobody_else_is_asked_to_confirm() {
        var fields = new HashMap<>(sns.subscription("t0k3n"));
        fields.put("SubscribeURL", "http://127.0.0.1:1/?Action=ConfirmSubscription");

        assertRefused(sns.signed("1", fields), "Its SubscribeURL is not at a server of Amazon SNS.");
    }

    @Test
    void an_unsubscription_is_noted_and_not_undone() {
        var before = sns.requests().size();
        open(sns.notification("1", "{}"));

        assertThat(open(sns.unsubscription("t0k3n"))).isEmpty();
        assertThat(sns.requests()).hasSize(before + 1);
    }

    @Test
    void while_sns_does_not_answer_it_is_to_try_again() {
        sns.setBroken(true);

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> open(sns.notification("1", "{}")));
        sns.setBroken(false);
        assertThat(open(sns.notification("1", "{}"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "null", "{}", "\"Notification\"", "{\"eventType\": \"Bounce\"}"})
    void what_is_no_message_of_sns_is_refused(String body) {
        assertThatExceptionOfType(UntrustedEventException.class)
                .isThrownBy(() -> inbox.open(body.getBytes(StandardCharsets.UTF_8)));
    }

    private void assertRefused(Map<String, String> fields, String why) {
        assertThatExceptionOfType(UntrustedEventException.class)
                .isThrownBy(() -> open(fields))
                .withMessageContaining(why);
    }

    private Optional<String> open(Map<String, String> fields) {
        return inbox.open(bytes(fields));
    }

    private static byte[] bytes(Map<String, String> fields) {
        return LocalSns.json(fields).getBytes(StandardCharsets.UTF_8);
    }

    private static SnsWebhook inbox(LocalSns server, Clock clock) {
        var topic = new SnsTopic(LocalSns.TOPIC, "eu-west-1", "amazonaws.com", Optional.of(URI.create(server.url())));
        return new SnsWebhook(topic, clock, new SnsHttpClient()::get);
    }
}
