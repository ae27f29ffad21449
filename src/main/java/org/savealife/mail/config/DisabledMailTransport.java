package org.savealife.mail.config;

import java.time.Clock;
import java.util.List;
import org.savealife.mail.MailTransport;
import org.savealife.mail.RelayState;
import org.savealife.mail.SendPermission;
import org.savealife.mail.SendResult;
import org.savealife.mail.SendingQuota;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;

/**
 * The transport of a process that sends no mail ({@code savealife.role=web}). It has no relay to ask or connect to. Its
 * quota is our own limit.
 */
final class DisabledMailTransport implements MailTransport {

    private final SendingQuota quota;
    private final RelayState state;

    /** @param ratePerSecond 0 for no limit of our own */
    DisabledMailTransport(double ratePerSecond, Clock clock) {
        this.quota = new SendingQuota(ratePerSecond, SendingQuota.UNKNOWN.leftToday());
        this.state = new RelayState(true, clock.instant(), "");
    }

    /** @throws IllegalStateException always; callers must check first whether this process sends */
    @Override
    public List<SendResult> send(Template template, List<Message> messages, SendPermission clearance) {
        throw new IllegalStateException("This process sends no mail: savealife.role is web.");
    }

    @Override
    public SendingQuota quota() {
        return quota;
    }

    @Override
    public RelayState relayState() {
        return state;
    }
}
