package org.savealife.mail.smtp;

import org.savealife.mail.SendResult;

/**
 * What one attempt to hand over a message came to.
 *
 * @param delivery for the message
 * @param next for those after it
 */
record SendAttempt(SendResult delivery, Next next) {

    /** What an attempt says of the next message. */
    enum Next {
        /** It may go. */
        MAY_GO,
        /** It may go over another connection, since this one is lost; twice in a row and no more. */
        MAY_GO_ANEW,
        /** The relay is out of reach, or takes nothing from us: no use trying. */
        STOP
    }

    static SendAttempt answered(SendResult delivery) {
        return new SendAttempt(delivery, Next.MAY_GO);
    }

    /** Whether the connection broke before the whole message was handed over: it certainly did not go. */
    boolean isLost() {
        return next == Next.MAY_GO_ANEW;
    }
}
