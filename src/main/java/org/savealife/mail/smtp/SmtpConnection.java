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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.savealife.mail.SendResult;
import org.savealife.mail.SmtpReply;

/**
 * One connection to the relay, opened when a message needs it and kept for the next ones.
 *
 * <p>Life: {@link #send} opens it if it is closed. A broken line, a time-out, a 421 or a relay that refuses us closes it;
 * so does {@link #quit}, after enough messages, after a long idle time, and at the end. That the relay dropped it while
 * it was idle shows only when the next message is sent: that message then goes over a new connection, once, since its end
 * cannot have reached the relay.
 *
 * <p>Greeting, TLS and AUTH are Angus Mail's. The exchange of messages is our own: Angus's {@code sendMessage} takes a
 * MimeMessage, does not tell a refusal of ourselves from one of the recipient, and spends five round trips a message.
 * Where the relay offers PIPELINING we spend one: the end of a message and the next envelope leave in one write
 * (RFC 2920 section 3.1).
 *
 * <p>For one thread at a time, but for what says that any thread may call it.
 */
final class SmtpConnection extends SMTPTransport {

    private static final Logger LOG = System.getLogger(SmtpConnection.class.getName());
    private static final int GREETING = 220;
    private static final int SERVICE_NOT_AVAILABLE = 421;

    private static final String LOST = "Connection to the relay was lost";

    private static final List<SmtpReplyMapper.Step> STEPS =
            List.of(SmtpReplyMapper.Step.MAIL, SmtpReplyMapper.Step.RCPT, SmtpReplyMapper.Step.DATA);

    /** Places of commands in the envelope. */
    private static final int MAIL = 0;

    private static final int RCPT = 1;
    private static final int DATA = 2;

    /** Angus's, for an answer that has none. */
    private static final int NO_CODE = -1;

    /** Angus's, in place of an answer. */
    private static final String END_OF_STREAM = "[EOF]";

    private static final byte[] BEFORE_SENDER = ascii("MAIL FROM:<");
    private static final byte[] BEFORE_RECIPIENT = ascii(">\r\nRCPT TO:<");

    /** What comes between a recipient and the next message. */
    private static final byte[] AFTER_RECIPIENT = ascii(">\r\nDATA\r\n");

    /** What may still be done about the message under way. */
    private enum Progress {
        ON_ITS_WAY,
        CALLED_OFF,
        /** Its end is said, or about to be. */
        HANDED_OVER
    }

    /** Finds the addresses of the relay, in the order in which they are to be tried. */
    interface Resolver {

        /** @throws UnknownHostException if there is none */
        List<InetAddress> addresses(String host) throws UnknownHostException;
    }

    private final SmtpSettings settings;
    private final Resolver resolver;

    /** The address that answered last, which the next connection starts with. */
    private Optional<InetAddress> answered = Optional.empty();

