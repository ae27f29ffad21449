package org.savealife.mail.feedback;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;

/**
 * Events of Amazon SES about messages, received through the Amazon SNS topic in {@code savealife.mail.events.topic}.
 */
@ApplicationScoped
public class MailEvents {

    private final Optional<SnsWebhook> inbox;

    @Inject
    public MailEvents(FeedbackSettings settings, Clock clock) {
        inbox = SnsTopic.of(settings).map(topic -> new SnsWebhook(topic, clock, new SnsHttpClient()::get));
    }

    /** Whether a topic is set. */
    public boolean areTaken() {
        return inbox.isPresent();
    }

    /**
     * Reads a request of Amazon SNS. Requests about the subscription are handled and mean nothing for a message.
     *
     * @throws UntrustedEventException if it is not from SNS, or not of the configured topic
     * @throws java.io.UncheckedIOException if SNS should send it again, because one of its servers does not answer us
     */
    public Feedback take(byte[] body) {
        return inbox.flatMap(topic -> topic.open(body)).map(SesEvent::read).orElse(Feedback.NOTHING);
    }
}
