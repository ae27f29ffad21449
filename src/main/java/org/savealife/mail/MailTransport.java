package org.savealife.mail;

import java.util.List;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;

/**
 * Hands messages to the relay, and returns a result for each.
 *
 * <p>Safe for use by several threads at once. A call works on its caller's thread, and may use others too.
 */
public interface MailTransport {

    /**
     * Sends one message to each recipient, and returns when all results are known.
     *
     * <p>May block for a long time: for a free connection, for the rate limit (the number of messages divided by
     * {@code savealife.mail.rate-per-second}) and for a slow relay, up to the time-outs of
     * {@code savealife.mail.smtp.*} or {@code savealife.mail.ses.*}. When the relay cannot be reached, the remaining
     * messages are deferred without another attempt. An interrupt ends the wait: the remaining messages are deferred,
     * and the thread stays interrupted.
     *
     * @param template the text of all messages
     * @param messages one for each recipient
     * @return one result for each message, in the order of {@code messages}
     * @throws IllegalArgumentException if a message has no value for a slot; nothing has been sent then. Problems with
     *     the relay or a recipient are never thrown
     */
    default List<SendResult> send(Template template, List<Message> messages) {
        return send(template, messages, () -> true);
    }

    /**
     * As above, with permission for each message. The permission is asked just before each message leaves, by several
     * threads at once. When sending may not continue, messages that have not been handed over are deferred, and only
     * the others are waited for. A transport that sends several messages in one call asks for each of them before the
     * call.
     */
    List<SendResult> send(Template template, List<Message> messages, SendPermission clearance);

    /** The quota of the provider. Asks it, so this may take as long as a network call. */
    default SendingQuota quota() {
        return SendingQuota.UNKNOWN;
    }

    /** The state of the relay when it was last used. Does not contact it. */
    RelayState relayState();
}
