package org.savealife.mail;

/** What became of one message. */
public sealed interface Delivery {

    /**
     * The relay took the message over; from here it answers for it (RFC 5321 section 4.2.5).
     *
     * @param answer the relay's answer in one line, such as {@code 250 2.0.0 Ok: queued as 4F2A}
     */
    record Sent(String answer) implements Delivery {}

    /**
     * This message will not reach this recipient, and another attempt would not change that. Says nothing about other
     * recipients. The recipient's address is cut out of the text, since outcomes are kept longer than addresses.
     *
     * @param code the relay's answer, 500 to 599; {@link #NOT_OFFERED} if the message could not be written, so that the
     *     relay never saw it
     * @param enhancedCode the status code of RFC 3463, such as {@code 5.1.1}; empty if the relay gave none
     * @param text what the relay said after the codes, in one line; or why the message could not be written
     */
    record Failed(int code, String enhancedCode, String text) implements Delivery {

        /** In place of a relay's code: this message has a value that must not go into a mail. */
        public static final int NOT_OFFERED = 0;
    }

    /**
     * The relay has not taken the message over, for a reason that is not the recipient's and may pass: a 4xx answer, a
     * lost connection, a relay that is down, refuses us, or is switched off here. To be tried again later, with the same
     * Message-ID: where the connection broke after the whole message had been handed over, the relay may have it.
     *
     * @param reason in one line, for staff; the recipient's address is cut out
     */
    record Deferred(String reason) implements Delivery {}
}
