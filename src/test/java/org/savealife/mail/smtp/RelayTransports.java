package org.savealife.mail.smtp;

import org.savealife.mail.MailTransport;

/** The application's transport to a relay on this machine, for tests of other packages. */
public final class RelayTransports {

    private RelayTransports() {}

    public static MailTransport to(int port) {
        return Mails.transport(port);
    }
}
