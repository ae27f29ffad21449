package org.savealife.mail.feedback;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;

/**
 * Events of Amazon SES about messages, received through the Amazon SNS topic in {@code savealife.mail.events.topic}. A
 * wrong setting ends the start of the application.
 */
@ApplicationScoped
public class MailEvents {

    private static final Logger LOG = System.getLogger(MailEvents.class.getName());

    private final Optional<SnsWebhook> inbox;

    @Inject
    public MailEvents(Config config, Clock clock) {
        this(key -> config.getOptionalValue(key, String.class), clock);
    }

    /** @param settings finds the value of a key */
    public MailEvents(Function<String, Optional<String>> settings, Clock clock) {
        inbox = SnsTopic.read(settings).map(topic -> new SnsWebhook(topic, clock, new SnsHttpClient()::get));
    }

    /** Otherwise a wrong setting would show only with the first event. */
    void checkAtStart(@Observes @Initialized(ApplicationScoped.class) Object start) {
        LOG.log(Level.DEBUG, "Events of Amazon SES are taken: {0}", areTaken());
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
