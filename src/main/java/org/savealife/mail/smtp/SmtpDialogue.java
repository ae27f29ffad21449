package org.savealife.mail.smtp;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.savealife.mail.SendResult;
import org.savealife.mail.SmtpReply;

/**
 * Sends the messages of one {@link BatchWorker} over one {@link SmtpConnection}: MAIL, RCPT, DATA and the message (RFC
 * 5321 section 3.3).
 *
 * <p>This replaces Angus Mail's {@code sendMessage}, which takes a MimeMessage, does not distinguish a refusal of us
 * from a refusal of the recipient, and needs five round trips for a message. If the relay offers PIPELINING, we need
 * one: the end of a message and the next envelope leave in one write (RFC 2920 section 3.1).
 *
 * <p>If the relay closed the connection while it was idle, this shows only when the next message is sent. That message
 * then goes over a new connection, once, because its end cannot have reached the relay.
 *
 * <p>For one thread.
 */
final class SmtpDialogue {

    private static final Logger LOG = System.getLogger(SmtpDialogue.class.getName());

    private static final String LOST = "Connection to the relay was lost";
    private static final String BROKEN_OFF = "Connection to the relay was broken off";

    private static final List<SmtpReplyMapper.Step> STEPS =
            List.of(SmtpReplyMapper.Step.MAIL, SmtpReplyMapper.Step.RCPT, SmtpReplyMapper.Step.DATA);

    /** Places of commands in the envelope. */
    private static final int MAIL = 0;

    private static final int RCPT = 1;
    private static final int DATA = 2;

    private static final byte[] BEFORE_SENDER = ascii("MAIL FROM:<");
    private static final byte[] BEFORE_RECIPIENT = ascii(">\r\nRCPT TO:<");

    /** What stands between a recipient and the message. */
    private static final byte[] AFTER_RECIPIENT = ascii(">\r\nDATA\r\n");

    private final SmtpConnection connection;
    private final SmtpChannel channel;
    private final BatchWorker worker;

    /** How far the current message has come. */
    private SmtpReplyMapper.Step step = SmtpReplyMapper.Step.CONNECT;

