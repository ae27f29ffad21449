package org.savealife.mail;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * How to reach the relay, as configured under {@code savealife.mail}; what each key means is said in
 * {@code microprofile-config.properties}.
 *
 * @param ratePerSecond 0 for no limit
 * @param username empty for none
 * @param password empty for none
 * @param replyTimeout for a message on its way, up to its last byte, and for each reply meanwhile
 * @param acceptTimeout for the reply to a whole message
 */
record SmtpSettings(
        Sender sender,
        double ratePerSecond,
        String host,
        int port,
        Tls tls,
        String username,
        String password,
        int connections,
        int messagesPerConnection,
        Duration connectTimeout,
        Duration replyTimeout,
        Duration acceptTimeout,
        Duration idleTimeout) {

    /** Whether the way to the relay is encrypted. Wherever it is, the relay's certificate must be valid for its name. */
    enum Tls {
        /** Never: for a relay on this machine. */
        NONE,
        /** With STARTTLS where the relay offers it (RFC 3207). No protection against somebody who strikes out the offer. */
        STARTTLS,
        /** With STARTTLS, or not at all. */
        REQUIRED,
        /** From the first byte, mostly on port 465 (RFC 8314). */
        IMPLICIT
    }

    /**
     * Reads and checks the settings.
     *
     * @param config finds the value of a key
     * @throws IllegalStateException if a value is missing or cannot be; the message names the key, the value and what is
     *     allowed
     */
    static SmtpSettings read(Function<String, Optional<String>> config) {
        var values = new SettingValues(config);
        var settings = new SmtpSettings(
                values.sender("savealife.mail.from"),
                values.rate("savealife.mail.rate-per-second"),
                values.text("savealife.mail.smtp.host"),
                values.number("savealife.mail.smtp.port", 65_535),
                values.oneOf("savealife.mail.smtp.tls", Tls.class),
                values.optional("savealife.mail.smtp.username"),
                values.optional("savealife.mail.smtp.password"),
                values.number("savealife.mail.smtp.connections", 100),
                values.number("savealife.mail.smtp.messages-per-connection", 1_000_000),
                values.seconds("savealife.mail.smtp.connect-timeout"),
                values.seconds("savealife.mail.smtp.reply-timeout"),
                values.seconds("savealife.mail.smtp.accept-timeout"),
                values.seconds("savealife.mail.smtp.idle-timeout"));
        if (settings.username.isEmpty() != settings.password.isEmpty()) {
            throw new IllegalStateException(
                    "savealife.mail.smtp.username and savealife.mail.smtp.password go together: set both or none.");
        }
        return settings;
    }

    String relay() {
        return host + ":" + port;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SmtpSettings[" + relay() + ", tls=" + tls + "]";
    }
}
