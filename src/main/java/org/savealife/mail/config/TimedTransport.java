package org.savealife.mail.config;

import java.util.List;
import org.eclipse.microprofile.metrics.Timer;
import org.savealife.mail.MailTransport;
import org.savealife.mail.RelayState;
import org.savealife.mail.SendPermission;
import org.savealife.mail.SendResult;
import org.savealife.mail.SendingQuota;
import org.savealife.mail.message.Message;
import org.savealife.mail.message.Template;

/** Measures how long another transport takes for the messages of one call. */
final class TimedTransport implements MailTransport {

    private final MailTransport transport;
    private final Timer timer;

    /** @param timer gets the time of each call */
    TimedTransport(MailTransport transport, Timer timer) {
        this.transport = transport;
        this.timer = timer;
    }

    @Override
    public List<SendResult> send(Template template, List<Message> messages, SendPermission clearance) {
        var timing = timer.time();
        try {
            return transport.send(template, messages, clearance);
        } finally {
            timing.close();
        }
    }

    @Override
    public SendingQuota quota() {
        return transport.quota();
    }

    @Override
    public RelayState relayState() {
        return transport.relayState();
    }
}