    SmtpDialogue(SmtpConnection connection, BatchWorker worker) {
        this.connection = connection;
        this.channel = connection.channel();
        this.worker = worker;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Sends the worker's messages, and throws nothing because of the relay. An exception of the worker may come amid a
     * message. The connection is then closed, since the relay would wait for the rest of the message.
     */
    void send() throws InterruptedException {
        synchronized (connection) {
            connection.progress().watch(() -> !worker.shouldContinue());
            try {
                for (Optional<OutgoingMessage> message = worker.next(); message.isPresent(); message = worker.next()) {
                    send(message.get());
                }
            } catch (RuntimeException e) {
                connection.abort();
                throw e;
            } finally {
                connection.progress().stopWatching();
            }
        }
    }

    /**
     * Sends a message and those that may follow at once, the envelope of each together with the end of the one before.
     */
    private void send(OutgoingMessage first) {
        OutgoingMessage message = first;
        Optional<SendAttempt> end = sendEnvelopeOrReconnect(message);
        while (end.isEmpty()) {
            if (!worker.isStillPermitted(message)) {
                connection.abort();
                end = Optional.of(SmtpReplyMapper.ofOurs(BROKEN_OFF));
                continue;
            }
            if (worker.isWithdrawn(message)) {
                connection.abort();
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

    private boolean maySendAhead() {
        return connection.isPipelining() && !connection.isUsedUp();
    }

    /** Tries again over a new connection if an open one turns out to be gone. */
    private Optional<SendAttempt> sendEnvelopeOrReconnect(OutgoingMessage message) {
        boolean used = connection.isOpen() && !connection.isUsedUp();
        Optional<SendAttempt> end = sendEnvelope(message);
        return used && isLost(end) && worker.shouldContinue() ? sendEnvelope(message) : end;
    }

    private static boolean isLost(Optional<SendAttempt> end) {
        return end.filter(SendAttempt::isLost).isPresent();
    }

    /** Sends the envelope of a message; empty if the relay now waits for the message. */
    private Optional<SendAttempt> sendEnvelope(OutgoingMessage message) {
        if (connection.isUsedUp()) {
            connection.quit();
        }
        connection.progress().begin();
        step = SmtpReplyMapper.Step.CONNECT;
        try {
            connection.openIfClosed();
        } catch (MessagingException | IOException e) {
            var relay = connection.settings().relay();
            return Optional.of(lost(message, "No connection to the relay " + relay, e));
        }
        step = SmtpReplyMapper.Step.MAIL;
        connection.countMessage();
        try {
            connection.setDeadline(connection.settings().replyTimeout());
            return rejection(message, connection.isPipelining() ? sendPipelined(message) : sendSequentially(message));
        } catch (IOException e) {
            return Optional.of(lost(message, LOST, e));
        } finally {
            connection.clearDeadline();
        }
    }

    /** Reads the replies to an envelope that left together with the end of the message before. */
    private Optional<SendAttempt> readRepliesAhead(OutgoingMessage message, SendAttempt before) {
        if (!connection.isOpen()) {
            return Optional.of(SmtpReplyMapper.ofOurs(LOST));
        }
        connection.countMessage();
        connection.progress().begin();
        try {
            connection.setDeadline(connection.settings().replyTimeout());
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
            connection.clearDeadline();
        }
    }

    /** Does not wait for the replies in between (RFC 2920). */
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
        // A relay that refuses the sender has not looked at the recipient
        step = toMail.isCompletion() ? SmtpReplyMapper.Step.RCPT : step;
        SmtpReply toRcpt = channel.readReply();
        step = toRcpt.isCompletion() && toMail.isCompletion() ? SmtpReplyMapper.Step.DATA : step;
        return List.of(toMail, toRcpt, channel.readReply());
    }

    /** Stops at the first command that is refused. */
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

    /** The result of the first command that was refused; empty if none was. */
    private Optional<SendAttempt> rejection(OutgoingMessage message, List<SmtpReply> replies) {
        for (int command = 0; command < replies.size(); command++) {
            SmtpReply reply = replies.get(command);
            if (!isGranted(command, reply)) {
                resetTransaction(replies);
                return Optional.of(attempt(message, STEPS.get(command), reply));
            }
        }
        return Optional.empty();
    }

    /** @param next the message whose envelope leaves in the same write (RFC 2920 section 3.1) */
    private SendAttempt sendData(OutgoingMessage message, Optional<OutgoingMessage> next) {
        try {
            connection.setDeadline(connection.settings().replyTimeout());
            channel.putMessage(message.mime());
            next.ifPresent(this::writeEnvelope);
            if (!connection.progress().handOver()) {
                throw new SocketException("Closed");
            }
            step = SmtpReplyMapper.Step.END;
            channel.flush();
            connection.setDeadline(connection.settings().acceptTimeout());
            SmtpReply reply = channel.readReply();
            if (!reply.isCompletion() && next.isEmpty()) {
                resetTransaction(List.of(reply));
            }
            return attempt(message, step, reply);
        } catch (IOException e) {
            return lost(message, LOST, e);
        } finally {
            connection.clearDeadline();
        }
    }

    /**
     * Makes the relay forget a message that it refused. With pipelining, the relay may have accepted DATA although
     * there is no recipient (RFC 2920 section 3.1); an empty message then ends it. If it accepted the recipient, but
     * not the sender, it might deliver that empty message, so the connection is closed.
     */
    private void resetTransaction(List<SmtpReply> replies) {
        boolean waitsForMessage = replies.get(replies.size() - 1).isStartMailInput();
        if (waitsForMessage && replies.get(RCPT).isCompletion()) {
            connection.abort();
            return;
        }
        try {
            channel.putAscii(waitsForMessage ? ".\r\nRSET\r\n" : "RSET\r\n");
            channel.flush();
            if (waitsForMessage) {
                channel.readReply();
            }
            if (!channel.readReply().isCompletion()) {
                connection.quit();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Relay went away after a refusal", e);
            connection.abort();
        }
    }

    private SendAttempt attempt(OutgoingMessage message, SmtpReplyMapper.Step asked, SmtpReply reply) {
        SendAttempt attempt = SmtpReplyMapper.of(asked, reply, message.recipient());
        if (attempt.next() == SendAttempt.Next.STOP) {
            connection.quit();
        }
        return attempt;
    }

    private SendAttempt lost(OutgoingMessage message, String what, Exception e) {
        connection.abort();
        if (connection.progress().isCalledOff()) {
            return SmtpReplyMapper.ofOurs(BROKEN_OFF);
        }
        return e instanceof SmtpChannel.LeaveException leave
                ? SmtpReplyMapper.of(step, leave.reply(), message.recipient())
                : SmtpReplyMapper.ofLoss(step, connection.reason(what, e), message.recipient());
    }
}
