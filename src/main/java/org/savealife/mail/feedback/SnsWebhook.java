package org.savealife.mail.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Handles requests of Amazon SNS: accepts only those of our topic with a signature of SNS, confirms the subscription of
 * our topic, and returns the text of notifications. Everything is repeatable. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html">Verifying the
 *     signatures of Amazon SNS messages</a>
 */
final class SnsWebhook {

    private static final Logger LOG = System.getLogger(SnsWebhook.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The algorithm for each value of SignatureVersion. */
    private static final Map<String, String> ALGORITHMS = Map.of("1", "SHA1withRSA", "2", "SHA256withRSA");

    private final SnsTopic topic;
    private final SnsCertificates certificates;
    private final Function<URI, byte[]> fetch;

    SnsWebhook(SnsTopic topic, Clock clock, Function<URI, byte[]> fetch) {
        this.topic = topic;
        this.certificates = new SnsCertificates(topic, clock, fetch);
        this.fetch = fetch;
    }

    /**
     * Verifies and reads a request.
     *
     * @return the text of a notification; empty if the request is about the subscription
     * @throws UntrustedEventException if it is not from SNS, or of another topic
     * @throws java.io.UncheckedIOException if a server of SNS does not answer; SNS then sends the request again
     */
    Optional<String> open(byte[] body) {
        SnsMessage message = read(body);
        check(message);
        switch (message.get("Type")) {
            case SnsMessage.SUBSCRIPTION -> confirm(message);
            case SnsMessage.UNSUBSCRIPTION ->
                LOG.log(Level.WARNING, "No more events of Amazon SES will come: {0} was unsubscribed", topic.arn());
            default -> {
                return Optional.of(message.get("Message"));
            }
        }
        return Optional.empty();
    }

    private static SnsMessage read(byte[] body) {
        try {
            JsonNode object = JSON.readTree(body);
            var fields = new HashMap<String, String>();
            object.properties().stream()
                    .filter(field -> field.getValue().isTextual())
                    .forEach(
                            field -> fields.put(field.getKey(), field.getValue().asText()));
            return new SnsMessage(fields);
        } catch (IOException e) {
            throw new UntrustedEventException("It is no JSON.", e);
        }
    }

    /** Checks the topic before the signature, so that nothing is fetched for other topics. */
    private void check(SnsMessage message) {
        if (!message.isComplete()) {
            throw new UntrustedEventException("It is no message of Amazon SNS, or raw delivery is on.");
        }
        if (!message.get("TopicArn").equals(topic.arn())) {
            throw new UntrustedEventException("It is of another topic.");
        }
        if (!isSigned(message)) {
            throw new UntrustedEventException("Its signature is not one of Amazon SNS.");
        }
    }

    private boolean isSigned(SnsMessage message) {
        String algorithm = ALGORITHMS.get(message.get("SignatureVersion"));
        if (algorithm == null) {
            return false;
        }
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initVerify(certificates.key(message.get("SigningCertURL")));
            signature.update(message.signedText().getBytes(StandardCharsets.UTF_8));
            return signature.verify(Base64.getDecoder().decode(message.get("Signature")));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "A signature cannot be read", e);
            return false;
        }
    }

    /** Confirms the subscription, only of our topic, as verified by {@link #check}. */
    private void confirm(SnsMessage message) {
        URI url = topic.ours(message.get("SubscribeURL"))
                .orElseThrow(() -> new UntrustedEventException("Its SubscribeURL is not at a server of Amazon SNS."));
        byte[] unused = fetch.apply(url);
        LOG.log(Level.INFO, "Events of Amazon SES will come: the subscription of {0} is confirmed", topic.arn());
    }
}
