package org.savealife.mail.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;

/** A real SMTP server on loopback, which stores what it accepts and refuses whom it is told to. */
final class Relay implements AutoCloseable {

    /** A message that the relay accepted. */
    record Taken(String session, boolean encrypted, String from, List<String> recipients, String data) {

        Taken {
            recipients = List.copyOf(recipients);
        }
    }

    /** Referenced, because the logging forgets a level without references. */
    private static final Logger SERVER_LOG = Logger.getLogger("org.subethamail");

    static {
        SERVER_LOG.setLevel(Level.WARNING);
    }

    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final Map<String, RejectException> refusedRecipients = new ConcurrentHashMap<>();
    private final Map<String, RejectException> refusedData = new ConcurrentHashMap<>();
    private final SMTPServer server;

    private Relay(int port, Consumer<SMTPServer.Builder> options) {
        var builder = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .insertReceivedHeaders(false)
                .messageHandlerFactory(Transaction::new);
        options.accept(builder);
        server = builder.build();
        server.start();
    }

    static Relay start() {
        return start(options -> {});
    }

    static Relay start(Consumer<SMTPServer.Builder> options) {
        return new Relay(0, options);
    }

    /** A relay on the port of an earlier one. */
    static Relay startOn(int port) {
        return new Relay(port, options -> {});
    }

    Relay refusing(String recipient, int code, String text) {
        refusedRecipients.put(recipient, new RejectException(code, text));
        return this;
    }

    Relay refusingDataFor(String recipient, int code, String text) {
        refusedData.put(recipient, new RejectException(code, text));
        return this;
    }

    int port() {
        return server.getPortAllocated();
    }

    List<Taken> taken() {
        return taken;
    }

    List<String> recipients() {
        return taken.stream().flatMap(message -> message.recipients().stream()).toList();
    }

    /** Number of connections with a MAIL command. */
    int connections() {
        return sessions.size();
    }

    @Override
    public void close() {
        server.stop();
    }

    private final class Transaction implements MessageHandler {

        private final Session session;
        private final List<String> recipients = new CopyOnWriteArrayList<>();
        private String sender = "";

        Transaction(MessageContext context) {
            this.session = (Session) context;
            sessions.add(session.getSessionId());
        }

        @Override
        public void from(String from) {
            sender = from;
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            throwIfPresent(refusedRecipients, recipient::equals);
            recipients.add(recipient);
        }

        @Override
        public String data(InputStream data) throws RejectException, IOException {
            String text = new String(data.readAllBytes(), StandardCharsets.ISO_8859_1);
            throwIfPresent(refusedData, recipients::contains);
            taken.add(new Taken(session.getSessionId(), session.isTLSStarted(), sender, recipients, text));
            return "2.0.0 Ok: queued as " + taken.size();
        }

        @Override
        public void done() {}

        private static void throwIfPresent(Map<String, RejectException> refusals, Predicate<String> recipient)
                throws RejectException {
            for (var refusal : refusals.entrySet()) {
                if (recipient.test(refusal.getKey())) {
                    throw refusal.getValue();
                }
            }
        }
    }
}
