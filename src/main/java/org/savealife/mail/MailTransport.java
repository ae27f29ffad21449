package org.savealife.mail;

import java.util.List;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;

/**
 * Hands messages to the relay, and says what became of each.
 *
 * <p>Safe for use by several threads at once; a call works on its caller's thread, and may have others help.
 */
public interface MailTransport {

    /**
     * Sends one message to each recipient, and returns when the last one's fate is known.
     *
     * <p>May block for long: for a free connection, for the rate limit (messages divided by
     * {@code savealife.mail.rate-per-second}) and for a slow relay, up to the time-outs of
     * {@code savealife.mail.smtp.*} or {@code savealife.mail.ses.*}. Once the relay is out of reach the messages left are
     * deferred without another attempt. An interrupt ends the wait: the messages left are deferred, and the thread stays interrupted.
     *
     * @param template what all of them say
     * @param messages one for each recipient
     * @return the fate of each message, in the order of {@code messages} and as many
     * @throws IllegalArgumentException if a message lacks the value of a slot; nothing has been sent then. Trouble with
     *     the relay, or with a recipient, is never thrown
     */
    default List<SendResult> send(Template template, List<Message> messages) {
        return send(template, messages, () -> true);
    }

    /**
     * Sends likewise, each message for as long as the clearance lets it. It is asked just before each message leaves, by
     * several threads at once; once sending goes on no longer, what has not been handed over is deferred, and only what
     * has is waited for. A transport that hands over several messages in one call asks for each of them before the call.
     */
    List<SendResult> send(Template template, List<Message> messages, SendPermission clearance);

    /** What the provider lets through; asks it, so this may take as long as a call over the network. */
    default SendingQuota quota() {
        return SendingQuota.UNKNOWN;
    }

    /** How the relay did the last time it was needed; asking does not contact it. */
    RelayState relayState();
}
