package org.savealife.mail.smtp;

import org.savealife.mail.SendResult;

/**
 * The result of one attempt to send a message.
 *
 * @param delivery for the message
 * @param next for the messages after it
 */
record SendAttempt(SendResult delivery, Next next) {

    /** What follows for the next message. */
    enum Next {
        /** It may be sent. */
        MAY_GO,
        /**
         * It may be sent over another connection, since this one is lost; after two in a row, nothing is sent any more.
         */
        MAY_GO_ANEW,
        /** The relay cannot be reached or refuses us: no other attempt makes sense. */
        STOP
    }

    static SendAttempt answered(SendResult delivery) {
        return new SendAttempt(delivery, Next.MAY_GO);
    }

    /** Whether the connection broke before the whole message was handed over, so that it was certainly not sent. */
    boolean isLost() {
        return next == Next.MAY_GO_ANEW;
    }
}
