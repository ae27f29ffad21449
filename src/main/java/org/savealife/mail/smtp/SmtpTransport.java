package org.savealife.mail.smtp;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.savealife.mail.MailTransport;
import org.savealife.mail.RelayHealth;
import org.savealife.mail.RelayState;
import org.savealife.mail.SendPermission;
import org.savealife.mail.SendResult;
import org.savealife.mail.TokenBucket;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;

/**
 * Hands messages to an SMTP relay (RFC 5321) over a few connections that are kept open.
 *
 * <p>A call sends on its caller's thread over one connection, the one used last, and waits for it if all are in use.
 * While it has messages enough and connections are idle, threads of the executor help it over those. Each takes the next
 * message when it is done with one, so messages leave in order but may arrive out of it.
 *
 * <p>What the relay's answer means is {@link SmtpReplyMapper}'s to say. After a refusal of ourselves, a second lost connection
 * in a row, or several messages in a row that were not answered, what is left of the call is deferred. A message is sent
 * again here only if its end was certainly not handed over.
 */
public final class SmtpTransport implements MailTransport, AutoCloseable {

    private static final String STOPPING = "The application is stopping";
    private static final String STOPPED = "Sending was stopped";

    private final SmtpSettings settings;
    private final Clock clock;
    private final Executor executor;
    private final TokenBucket rateLimit;
    private final ConnectionPool pool;
    private final RelayHealth health;
    private volatile boolean closed;

    /** @param executor of threads that may block for as long as a call does, for each connection but one */
    public SmtpTransport(SmtpSettings settings, SSLSocketFactory tlsSockets, Clock clock, Executor executor) {
        this(settings, () -> new SmtpConnection(settings, tlsSockets), clock, executor);
    }

    /** @param connections makes a new one, closed */
    SmtpTransport(SmtpSettings settings, Supplier<SmtpConnection> connections, Clock clock, Executor executor) {
        this.settings = settings;
        this.clock = clock;
        this.executor = executor;
        this.rateLimit = new TokenBucket(settings.ratePerSecond());
        this.pool = new ConnectionPool(settings.connections(), connections);
        this.health = new RelayHealth("Relay " + settings.relay(), clock);
    }

    @Override
    public List<SendResult> send(Template template, List<Message> messages, SendPermission clearance) {
        messages.forEach(message -> message.requireValues(template));
        var batch = new MessageBatch(
                template, messages, settings.sender(), clock, health, () -> objection(clearance), clearance::permits);
        if (!messages.isEmpty()) {
            new BatchSender(batch, pool, rateLimit, executor).send();
        }
        return batch.deliveries();
    }

    @Override
    public RelayState relayState() {
        return health.state();
    }

    /** Cuts connections that take too long and takes leave on those long idle. To be called every second or so. */
    public void evictIdle() {
        pool.evictIdle();
    }

    /** Takes no more messages, and waits for those on their way, 5 seconds at most. */
    @Override
    public void close() {
        closed = true;
        pool.close();
    }

    private String objection(SendPermission clearance) {
        if (closed) {
            return STOPPING;
        }
        return clearance.shouldContinue() ? "" : STOPPED;
    }
}
