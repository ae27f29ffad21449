package org.savealife.mail.smtp;

import org.savealife.mail.MailTransport;

/** The SMTP transport as the application has it, to a relay on this machine. */
public final class TestTransport implements AutoCloseable {

    private final SmtpTransport transport;

    public TestTransport(int port) {
        transport = Mails.transport(port);
    }

    public MailTransport transport() {
        return transport;
    }

    @Override
    public void close() {
        transport.close();
    }
}
