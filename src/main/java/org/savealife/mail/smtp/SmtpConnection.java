package org.savealife.mail.smtp;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.savealife.mail.SmtpReply;

/**
 * One connection to the relay, opened when a message needs it and kept for the next ones. {@link SmtpDialogue} sends
 * over it.
 *
 * <p>Life cycle: {@link #openIfClosed} opens it. A broken line, a time-out, a 421 or a relay that refuses us closes it.
 * So does {@link #quit}: after a number of messages, after a long idle time, and at the end.
 *
 * <p>Angus Mail does the greeting, TLS and AUTH.
 *
 * <p>For one thread at a time, except for the methods that any thread may call.
 */
final class SmtpConnection extends SMTPTransport {

    private static final Logger LOG = System.getLogger(SmtpConnection.class.getName());
    private static final int GREETING = 220;
    private static final int SERVICE_NOT_AVAILABLE = 421;

    /** What Angus Mail returns for a response without a code. */
    private static final int NO_CODE = -1;

    /** What Angus Mail returns instead of a response. */
    private static final String END_OF_STREAM = "[EOF]";

    /** Finds the addresses of the relay, in the order in which they are to be tried. */
    interface Resolver {

        /** @throws UnknownHostException if there is none */
        List<InetAddress> addresses(String host) throws UnknownHostException;
    }

    private final SmtpSettings settings;
    private final Resolver resolver;

    /** The address that answered last, at which the next connection is tried first. */
    private Optional<InetAddress> answered = Optional.empty();

    private final CapturingSslSocketFactory tlsSockets;
    private final SmtpChannel channel = new SmtpChannel();
    private final MessageProgress progress = new MessageProgress();
    private boolean greeted;
    private boolean pipelining;
    private int sentMessages;
    private volatile boolean open;
    private volatile long idleSince;
    private volatile Socket socket = new Socket();
    private volatile boolean overdue;

    /** When the current step must have ended, as {@link System#nanoTime()}; 0 if there is none. */
    private volatile long deadline;

    SmtpConnection(SmtpSettings settings, SSLSocketFactory tlsSockets) {
        this(settings, tlsSockets, host -> List.of(InetAddress.getAllByName(host)));
    }

    SmtpConnection(SmtpSettings settings, SSLSocketFactory tlsSockets, Resolver resolver) {
        this(settings, new CapturingSslSocketFactory(tlsSockets), resolver);
    }

    private SmtpConnection(SmtpSettings settings, CapturingSslSocketFactory tlsSockets, Resolver resolver) {
        super(session(settings, tlsSockets), relay(settings));
        this.settings = settings;
        this.resolver = resolver;
        this.tlsSockets = tlsSockets;
    }

    private static Session session(SmtpSettings settings, SSLSocketFactory tlsSockets) {
        boolean tlsRequired = settings.tls() == SmtpSettings.Tls.REQUIRED;
        boolean tlsWelcome = tlsRequired || settings.tls() == SmtpSettings.Tls.STARTTLS;
        var properties = new Properties();
        properties.put("mail.smtp.starttls.enable", tlsWelcome);
        properties.put("mail.smtp.starttls.required", tlsRequired);
        properties.put("mail.smtp.ssl.checkserveridentity", true);
        properties.put("mail.smtp.ssl.socketFactory", tlsSockets);
        properties.put("mail.smtp.auth", !settings.username().isEmpty());
        properties.put("mail.smtp.quitwait", false);
        if (!settings.helloName().isEmpty()) {
            properties.put("mail.smtp.localhost", settings.helloName());
        }
        return Session.getInstance(properties);
    }

    private static URLName relay(SmtpSettings settings) {
        return settings.username().isEmpty()
                ? new URLName("smtp", settings.host(), settings.port(), null, null, null)
                : new URLName("smtp", settings.host(), settings.port(), null, settings.username(), settings.password());
    }

    /** Sends QUIT and closes the connection. Without effect if it is closed. */
    synchronized void quit() {
        open = false;
        try {
            close();
        } catch (MessagingException e) {
            LOG.log(Level.DEBUG, "Relay was gone before QUIT", e);
        }
    }

    /** Whether it is open and has been idle for longer than connections are kept. Any thread may ask. */
    boolean isIdleForLong() {
        return open && System.nanoTime() - idleSince > settings.idleTimeout().toNanos();
    }

    boolean isOpen() {
        return open;
    }

    /**
     * Closes the socket if the relay takes too long, or if the message being sent is called off before its end has
     * left. The thread that sends then continues. The time-out of a socket does not suffice: it covers one read, and no
     * write, so that a relay that stops reading, or answers byte by byte, would hold the thread for ever. Any thread
     * may call it.
     */
    void abortIfOverdue() {
        long end = deadline;
        if (end == 0) {
            return;
        }
        if (System.nanoTime() - end > 0) {
            overdue = true;
            closeSocket();
        } else if (progress.callOffIfUnwanted()) {
            closeSocket();
        }
    }

