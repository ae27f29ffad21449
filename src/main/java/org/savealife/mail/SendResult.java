package org.savealife.mail;

/**
 * What became of one message: the one value that says so, from the relay's words to the ledger. {@link org.savealife.mail.smtp.SmtpReplyMapper} decides
 * it for SMTP, {@link org.savealife.mail.ses.SesErrorMapper} for Amazon SES.
 */
public sealed interface SendResult {

    /** Reasons are kept for long, and a relay may say 5 KB: no more characters of it are. */
    int LONGEST_REASON = 300;

    /** The text, or as much of it as a reason may be long. */
    static String inShort(String text) {
        if (text.length() <= LONGEST_REASON) {
            return text;
        }
        var end = LONGEST_REASON - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /**
     * The relay took the message over; from here it answers for it (RFC 5321 section 4.2.5).
     *
     * @param answer the relay's answer in one line, such as {@code 250 2.0.0 Ok: queued as 4F2A}
     */
    record Sent(String answer) implements SendResult {

        public Sent {
            answer = inShort(answer);
        }
    }

    /**
     * This message will not reach this recipient, and another attempt would not change that. Says nothing about other
     * recipients. The recipient's address is cut out of the text, since outcomes are kept longer than addresses.
     *
     * @param code the relay's answer, 500 to 599; {@link #NOT_OFFERED} if the message could not be written, so that the
     *     relay never saw it
     * @param enhancedCode the status code of RFC 3463, such as {@code 5.1.1}; empty if the relay gave none
     * @param text what the relay said after the codes, in one line; or why the message could not be written
     */
    record Failed(int code, String enhancedCode, String text) implements SendResult {

        /** In place of a relay's code: this message has a value that must not go into a mail. */
        public static final int NOT_OFFERED = 0;

        public Failed {
            text = inShort(text);
        }
    }

    /**
     * The relay has certainly not taken the message over, for a reason that may pass. To be tried again later, with the
     * same Message-ID.
     *
     * @param by whose reason it is
     * @param reason in one line, for staff; the recipient's address is cut out
     */
    record Deferred(By by, String reason) implements SendResult {

        /** Whose reason it is that a message did not go. */
        public enum By {
            /**
             * This message's own: the relay had taken to the sender, then put the recipient or the message off with a 4xx,
             * or broke off over it. Other messages may go.
             */
            RECIPIENT,
            /** The relay's, or ours: it is out of reach, refuses us, wants us slower, or sending was stopped here. */
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
     * The whole message was handed over, and no answer came: the relay may have it or not. Whoever sends it again may send
     * a copy.
     *
     * @param reason why there is no answer, in one line; the recipient's address is cut out
     */
    record Unknown(String reason) implements SendResult {

        public Unknown {
            reason = inShort(reason);
        }
    }
}
