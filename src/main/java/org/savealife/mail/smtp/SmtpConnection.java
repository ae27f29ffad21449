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
 * <p>Life: {@link #carry} opens it if it is closed. A broken line, a time-out, a 421 or a relay that refuses us closes it;
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

    private static final List<SmtpVerdict.Step> STEPS =
            List.of(SmtpVerdict.Step.MAIL, SmtpVerdict.Step.RCPT, SmtpVerdict.Step.DATA);

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
    private final SmtpChannel wire = new SmtpChannel();
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.ON_ITS_WAY);
    private boolean greeted;

    /** How far the message under way has come. */
    private SmtpVerdict.Step step = SmtpVerdict.Step.CONNECT;

    private boolean pipelining;
    private int carried;
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
    synchronized void carry(BatchWorker carrier) throws InterruptedException {
        isCalledOff = () -> !carrier.mayGoOn();
        try {
            for (Optional<OutgoingMessage> letter = carrier.next(); letter.isPresent(); letter = carrier.next()) {
                carry(letter.get(), carrier);
            }
        } catch (RuntimeException e) {
            breakOff();
            throw e;
        } finally {
            isCalledOff = () -> false;
        }
    }

    /** Sends a letter, and those that may follow it at once: the envelope of each goes along with the one before it. */
    private void carry(OutgoingMessage first, BatchWorker carrier) {
        OutgoingMessage letter = first;
        Optional<SendAttempt> end = offerTwice(letter, carrier);
        while (end.isEmpty()) {
            if (!carrier.stillWants(letter)) {
                breakOff();
                end = Optional.of(SmtpVerdict.ofOurs("Connection to the relay was broken off"));
                continue;
            }
            if (carrier.isWithdrawn(letter)) {
                breakOff();
                return;
            }
            Optional<OutgoingMessage> ahead = mayLookAhead() ? carrier.nextAtOnce() : Optional.empty();
            SendAttempt attempt = handOver(letter, ahead);
            carrier.note(letter, attempt);
            if (ahead.isEmpty()) {
                return;
            }
            letter = ahead.get();
            end = hearAhead(letter, attempt);
            if (isLost(end) && carrier.mayGoOn()) {
                end = offer(letter);
            }
        }
        carrier.note(letter, end.get());
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
     * over, which makes the thread in {@link #carry} go on. The socket's own
     * time-out is for one read, and there is none for a write: a relay that stops reading, or that answers byte by byte,
     * would hold the thread for ever. Any thread may call it.
     */
    void breakIfOverdue() {
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
                breakOff();
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
        carried = 0;
        greeted = false;
        socket = new Socket();
        allow(settings.connectTimeout().plus(settings.replyTimeout()));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) settings.replyTimeout().toMillis());
        socket.connect(named(address), (int) settings.connectTimeout().toMillis());
        tlsSockets.forget();
        connect(settings.tls() == SmtpSettings.Tls.IMPLICIT ? encrypted(socket) : socket);
        wire.use(tlsSockets.last().orElse(socket));
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
    private Optional<SendAttempt> offerTwice(OutgoingMessage letter, BatchWorker carrier) {
        boolean used = open && carried < settings.messagesPerConnection();
        Optional<SendAttempt> end = offer(letter);
        return used && isLost(end) && carrier.mayGoOn() ? offer(letter) : end;
    }

    private static boolean isLost(Optional<SendAttempt> end) {
        return end.filter(SendAttempt::isLost).isPresent();
    }

    /** Says the envelope of a letter; empty if the relay waits for the message now. */
    private Optional<SendAttempt> offer(OutgoingMessage letter) {
        if (carried >= settings.messagesPerConnection()) {
            quit();
        }
        progress.set(Progress.ON_ITS_WAY);
        step = SmtpVerdict.Step.CONNECT;
        try {
            if (!open) {
                open();
            }
        } catch (MessagingException | IOException e) {
            return Optional.of(lost(letter, "No connection to the relay " + settings.relay(), e));
        } finally {
            deadline = 0;
        }
        step = SmtpVerdict.Step.MAIL;
        carried++;
        try {
            allow(settings.replyTimeout());
            return turnedDown(letter, pipelining ? sayAtOnce(letter) : sayOneByOne(letter));
        } catch (IOException e) {
            return Optional.of(lost(letter, LOST, e));
        } finally {
            rest();
        }
    }

    /** Hears what the relay says to an envelope that went along with the end of the message before. */
    private Optional<SendAttempt> hearAhead(OutgoingMessage letter, SendAttempt before) {
        if (!open) {
            return Optional.of(SmtpVerdict.ofOurs("Connection to the relay was lost"));
        }
        carried++;
        progress.set(Progress.ON_ITS_WAY);
        try {
            allow(settings.replyTimeout());
            List<SmtpReply> replies = hearEnvelope();
            if (!(before.delivery() instanceof SendResult.Sent)
                    && !replies.get(MAIL).isDone()) {
                clear(replies);
                return Optional.of(SmtpVerdict.ofOurs("Relay is not done with the message before"));
            }
            return turnedDown(letter, replies);
        } catch (IOException e) {
            return Optional.of(lost(letter, LOST, e));
        } finally {
            rest();
        }
    }

    /** Where the relay offers it, without waiting for the replies in between (RFC 2920). */
    private List<SmtpReply> sayAtOnce(OutgoingMessage letter) throws IOException {
        putEnvelope(letter);
        wire.flush();
        return hearEnvelope();
    }

    private void putEnvelope(OutgoingMessage letter) {
        wire.put(BEFORE_SENDER);
        wire.putAscii(letter.sender());
        wire.put(BEFORE_RECIPIENT);
        wire.putAscii(letter.recipient());
        wire.put(AFTER_RECIPIENT);
    }

    private List<SmtpReply> hearEnvelope() throws IOException {
        step = SmtpVerdict.Step.MAIL;
        SmtpReply toMail = wire.hear();
        // who is refused as a sender has not been asked about the recipient
        step = toMail.isDone() ? SmtpVerdict.Step.RCPT : step;
        SmtpReply toRcpt = wire.hear();
        step = toRcpt.isDone() && toMail.isDone() ? SmtpVerdict.Step.DATA : step;
        return List.of(toMail, toRcpt, wire.hear());
    }

    /** Up to the first command that is refused. */
    private List<SmtpReply> sayOneByOne(OutgoingMessage letter) throws IOException {
        var commands = List.of("MAIL FROM:<" + letter.sender() + ">", "RCPT TO:<" + letter.recipient() + ">", "DATA");
        var replies = new ArrayList<SmtpReply>();
        for (int command = 0; command < commands.size(); command++) {
            step = STEPS.get(command);
            replies.add(say(commands.get(command)));
            if (!isGranted(command, replies.get(command))) {
                break;
            }
        }
        return replies;
    }

    private SmtpReply say(String command) throws IOException {
        wire.putAscii(command + "\r\n");
        wire.flush();
        return wire.hear();
    }

    private static boolean isGranted(int command, SmtpReply reply) {
        return command == DATA ? reply.isGoAhead() : reply.isDone();
    }

    /** What the first command comes to that was not granted; empty if all were. */
    private Optional<SendAttempt> turnedDown(OutgoingMessage letter, List<SmtpReply> replies) {
        for (int command = 0; command < replies.size(); command++) {
            SmtpReply reply = replies.get(command);
            if (!isGranted(command, reply)) {
                clear(replies);
                return Optional.of(verdict(letter, STEPS.get(command), reply));
            }
        }
        return Optional.empty();
    }

    private boolean mayLookAhead() {
        return pipelining && carried < settings.messagesPerConnection();
    }

    /** @param next whose envelope goes along in the same write (RFC 2920 section 3.1) */
    private SendAttempt handOver(OutgoingMessage letter, Optional<OutgoingMessage> next) {
        try {
            allow(settings.replyTimeout());
            wire.putMessage(letter.mime());
            next.ifPresent(this::putEnvelope);
            if (!progress.compareAndSet(Progress.ON_ITS_WAY, Progress.HANDED_OVER)) {
                throw new SocketException("Closed");
            }
            step = SmtpVerdict.Step.END;
            wire.flush();
            allow(settings.acceptTimeout());
            SmtpReply reply = wire.hear();
            if (!reply.isDone() && next.isEmpty()) {
                clear(List.of(reply));
            }
            return verdict(letter, step, reply);
        } catch (IOException e) {
            return lost(letter, LOST, e);
        } finally {
            rest();
        }
    }

    /**
     * Has the relay forget what is left of a message that it turned down. It may have taken to DATA, said at once with
     * the others, although there is no recipient (RFC 2920 section 3.1). If it took the recipient and not the sender,
     * it makes no sense, and might deliver the empty message.
     */
    private void clear(List<SmtpReply> replies) {
        boolean waitsForMessage = replies.get(replies.size() - 1).isGoAhead();
        if (waitsForMessage && replies.get(RCPT).isDone()) {
            breakOff();
            return;
        }
        try {
            wire.putAscii(waitsForMessage ? ".\r\nRSET\r\n" : "RSET\r\n");
            wire.flush();
            if (waitsForMessage) {
                wire.hear();
            }
            if (!wire.hear().isDone()) {
                quit();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Relay went away after a refusal", e);
            breakOff();
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

    private SendAttempt verdict(OutgoingMessage letter, SmtpVerdict.Step asked, SmtpReply reply) {
        SendAttempt attempt = SmtpVerdict.of(asked, reply, letter.recipient());
        if (attempt.next() == SendAttempt.Next.STOP) {
            quit();
        }
        return attempt;
    }

    private SendAttempt lost(OutgoingMessage letter, String what, Exception e) {
        breakOff();
        if (progress.get() == Progress.CALLED_OFF) {
            return SmtpVerdict.ofOurs("Connection to the relay was broken off");
        }
        return e instanceof SmtpChannel.LeaveException leave
                ? SmtpVerdict.of(step, leave.reply(), letter.recipient())
                : SmtpVerdict.ofLoss(step, reason(what, e), letter.recipient());
    }

    private void breakOff() {
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

    private void allow(Duration time) throws SocketException {
        overdue = false;
        deadline = System.nanoTime() + time.toNanos();
        socket.setSoTimeout((int) time.toMillis());
    }

    private void rest() {
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
