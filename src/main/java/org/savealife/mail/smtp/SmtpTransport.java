package org.savealife.mail.smtp;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.savealife.mail.MailSettings;
import org.savealife.mail.MailTransport;
import org.savealife.mail.RelayHealth;
import org.savealife.mail.RelayState;
import org.savealife.mail.SendPermission;
import org.savealife.mail.SendResult;
import org.savealife.mail.TokenBucket;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;

/**
 * Sends messages to an SMTP relay (RFC 5321) over a few connections that are kept open.
 *
 * <p>A call sends on its caller's thread over the connection that was used last, and waits for one if all are in use.
 * While there are enough messages and idle connections, threads of the executor send too. Each takes the next message
 * when it has finished one, so messages leave in order, but may arrive in another order.
 *
 * <p>{@link SmtpReplyMapper} decides what the relay's reply means. After a refusal of us, a second lost connection in a
 * row, or several messages in a row without a reply, the remaining messages of the call are deferred. A message is sent
 * again only if its end was certainly not handed over.
 */
public final class SmtpTransport implements MailTransport, AutoCloseable {

    private static final String STOPPING = "The application is stopping";
    private static final String STOPPED = "Sending was stopped";

    private final MailSettings mail;
    private final Clock clock;
    private final Executor executor;
    private final TokenBucket rateLimit;
    private final ConnectionPool pool;
    private final RelayHealth health;
    private volatile boolean closed;

    /** @param executor its threads may block for as long as a call takes; one for each connection but the first */
    public SmtpTransport(
            MailSettings mail, SmtpSettings settings, SSLSocketFactory tlsSockets, Clock clock, Executor executor) {
        this(mail, settings, () -> new SmtpConnection(settings, tlsSockets), clock, executor);
    }

    /** @param connections makes a new connection, which is closed */
    SmtpTransport(
            MailSettings mail,
            SmtpSettings settings,
            Supplier<SmtpConnection> connections,
            Clock clock,
            Executor executor) {
        this.mail = mail;
        this.clock = clock;
        this.executor = executor;
        this.rateLimit = new TokenBucket(mail.ratePerSecond());
        this.pool = new ConnectionPool(settings.connections(), connections);
        this.health = new RelayHealth("Relay " + settings.relay(), clock);
    }

    @Override
    public List<SendResult> send(Template template, List<Message> messages, SendPermission clearance) {
        messages.forEach(message -> message.requireValues(template.slots()));
        var batch = new MessageBatch(
                template, messages, mail.from(), clock, health, () -> objection(clearance), clearance::permits);
        if (!messages.isEmpty()) {
            new BatchSender(batch, pool, rateLimit, executor).send();
        }
        return batch.deliveries();
    }

    @Override
    public RelayState relayState() {
        return health.state();
    }

    /**
     * Aborts connections that take too long, and closes those that have been idle for long. Call it about every second.
     */
    public void evictIdle() {
        pool.evictIdle();
    }

    /** Accepts no more messages, and waits at most 5 seconds for those being sent. */
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
