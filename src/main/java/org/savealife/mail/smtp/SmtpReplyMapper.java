package org.savealife.mail.smtp;

import org.savealife.mail.SendResult;
import org.savealife.mail.SmtpReply;

/**
 * Decides what a relay's reply, or its silence, means for a message and for those after it. Up to MAIL, a reply is
 * about us; from RCPT on, it is about this recipient and this message. So a message over which the relay closes the
 * connection does not delay others. Recipients' addresses are removed from the texts.
 *
 * <p>Source: RFC 5321 sections 3.8, 4.2.1 and 4.2.5.
 */
final class SmtpReplyMapper {

    private static final int SERVICE_NOT_AVAILABLE = 421;
    private static final int AUTHENTICATION_REQUIRED = 530;

    /** How far a message has come. */
    enum Step {
        /** There is no connection yet. */
        CONNECT,
        MAIL,
        RCPT,
        /** Also while the message is being sent. */
        DATA,
        /** The end of the message has been sent, or is being sent. */
        END
    }

    private SmtpReplyMapper() {}

    /** The meaning of any reply except the intermediate one to DATA. */
    static SendAttempt of(Step step, SmtpReply reply, String recipient) {
        var words = reply.inOneLineWithout(recipient);
        if (reply.code() == SERVICE_NOT_AVAILABLE) {
            return new SendAttempt(
                    deferred(step, "Connection to the relay was lost: " + words), SendAttempt.Next.MAY_GO_ANEW);
        }
        if (step == Step.MAIL || reply.code() == AUTHENTICATION_REQUIRED) {
            return new SendAttempt(
                    SendResult.Deferred.byRelay("Relay refuses our mail: " + words), SendAttempt.Next.STOP);
        }
        if (step == Step.END && reply.isCompletion()) {
            return SendAttempt.answered(new SendResult.Sent(words));
        }
        return SendAttempt.answered(
                reply.isPermanent()
                        ? new SendResult.Failed(reply.code(), reply.enhancedCode(), reply.text(recipient))
                        : SendResult.Deferred.byRecipient(words));
    }

    /** The meaning of a broken connection, of a relay that took too long, or of one that does not speak SMTP. */
    static SendAttempt ofLoss(Step step, String reason, String recipient) {
        var words = SmtpReply.without(recipient, reason);
        return switch (step) {
            case CONNECT -> new SendAttempt(SendResult.Deferred.byRelay(words), SendAttempt.Next.STOP);
            case MAIL, RCPT, DATA -> new SendAttempt(deferred(step, words), SendAttempt.Next.MAY_GO_ANEW);
            case END -> SendAttempt.answered(new SendResult.Unknown(words));
        };
    }

    /** We closed the connection, or did not ask the relay: the recipient is not the cause. */
    static SendAttempt ofOurs(String reason) {
        return new SendAttempt(SendResult.Deferred.byRelay(reason), SendAttempt.Next.MAY_GO_ANEW);
    }

    private static SendResult deferred(Step step, String words) {
        return step == Step.MAIL ? SendResult.Deferred.byRelay(words) : SendResult.Deferred.byRecipient(words);
    }
}