    /** Opens the connection unless it is open. */
    void openIfClosed() throws MessagingException, IOException {
        try {
            if (!open) {
                open();
            }
        } finally {
            deadline = 0;
        }
    }

    /**
     * Opens the connection at the first of the relay's addresses that accepts us (RFC 5321 section 5.1). A wrong
     * password is wrong at all of them, so then no other is tried.
     */
    private void open() throws MessagingException, IOException {
        var addresses = addresses();
        for (var address : addresses.subList(0, addresses.size() - 1)) {
            try {
                open(address);
                return;
            } catch (AuthenticationFailedException refused) {
                throw refused;
            } catch (MessagingException | IOException e) {
                if (progress.isCalledOff()) {
                    throw e;
                }
                LOG.log(
                        Level.WARNING,
                        "Relay {0} does not answer at {1}, trying its next address: {2}",
                        settings.relay(),
                        address.getHostAddress(),
                        e.getMessage());
                abort();
            }
        }
        open(addresses.get(addresses.size() - 1));
    }

    /** The address that answered last comes first: so a dead one costs its time-out once, not for every connection. */
    private List<InetAddress> addresses() throws UnknownHostException {
        var addresses = new ArrayList<>(resolver.addresses(settings.host()));
        answered.filter(addresses::remove).ifPresent(address -> addresses.add(0, address));
        return addresses;
    }

    private void open(InetAddress address) throws MessagingException, IOException {
        sentMessages = 0;
        greeted = false;
        socket = new Socket();
        setDeadline(settings.connectTimeout().plus(settings.replyTimeout()));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) settings.replyTimeout().toMillis());
        socket.connect(named(address), (int) settings.connectTimeout().toMillis());
        tlsSockets.forget();
        connect(settings.tls() == SmtpSettings.Tls.IMPLICIT ? encrypted(socket) : socket);
        channel.use(tlsSockets.last().orElse(socket));
        pipelining = supportsExtension("PIPELINING");
        open = true;
        answered = Optional.of(address);
    }

    /** With the configured host as its name, even if that is a number: Angus Mail checks the certificate against it. */
    private InetSocketAddress named(InetAddress address) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByAddress(settings.host(), address.getAddress()), settings.port());
    }

    private Socket encrypted(Socket plain) throws IOException {
        var encrypted = (SSLSocket) tlsSockets.createSocket(plain, settings.host(), settings.port(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return encrypted;
    }

    /** Rejects what Angus Mail takes for a response: a 421, the end of the stream, and what is not SMTP. */
    @Override
    protected int readServerResponse() throws MessagingException {
        int code = super.readServerResponse();
        boolean welcome = greeted || code == GREETING;
        greeted = true;
        if (code == NO_CODE || code == SERVICE_NOT_AVAILABLE || !welcome) {
            throw new MessagingException(
                    getLastServerResponse().equals(END_OF_STREAM) ? "closed by the relay" : getLastServerResponse());
        }
        return code;
    }

    /** To speak with the relay once the connection is open. */
    SmtpChannel channel() {
        return channel;
    }

    MessageProgress progress() {
        return progress;
    }

    SmtpSettings settings() {
        return settings;
    }

    /** Whether the relay accepts several commands at once (RFC 2920). */
    boolean isPipelining() {
        return pipelining;
    }

    /** Counts a message that is sent over this connection. */
    void countMessage() {
        sentMessages++;
    }

    /** Whether it has carried as many messages as one connection may. */
    boolean isUsedUp() {
        return sentMessages >= settings.messagesPerConnection();
    }

    /** Closes it at once, without QUIT. */
    void abort() {
        closeSocket();
        quit();
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Closing a broken connection failed", e);
        }
    }

    /** @param time for the next step, after which {@link #abortIfOverdue} closes the socket */
    void setDeadline(Duration time) throws SocketException {
        overdue = false;
        deadline = System.nanoTime() + time.toNanos();
        socket.setSoTimeout((int) time.toMillis());
    }

    /** The step has ended; the connection is idle. */
    void clearDeadline() {
        deadline = 0;
        idleSince = System.nanoTime();
    }

    /** Why a step failed, in one line that begins with {@code what}. */
    String reason(String what, Exception e) {
        if (overdue) {
            return what + ": it took too long";
        }
        if (e instanceof UnknownHostException) {
            return what + ": unknown host";
        }
        String detail = e instanceof AuthenticationFailedException ? "user name or password refused: " : "";
        String cause = e instanceof MessagingException && e.getCause() != null
                ? " (" + e.getCause().getMessage() + ")"
                : "";
        return SmtpReply.inOneLine(what + ": " + detail + e.getMessage() + cause);
    }
}
