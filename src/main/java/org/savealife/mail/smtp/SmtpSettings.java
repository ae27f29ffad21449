package org.savealife.mail.smtp;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.savealife.mail.SettingValues;
import org.savealife.mail.message.Sender;

/**
 * The settings of the relay, from {@code savealife.mail.*}. {@code microprofile-config.properties} explains each key.
 *
 * @param ratePerSecond 0 for no limit
 * @param helloName our name in EHLO; "" for the name of this machine
 * @param username "" for none
 * @param password "" for none
 * @param replyTimeout for sending a message up to its last byte, and for each reply meanwhile
 * @param acceptTimeout for the reply to a complete message
 */
public record SmtpSettings(
        Sender sender,
        double ratePerSecond,
        String host,
        int port,
        Tls tls,
        String helloName,
        String username,
        String password,
        int connections,
        int messagesPerConnection,
        Duration connectTimeout,
        Duration replyTimeout,
        Duration acceptTimeout,
        Duration idleTimeout) {

    /** A host name with dots, or an address in brackets (RFC 5321 section 4.1.1.1). */
    private static final Pattern HELLO_NAME =
            Pattern.compile("^(?=.{1,255}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z0-9-]*[A-Za-z0-9]"
                    + "|^\\[[0-9.]{7,15}]|^\\[IPv6:[0-9A-Fa-f:.]{2,45}]");

    /** Names and addresses of this machine. Other names are not looked up, because their addresses may change. */
    private static final Pattern LOOPBACK = Pattern.compile(
            "localhost\\.?|127(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|\\d\\d?)){3}|\\[?(::1|(0:){7}1)]?",
            Pattern.CASE_INSENSITIVE);

    /**
     * Encryption of the connection to the relay. With encryption, the relay's certificate must always be valid for its
     * name.
     */
    public enum Tls {
        /** Never: for a relay on this machine, or one without a password. */
        NONE,
        /**
         * With STARTTLS if the relay offers it (RFC 3207). No protection against an attacker who removes the offer.
         */
        STARTTLS,
        /** With STARTTLS; otherwise nothing is sent. */
        REQUIRED,
        /** From the first byte, usually on port 465 (RFC 8314). */
        IMPLICIT
    }

    /**
     * Reads and checks the settings.
     *
     * @param config finds the value of a key
     * @throws IllegalStateException if a value is missing or invalid; the message contains the key, the value and what
     *     is allowed
     */
    public static SmtpSettings read(Function<String, Optional<String>> config) {
        var values = new SettingValues(config);
        var settings = new SmtpSettings(
                values.sender("savealife.mail.from"),
                values.rate("savealife.mail.rate-per-second"),
                values.text("savealife.mail.smtp.host"),
                values.number("savealife.mail.smtp.port", 65_535),
                values.oneOf("savealife.mail.smtp.tls", Tls.class),
                values.matching(
                        "savealife.mail.smtp.hello-name",
                        HELLO_NAME,
                        "a host name, like mail.example.org, or an address, like [192.0.2.1]"),
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
        if (!settings.username.isEmpty() && !settings.keepsThePassword()) {
            throw new IllegalStateException("savealife.mail.smtp.tls is \""
                    + settings.tls.name().toLowerCase(Locale.ROOT)
                    + "\". Allowed with savealife.mail.smtp.username and savealife.mail.smtp.password:"
                    + " required, implicit; with another the password could go out in clear,"
                    + " unless the relay is on this machine.");
        }
        return settings;
    }

    /** Whether nobody between us and the relay can read the password, or make us send it unencrypted. */
    private boolean keepsThePassword() {
        return tls == Tls.REQUIRED
                || tls == Tls.IMPLICIT
                || LOOPBACK.matcher(host).matches();
    }

    public String relay() {
        return host + ":" + port;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SmtpSettings[" + relay() + ", tls=" + tls + "]";
    }
}
