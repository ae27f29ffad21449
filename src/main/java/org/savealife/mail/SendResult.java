package org.savealife.mail;

/**
 * The result of sending one message, the same value from the relay's reply to the ledger.
 * {@link org.savealife.mail.smtp.SmtpReplyMapper} decides it for SMTP, {@link org.savealife.mail.ses.SesErrorMapper}
 * for Amazon SES.
 */
public sealed interface SendResult {

    /** Maximum length of a reason, in characters. Reasons are kept for a long time, and a relay may send 5 KB. */
    int LONGEST_REASON = 300;

    /** The text, shortened to the length of a reason. */
    static String inShort(String text) {
        if (text.length() <= LONGEST_REASON) {
            return text;
        }
        var end = LONGEST_REASON - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /**
     * The relay accepted the message, and is responsible for it from now on (RFC 5321 section 4.2.5). This does not
     * mean that it was delivered.
     *
     * @param answer the relay's reply in one line, such as {@code 250 2.0.0 Ok: queued as 4F2A}
     */
    record Sent(String answer) implements SendResult {

        public Sent {
            answer = inShort(answer);
        }
    }

    /**
     * The message will not reach this recipient, and another attempt would not change that. It says nothing about other
     * recipients. The recipient's address is removed from the text, because outcomes are kept longer than addresses.
     *
     * @param code the relay's code, 500 to 599; {@link #NOT_OFFERED} if the message could not be rendered, so that the
     *     relay never saw it
     * @param enhancedCode the status code of RFC 3463, such as {@code 5.1.1}; "" if the relay sent none
     * @param text the text after the codes, in one line; or why the message could not be rendered
     */
    record Failed(int code, String enhancedCode, String text) implements SendResult {

        /** Instead of a relay's code: the message has a value that must not be part of a mail. */
        public static final int NOT_OFFERED = 0;

        public Failed {
            text = inShort(text);
        }
    }

    /**
     * The relay has certainly not accepted the message, for a reason that may pass. Send it again later, with the same
     * Message-ID.
     *
     * @param by who caused it
     * @param reason in one line, for staff; without the recipient's address
     */
    record Deferred(By by, String reason) implements SendResult {

        /** Who caused the deferral. */
        public enum By {
            /**
             * This message: the relay accepted the sender, then deferred the recipient or the message with a 4xx, or
             * closed the connection over it. Other messages may be sent.
             */
            RECIPIENT,
            /** The relay, or we: it cannot be reached, refuses us, throttles us, or sending was stopped here. */
            RELAY
        }

        public Deferred {
            reason = inShort(reason);
        }

        public static Deferred byRecipient(String reason) {
            return new Deferred(By.RECIPIENT, reason);
        }

        public static Deferred byRelay(String reason) {
            return new Deferred(By.RELAY, reason);
        }
    }

    /**
     * The whole message was handed over, and no reply came. The relay may have it or not, so sending it again may
     * produce a copy.
     *
     * @param reason why there is no reply, in one line; without the recipient's address
     */
    record Unknown(String reason) implements SendResult {

        public Unknown {
            reason = inShort(reason);
        }
    }
}
