package org.savealife.mail;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;

/**
 * Hands messages to an SMTP relay (RFC 5321) over a few connections that are kept open.
 *
 * <p>A call takes one connection for all its messages, the one used last, and waits for it if all are in use; so as many
 * callers as there are connections send side by side. Messages of a call go in order, one at a time.
 *
 * <p>What the relay's answer means: 2xx to the whole message, sent; 5xx to recipient or message, failed; 4xx to them,
 * deferred. Whatever it says about us (greeting, AUTH, MAIL), a lost connection, or 421: deferred, and after a second
 * lost connection in a row, or a refusal, so is what is left of the call. A message is sent again here only if its end
 * was certainly not handed over.
 */
final class SmtpTransport implements MailTransport, AutoCloseable {

    private static final Logger LOG = System.getLogger(SmtpTransport.class.getName());
    private static final String STOPPING = "The application is stopping";
    private static final int LOSSES_IN_A_ROW = 2;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final SmtpSettings settings;
    private final Clock clock;
    private final RateLimit rateLimit;
    private final List<SmtpConnection> connections;
    private final BlockingDeque<SmtpConnection> idle;
    private volatile boolean closed;
    private volatile RelayState relayState;

    SmtpTransport(SmtpSettings settings, SSLSocketFactory tlsSockets, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.rateLimit = new RateLimit(settings.ratePerSecond());
        this.connections = Stream.generate(() -> new SmtpConnection(settings, tlsSockets))
                .limit(settings.connections())
                .toList();
        this.idle = new LinkedBlockingDeque<>(connections);
        this.relayState = new RelayState(true, clock.instant(), "");
    }

    @Override
    public List<Delivery> send(Template template, List<Message> messages, BooleanSupplier goOn) {
        messages.forEach(message -> requireValues(template, message));
        var deliveries = new ArrayList<Delivery>(messages.size());
        String reasonToStop = sendOverOneConnection(template, messages, goOn, deliveries);
        while (deliveries.size() < messages.size()) {
            deliveries.add(new Delivery.Deferred(reasonToStop));
        }
        return deliveries;
    }

    @Override
    public RelayState relayState() {
        return relayState;
    }

    /** Cuts connections that take too long and takes leave on those long idle. To be called every second or so. */
    void tidy() {
        for (SmtpConnection connection : connections) {
            connection.breakIfOverdue();
            if (connection.isIdleForLong() && idle.remove(connection)) {
                connection.quit();
                idle.addLast(connection);
            }
        }
    }

    /** Takes no more messages, and waits for those on their way, 5 seconds at most. */
    @Override
    public void close() {
        closed = true;
        var atRest = new ArrayList<SmtpConnection>();
        try {
            long end = System.nanoTime() + GRACE.toNanos();
            while (atRest.size() < connections.size()) {
                SmtpConnection connection = idle.pollFirst(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (connection == null) {
                    break;
                }
                connection.quit();
                atRest.add(connection);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        idle.addAll(atRest);
    }

    private static void requireValues(Template template, Message message) {
        for (String slot : template.slots()) {
            if (!message.values().containsKey(slot)) {
                throw new IllegalArgumentException(message + " has no value for the template's slot {{" + slot + "}}");
            }
        }
    }

    /**
     * Sends messages until there are none, or until there is a reason to stop.
     *
     * @return the reason; empty if there is none
     */
    private String sendOverOneConnection(
            Template template, List<Message> messages, BooleanSupplier goOn, List<Delivery> deliveries) {
        if (closed) {
            return STOPPING;
        }
        try {
            SmtpConnection connection = idle.takeFirst();
            try {
                return sendOver(connection, template, messages, goOn, deliveries);
            } finally {
                giveBack(connection);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "Sending was interrupted";
        }
    }

    private void giveBack(SmtpConnection connection) {
        if (closed) {
            connection.quit();
        }
        idle.addFirst(connection);
    }

    private String sendOver(
            SmtpConnection connection,
            Template template,
            List<Message> messages,
            BooleanSupplier goOn,
            List<Delivery> deliveries)
            throws InterruptedException {
        int losses = 0;
        for (Message message : messages) {
            rateLimit.await();
            if (closed) {
                return STOPPING;
            }
            if (!goOn.getAsBoolean()) {
                return "Sending was stopped";
            }
            Attempt attempt = attempt(connection, template, message);
            deliveries.add(attempt.delivery());
            if (attempt instanceof Attempt.Refused refused) {
                noteTrouble(refused.reason());
                return refused.reason();
            }
            losses = attempt instanceof Attempt.Lost ? losses + 1 : 0;
            if (attempt instanceof Attempt.Lost lost && losses == LOSSES_IN_A_ROW) {
                noteTrouble(lost.reason());
                return lost.reason();
            }
            if (attempt.delivery() instanceof Delivery.Sent) {
                noteReachable();
            }
        }
        return "";
    }

    private Attempt attempt(SmtpConnection connection, Template template, Message message) {
        byte[] mime;
        try {
            mime = template.render(message, settings.sender(), clock.instant());
        } catch (IllegalArgumentException e) {
            return new Attempt.Answered(
                    new Delivery.Failed(Delivery.Failed.NOT_OFFERED, "", String.valueOf(e.getMessage())));
        }
        return connection.send(message.to(), mime);
    }

    private synchronized void noteTrouble(String reason) {
        if (relayState.reachable()) {
            LOG.log(Level.WARNING, "Relay {0} cannot be used, messages wait: {1}", settings.relay(), reason);
        }
        Instant since = relayState.reachable() ? clock.instant() : relayState.since();
        relayState = new RelayState(false, since, reason);
    }

    private void noteReachable() {
        if (!relayState.reachable()) {
            becomeReachable();
        }
    }

    private synchronized void becomeReachable() {
        if (!relayState.reachable()) {
            LOG.log(Level.INFO, "Relay {0} takes messages again", settings.relay());
            relayState = new RelayState(true, clock.instant(), relayState.lastError());
        }
    }
}
