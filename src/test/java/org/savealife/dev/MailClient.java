package org.savealife.dev;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Sends mails to a mailbox, with {@code MAIL FROM:<bank@example.org>}. */
final class MailClient {

    private final Mailbox mailbox;

    MailClient(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    /** Sends these bytes as they are, a readable mail or not, to the recipients of an envelope. */
    void send(String source, String... recipients) throws MessagingException {
        var message = new MimeMessage(session(), new ByteArrayInputStream(source.getBytes(StandardCharsets.US_ASCII))) {
            @Override
            public void saveChanges() {}
        };
        Transport.send(message, InternetAddress.parse(String.join(",", recipients), false));
    }

    /** A session of Jakarta Mail that sends to the mailbox. */
    Session session() {
        var properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", Integer.toString(mailbox.smtpPort()));
        properties.put("mail.smtp.from", "bank@example.org");
        return Session.getInstance(properties);
    }
}