    private final CapturingSslSocketFactory tlsSockets;
    private final SmtpChannel channel = new SmtpChannel();
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.ON_ITS_WAY);
    private boolean greeted;

    /** How far the message under way has come. */
    private SmtpReplyMapper.Step step = SmtpReplyMapper.Step.CONNECT;

    private boolean pipelining;
    private int sentMessages;
    private volatile boolean open;
    private volatile long idleSince;
    private volatile Socket socket = new Socket();
    private volatile boolean overdue;
    private volatile BooleanSupplier isCalledOff = () -> false;

    /** When whatever is under way must have ended, by {@link System#nanoTime()}; 0 if nothing is. */
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

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
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

    /**
     * Hands over the messages of a carrier, and does not throw whatever the relay does. What the carrier's caller throws
     * may come amid a message, which the relay would wait for the rest of.
     */
    synchronized void send(BatchWorker worker) throws InterruptedException {
        isCalledOff = () -> !worker.shouldContinue();
        try {
            for (Optional<OutgoingMessage> message = worker.next(); message.isPresent(); message = worker.next()) {
                send(message.get(), worker);
            }
        } catch (RuntimeException e) {
            abort();
            throw e;
        } finally {
            isCalledOff = () -> false;
        }
    }

    /** Sends a letter, and those that may follow it at once: the envelope of each goes along with the one before it. */
    private void send(OutgoingMessage first, BatchWorker worker) {
        OutgoingMessage message = first;
        Optional<SendAttempt> end = sendEnvelopeOrReconnect(message, worker);
        while (end.isEmpty()) {
            if (!worker.isStillPermitted(message)) {
                abort();
                end = Optional.of(SmtpReplyMapper.ofOurs("Connection to the relay was broken off"));
                continue;
            }
            if (worker.isWithdrawn(message)) {
                abort();
                return;
            }
            Optional<OutgoingMessage> ahead = maySendAhead() ? worker.nextIfReady() : Optional.empty();
            SendAttempt attempt = sendData(message, ahead);
            worker.note(message, attempt);
            if (ahead.isEmpty()) {
                return;
            }
            message = ahead.get();
            end = readRepliesAhead(message, attempt);
            if (isLost(end) && worker.shouldContinue()) {
                end = sendEnvelope(message);
            }
        }
        worker.note(message, end.get());
    }

    /** Takes leave of the relay. Without effect if the connection is closed. */
    synchronized void quit() {
        open = false;
        try {
            close();
        } catch (MessagingException e) {
            LOG.log(Level.DEBUG, "Relay was gone before QUIT", e);
        }
    }

    /** Whether it is open, and was last used longer ago than connections are kept. Any thread may ask. */
    boolean isIdleForLong() {
        return open && System.nanoTime() - idleSince > settings.idleTimeout().toNanos();
    }

    boolean isOpen() {
        return open;
    }

    /**
     * Cuts the line if the relay takes longer than it may, or if a message is called off whose end has not been handed
     * over, which makes the thread in {@link #send} go on. The socket's own
     * time-out is for one read, and there is none for a write: a relay that stops reading, or that answers byte by byte,
     * would hold the thread for ever. Any thread may call it.
     */
    void abortIfOverdue() {
        long end = deadline;
        if (end == 0) {
            return;
        }
        if (System.nanoTime() - end > 0) {
            overdue = true;
            closeSocket();
        } else if (isCalledOff.getAsBoolean() && progress.compareAndSet(Progress.ON_ITS_WAY, Progress.CALLED_OFF)) {
            closeSocket();
        }
    }

    /**
     * At the first of the relay's addresses that takes us (RFC 5321 section 5.1). What is wrong with our password is wrong at
     * each of them.
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
                if (progress.get() == Progress.CALLED_OFF) {
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

    /** The one that answered last comes first: a dead one costs its time-out once, not with every new connection. */
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

    /** Named as configured, also where that is a number: Angus checks the certificate against this name. */
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

    /** Once more over a new connection if a used one turns out to be gone. */
    private Optional<SendAttempt> sendEnvelopeOrReconnect(OutgoingMessage message, BatchWorker worker) {
        boolean used = open && sentMessages < settings.messagesPerConnection();
        Optional<SendAttempt> end = sendEnvelope(message);
        return used && isLost(end) && worker.shouldContinue() ? sendEnvelope(message) : end;
    }

    private static boolean isLost(Optional<SendAttempt> end) {
        return end.filter(SendAttempt::isLost).isPresent();
    }

    /** Says the envelope of a letter; empty if the relay waits for the message now. */
    private Optional<SendAttempt> sendEnvelope(OutgoingMessage message) {
        if (sentMessages >= settings.messagesPerConnection()) {
            quit();
        }
        progress.set(Progress.ON_ITS_WAY);
        step = SmtpReplyMapper.Step.CONNECT;
        try {
            if (!open) {
                open();
            }
        } catch (MessagingException | IOException e) {
            return Optional.of(lost(message, "No connection to the relay " + settings.relay(), e));
        } finally {
            deadline = 0;
        }
        step = SmtpReplyMapper.Step.MAIL;
        sentMessages++;
        try {
            setDeadline(settings.replyTimeout());
            return rejection(message, pipelining ? sendPipelined(message) : sendSequentially(message));
        } catch (IOException e) {
            return Optional.of(lost(message, LOST, e));
        } finally {
            clearDeadline();
        }
    }

    /** Hears what the relay says to an envelope that went along with the end of the message before. */
    private Optional<SendAttempt> readRepliesAhead(OutgoingMessage message, SendAttempt before) {
        if (!open) {
            return Optional.of(SmtpReplyMapper.ofOurs("Connection to the relay was lost"));
        }
        sentMessages++;
        progress.set(Progress.ON_ITS_WAY);
        try {
            setDeadline(settings.replyTimeout());
            List<SmtpReply> replies = readEnvelopeReplies();
            if (!(before.delivery() instanceof SendResult.Sent)
                    && !replies.get(MAIL).isCompletion()) {
                resetTransaction(replies);
                return Optional.of(SmtpReplyMapper.ofOurs("Relay is not done with the message before"));
            }
            return rejection(message, replies);
        } catch (IOException e) {
            return Optional.of(lost(message, LOST, e));
        } finally {
            clearDeadline();
        }
    }

    /** Where the relay offers it, without waiting for the replies in between (RFC 2920). */
    private List<SmtpReply> sendPipelined(OutgoingMessage message) throws IOException {
        writeEnvelope(message);
        channel.flush();
        return readEnvelopeReplies();
    }

    private void writeEnvelope(OutgoingMessage message) {
        channel.put(BEFORE_SENDER);
        channel.putAscii(message.sender());
        channel.put(BEFORE_RECIPIENT);
        channel.putAscii(message.recipient());
        channel.put(AFTER_RECIPIENT);
    }

    private List<SmtpReply> readEnvelopeReplies() throws IOException {
        step = SmtpReplyMapper.Step.MAIL;
        SmtpReply toMail = channel.readReply();
        // who is refused as a sender has not been asked about the recipient
        step = toMail.isCompletion() ? SmtpReplyMapper.Step.RCPT : step;
        SmtpReply toRcpt = channel.readReply();
        step = toRcpt.isCompletion() && toMail.isCompletion() ? SmtpReplyMapper.Step.DATA : step;
        return List.of(toMail, toRcpt, channel.readReply());
    }

    /** Up to the first command that is refused. */
    private List<SmtpReply> sendSequentially(OutgoingMessage message) throws IOException {
        var commands = List.of("MAIL FROM:<" + message.sender() + ">", "RCPT TO:<" + message.recipient() + ">", "DATA");
        var replies = new ArrayList<SmtpReply>();
        for (int command = 0; command < commands.size(); command++) {
            step = STEPS.get(command);
            replies.add(executeCommand(commands.get(command)));
            if (!isGranted(command, replies.get(command))) {
                break;
            }
        }
        return replies;
    }

    private SmtpReply executeCommand(String command) throws IOException {
        channel.putAscii(command + "\r\n");
        channel.flush();
        return channel.readReply();
    }

    private static boolean isGranted(int command, SmtpReply reply) {
        return command == DATA ? reply.isStartMailInput() : reply.isCompletion();
    }

    /** What the first command comes to that was not granted; empty if all were. */
    private Optional<SendAttempt> rejection(OutgoingMessage message, List<SmtpReply> replies) {
        for (int command = 0; command < replies.size(); command++) {
            SmtpReply reply = replies.get(command);
            if (!isGranted(command, reply)) {
                resetTransaction(replies);
                return Optional.of(verdict(message, STEPS.get(command), reply));
            }
        }
        return Optional.empty();
    }

    private boolean maySendAhead() {
        return pipelining && sentMessages < settings.messagesPerConnection();
    }

    /** @param next whose envelope goes along in the same write (RFC 2920 section 3.1) */
    private SendAttempt sendData(OutgoingMessage message, Optional<OutgoingMessage> next) {
        try {
            setDeadline(settings.replyTimeout());
            channel.putMessage(message.mime());
            next.ifPresent(this::writeEnvelope);
            if (!progress.compareAndSet(Progress.ON_ITS_WAY, Progress.HANDED_OVER)) {
                throw new SocketException("Closed");
            }
            step = SmtpReplyMapper.Step.END;
            channel.flush();
            setDeadline(settings.acceptTimeout());
            SmtpReply reply = channel.readReply();
            if (!reply.isCompletion() && next.isEmpty()) {
                resetTransaction(List.of(reply));
            }
            return verdict(message, step, reply);
        } catch (IOException e) {
            return lost(message, LOST, e);
        } finally {
            clearDeadline();
        }
    }

    /**
     * Has the relay forget what is left of a message that it turned down. It may have taken to DATA, said at once with
     * the others, although there is no recipient (RFC 2920 section 3.1). If it took the recipient and not the sender,
     * it makes no sense, and might deliver the empty message.
     */
    private void resetTransaction(List<SmtpReply> replies) {
        boolean waitsForMessage = replies.get(replies.size() - 1).isStartMailInput();
        if (waitsForMessage && replies.get(RCPT).isCompletion()) {
            abort();
            return;
        }
        try {
            channel.putAscii(waitsForMessage ? ".\r\nRSET\r\n" : "RSET\r\n");
            channel.flush();
            if (waitsForMessage) {
                channel.readReply();
            }
            if (!channel.readReply().isCompletion()) {
                quit();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Relay went away after a refusal", e);
            abort();
        }
    }

    /** A relay that closes the connection, with or without a word, or that speaks no SMTP, has not answered. */
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

    private SendAttempt verdict(OutgoingMessage message, SmtpReplyMapper.Step asked, SmtpReply reply) {
        SendAttempt attempt = SmtpReplyMapper.of(asked, reply, message.recipient());
        if (attempt.next() == SendAttempt.Next.STOP) {
            quit();
        }
        return attempt;
    }

    private SendAttempt lost(OutgoingMessage message, String what, Exception e) {
        abort();
        if (progress.get() == Progress.CALLED_OFF) {
            return SmtpReplyMapper.ofOurs("Connection to the relay was broken off");
        }
        return e instanceof SmtpChannel.LeaveException leave
                ? SmtpReplyMapper.of(step, leave.reply(), message.recipient())
                : SmtpReplyMapper.ofLoss(step, reason(what, e), message.recipient());
    }

    private void abort() {
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

    private void setDeadline(Duration time) throws SocketException {
        overdue = false;
        deadline = System.nanoTime() + time.toNanos();
        socket.setSoTimeout((int) time.toMillis());
    }

    private void clearDeadline() {
        deadline = 0;
        idleSince = System.nanoTime();
    }

    private String reason(String what, Exception e) {
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
