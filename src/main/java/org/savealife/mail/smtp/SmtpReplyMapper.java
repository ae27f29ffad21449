package org.savealife.mail.smtp;

import org.savealife.mail.SendResult;
import org.savealife.mail.SmtpReply;

/**
 * What an SMTP relay's reply, or its silence, means for a message and for those after it. Up to MAIL the relay speaks of us, from
 * RCPT on of this recipient and this message, so that one of them that breaks the line holds up nobody else. Recipients'
 * addresses are cut out of the texts.
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
        /** Also while the message is on its way. */
        DATA,
        /** The end of the message is said, or about to be. */
        END
    }

    private SmtpReplyMapper() {}

    /** The meaning of a reply, whatever it is but the relay's go-ahead before the end. */
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

    /** The meaning of a line that broke, or of a relay that took too long or spoke no SMTP. */
    static SendAttempt ofLoss(Step step, String reason, String recipient) {
        var words = SmtpReply.without(recipient, reason);
        return switch (step) {
            case CONNECT -> new SendAttempt(SendResult.Deferred.byRelay(words), SendAttempt.Next.STOP);
            case MAIL, RCPT, DATA -> new SendAttempt(deferred(step, words), SendAttempt.Next.MAY_GO_ANEW);
            case END -> SendAttempt.answered(new SendResult.Unknown(words));
        };
    }

    /** The line was broken off here, or the relay was not asked: not a matter of the recipient's. */
    static SendAttempt ofOurs(String reason) {
        return new SendAttempt(SendResult.Deferred.byRelay(reason), SendAttempt.Next.MAY_GO_ANEW);
    }

    private static SendResult deferred(Step step, String words) {
        return step == Step.MAIL ? SendResult.Deferred.byRelay(words) : SendResult.Deferred.byRecipient(words);
    }
}
