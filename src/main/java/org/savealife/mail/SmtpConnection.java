package org.savealife.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * One connection to the relay, opened when a message needs it and kept for the next ones.
 *
 * <p>Life: {@link #send} opens it if it is closed. A broken line, a time-out, a 421 or a relay that refuses us closes it;
 * so does {@link #quit}, after enough messages, after a long idle time, and at the end. That the relay dropped it while
 * it was idle shows only when the next message is sent: that message then goes over a new connection, once, since its end
 * cannot have reached the relay.
 *
 * <p>The protocol (greeting, TLS, AUTH, dot-stuffing) is Angus Mail's. The exchange of a message is our own: Angus's
 * {@code sendMessage} takes a MimeMessage, and does not tell a refusal of ourselves from one of the recipient.
 *
 * <p>For one thread at a time, but for what says that any thread may call it.
 */
final class SmtpConnection extends SMTPTransport {

    private static final Logger LOG = System.getLogger(SmtpConnection.class.getName());
    private static final int GREETING = 220;
    private static final int GO_AHEAD = 354;
    private static final int SERVICE_NOT_AVAILABLE = 421;
    private static final int AUTHENTICATION_REQUIRED = 530;

    /** Places of commands in the envelope, which RCPT is between. */
    private static final int MAIL = 0;

    private static final int DATA = 2;

    /** Angus's, for an answer that has none. */
    private static final int NO_CODE = -1;

    /** Angus's, in place of an answer. */
    private static final String END_OF_STREAM = "[EOF]";

    private final SmtpSettings settings;
    private final SSLSocketFactory tlsSockets;
    private boolean greeted;
    private boolean dataSaid;
    private boolean handedOver;
    private int carried;
    private volatile boolean open;
    private volatile long idleSince;
    private volatile Socket socket = new Socket();
    private volatile boolean overdue;

    /** When whatever is under way must have ended, by {@link System#nanoTime()}; 0 if nothing is. */
    private volatile long deadline;

    SmtpConnection(SmtpSettings settings, SSLSocketFactory tlsSockets) {
        super(session(settings, tlsSockets), relay(settings));
        this.settings = settings;
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
        return Session.getInstance(properties);
    }

    private static URLName relay(SmtpSettings settings) {
        return settings.username().isEmpty()
                ? new URLName("smtp", settings.host(), settings.port(), null, null, null)
                : new URLName("smtp", settings.host(), settings.port(), null, settings.username(), settings.password());
    }

    /** Hands over a message to one recipient, and does not throw whatever the relay does. */
    synchronized Attempt send(EmailAddress to, byte[] message) {
        if (carried == settings.messagesPerConnection()) {
            quit();
        }
        if (open) {
            Attempt attempt = exchange(to.ascii(), message);
            if (!(attempt instanceof Attempt.Lost)) {
                return attempt;
            }
        }
        try {
            open();
        } catch (MessagingException | IOException e) {
            breakOff();
            return new Attempt.Refused(reason("No connection to the relay " + settings.relay(), e));
        } finally {
            deadline = 0;
        }
        return exchange(to.ascii(), message);
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

    /**
     * Cuts the line if the relay takes longer than it may, which makes the thread in {@link #send} go on. The socket's own
     * time-out is for one read, and there is none for a write: a relay that stops reading, or that answers byte by byte,
     * would hold the thread for ever. Any thread may call it.
     */
    void breakIfOverdue() {
        long end = deadline;
        if (end != 0 && System.nanoTime() - end > 0) {
            overdue = true;
            closeSocket();
        }
    }

    private void open() throws MessagingException, IOException {
        allow(settings.connectTimeout().plus(settings.replyTimeout()));
        carried = 0;
        greeted = false;
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) settings.replyTimeout().toMillis());
        socket.connect(address(), (int) settings.connectTimeout().toMillis());
        connect(settings.tls() == SmtpSettings.Tls.IMPLICIT ? encrypted(socket) : socket);
        open = true;
    }

    /** Named as configured, also where that is a number: Angus checks the certificate against this name. */
    private InetSocketAddress address() throws IOException {
        byte[] number = InetAddress.getByName(settings.host()).getAddress();
        return new InetSocketAddress(InetAddress.getByAddress(settings.host(), number), settings.port());
    }

    private Socket encrypted(Socket plain) throws IOException {
        var encrypted = (SSLSocket) tlsSockets.createSocket(plain, settings.host(), settings.port(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return encrypted;
    }

    private Attempt exchange(String recipient, byte[] message) {
        allow(settings.replyTimeout());
        handedOver = false;
        carried++;
        try {
            socket.setSoTimeout((int) settings.replyTimeout().toMillis());
            var envelope =
                    List.of("MAIL FROM:<" + settings.sender().address() + ">", "RCPT TO:<" + recipient + ">", "DATA");
            List<Reply> replies =
                    supportsExtension("PIPELINING") ? sayAtOnce(envelope, recipient) : say(envelope, recipient);
            for (int command = 0; command < replies.size(); command++) {
                Reply reply = replies.get(command);
                if (!isGranted(command, reply)) {
                    endEmptyMessage(replies);
                    return command == MAIL ? refused(reply) : rejected(reply);
                }
            }
            return handOver(message, recipient);
        } catch (MessagingException | IOException e) {
            return lost(Reply.without(recipient, reason("Connection to the relay was lost", e)));
        } finally {
            deadline = 0;
            idleSince = System.nanoTime();
        }
    }

    private static boolean isGranted(int command, Reply reply) {
        return command == DATA ? reply.isGoAhead() : reply.isDone();
    }

    /** One by one, up to the first that is refused. */
    private List<Reply> say(List<String> commands, String recipient) throws MessagingException {
        var replies = new ArrayList<Reply>();
        for (int command = 0; command < commands.size(); command++) {
            replies.add(say(commands.get(command), recipient));
            if (!isGranted(command, replies.get(command))) {
                break;
            }
        }
        return replies;
    }

    /** All in one go, without waiting for the replies in between (RFC 2920). */
    private List<Reply> sayAtOnce(List<String> commands, String recipient) throws MessagingException {
        for (String command : commands) {
            sendCommand(command);
        }
        var replies = new ArrayList<Reply>();
        for (int said = 0; said < commands.size(); said++) {
            replies.add(hear(recipient));
        }
        return replies;
    }

    private Reply say(String command, String recipient) throws MessagingException {
        sendCommand(command);
        return hear(recipient);
    }

    private Reply hear(String recipient) throws MessagingException {
        int code = readServerResponse();
        return Reply.parse(code, getLastServerResponse(), recipient);
    }

    /** A relay may take to DATA, said at once with the others, although it has no recipient (RFC 2920 section 3.1). */
    private void endEmptyMessage(List<Reply> replies) throws MessagingException {
        if (replies.get(replies.size() - 1).isGoAhead()) {
            simpleCommand(".");
        }
    }

    private Attempt handOver(byte[] message, String recipient) throws MessagingException, IOException {
        body().write(message);
        handedOver = true;
        allow(settings.acceptTimeout());
        socket.setSoTimeout((int) settings.acceptTimeout().toMillis());
        Reply reply = say(".", recipient);
        return reply.isDone() ? new Attempt.Answered(new Delivery.Sent(reply.toString())) : rejected(reply);
    }

    /** Angus's stream that doubles the dots at the start of lines; it only comes with a DATA command, said already. */
    private OutputStream body() throws MessagingException {
        dataSaid = true;
        try {
            return data();
        } finally {
            dataSaid = false;
        }
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        if (!dataSaid) {
            super.sendCommand(command);
        }
    }

    /** A relay that closes the connection, with or without a word, or that speaks no SMTP, has not answered. */
    @Override
    protected int readServerResponse() throws MessagingException {
        if (dataSaid) {
            return GO_AHEAD;
        }
        int code = super.readServerResponse();
        boolean welcome = greeted || code == GREETING;
        greeted = true;
        if (code == NO_CODE || code == SERVICE_NOT_AVAILABLE || !welcome) {
            throw new MessagingException(
                    getLastServerResponse().equals(END_OF_STREAM) ? "closed by the relay" : getLastServerResponse());
        }
        return code;
    }

    private void reset() {
        try {
            if (simpleCommand("RSET") != 250) {
                quit();
            }
        } catch (MessagingException e) {
            breakOff();
        }
    }

    /** About us, not about the recipient. */
    private Attempt refused(Reply reply) {
        quit();
        return new Attempt.Refused("Relay refuses our mail: " + reply);
    }

    private Attempt rejected(Reply reply) {
        if (reply.code() == AUTHENTICATION_REQUIRED) {
            return refused(reply);
        }
        reset();
        return new Attempt.Answered(
                reply.isPermanent()
                        ? new Delivery.Failed(reply.code(), reply.enhancedCode(), reply.text())
                        : new Delivery.Deferred(reply.toString()));
    }

    private Attempt lost(String reason) {
        breakOff();
        return handedOver ? new Attempt.Answered(new Delivery.Deferred(reason)) : new Attempt.Lost(reason);
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

    private void allow(Duration time) {
        overdue = false;
        deadline = System.nanoTime() + time.toNanos();
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
        return Reply.inOneLine(what + ": " + detail + e.getMessage() + cause);
    }
}
