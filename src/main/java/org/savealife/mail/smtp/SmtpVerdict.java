package org.savealife.mail.smtp;

import org.savealife.mail.Delivery;
import org.savealife.mail.Reply;

/**
 * What an SMTP relay's reply, or its silence, means for a message and for those after it. Up to MAIL the relay speaks of us, from
 * RCPT on of this recipient and this message, so that one of them that breaks the line holds up nobody else. Recipients'
 * addresses are cut out of the texts.
 *
 * <p>Source: RFC 5321 sections 3.8, 4.2.1 and 4.2.5.
 */
final class SmtpVerdict {

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

    private SmtpVerdict() {}

    /** The meaning of a reply, whatever it is but the relay's go-ahead before the end. */
    static Attempt of(Step step, Reply reply, String recipient) {
        var words = reply.inOneLineWithout(recipient);
        if (reply.code() == SERVICE_NOT_AVAILABLE) {
            return new Attempt(deferred(step, "Connection to the relay was lost: " + words), Attempt.Next.MAY_GO_ANEW);
        }
        if (step == Step.MAIL || reply.code() == AUTHENTICATION_REQUIRED) {
            return new Attempt(Delivery.Deferred.byRelay("Relay refuses our mail: " + words), Attempt.Next.STOP);
        }
        if (step == Step.END && reply.isDone()) {
            return Attempt.answered(new Delivery.Sent(words));
        }
        return Attempt.answered(
                reply.isPermanent()
                        ? new Delivery.Failed(reply.code(), reply.enhancedCode(), reply.text(recipient))
                        : Delivery.Deferred.byRecipient(words));
    }

    /** The meaning of a line that broke, or of a relay that took too long or spoke no SMTP. */
    static Attempt ofLoss(Step step, String reason, String recipient) {
        var words = Reply.without(recipient, reason);
        return switch (step) {
            case CONNECT -> new Attempt(Delivery.Deferred.byRelay(words), Attempt.Next.STOP);
            case MAIL, RCPT, DATA -> new Attempt(deferred(step, words), Attempt.Next.MAY_GO_ANEW);
            case END -> Attempt.answered(new Delivery.Unknown(words));
        };
    }

    /** The line was broken off here, or the relay was not asked: not a matter of the recipient's. */
    static Attempt ofOurs(String reason) {
        return new Attempt(Delivery.Deferred.byRelay(reason), Attempt.Next.MAY_GO_ANEW);
    }

    private static Delivery deferred(Step step, String words) {
        return step == Step.MAIL ? Delivery.Deferred.byRelay(words) : Delivery.Deferred.byRecipient(words);
    }
}
