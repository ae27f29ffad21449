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
 * What Amazon SES tells of messages, through the topic of Amazon SNS that {@code savealife.mail.events.topic} names. A wrong
 * setting ends the start of the application.
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

    /** Without this a wrong setting would show only when the first event comes. */
    void checkAtStart(@Observes @Initialized(ApplicationScoped.class) Object start) {
        LOG.log(Level.DEBUG, "Events of Amazon SES are taken: {0}", areTaken());
    }

    /** Whether a topic is set. */
    public boolean areTaken() {
        return inbox.isPresent();
    }

    /**
     * What a post of Amazon SNS says of a message. Posts about the subscription are seen to and tell nothing.
     *
     * @throws UntrustedEventException if it is not of SNS, or not of the topic that is set
     * @throws java.io.UncheckedIOException if SNS is to send it again, since a server of its own does not answer us
     */
    public Feedback take(byte[] body) {
        return inbox.flatMap(topic -> topic.open(body)).map(SesEvent::read).orElse(Feedback.NOTHING);
    }
}
