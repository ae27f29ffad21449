package org.savealife.mail.smtp;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.savealife.platform.config.DurationRange;
import org.savealife.platform.config.InvalidSettingException;
import org.savealife.platform.config.Lenient;
import org.savealife.platform.config.SettingKey;

/**
 * The settings of the relay. {@code microprofile-config.properties} explains each key.
 *
 * @param helloName our name in EHLO: a host name with dots, or an address in brackets (RFC 5321 section 4.1.1.1); ""
 *     for the name of this machine
 * @param username "" for none
 * @param password "" for none
 * @param replyTimeout for sending a message up to its last byte, and for each reply meanwhile
 * @param acceptTimeout for the reply to a complete message
 */
@Lenient
public record SmtpSettings(
        @SettingKey("savealife.mail.smtp.host") String host,

        @SettingKey("savealife.mail.smtp.port") @Min(1) @Max(65_535)
        int port,

        @SettingKey(TLS) Tls tls,

        @SettingKey(
                value = "savealife.mail.smtp.hello-name",
                required = false,
                allowed = "a host name, like mail.example.org, or an address, like [192.0.2.1]")
        @Pattern(regexp = HELLO_NAME)
        String helloName,

        @SettingKey(value = USERNAME, required = false) String username,
        @SettingKey(value = PASSWORD, required = false) String password,

        @SettingKey("savealife.mail.smtp.connections") @Min(1) @Max(100)
        int connections,

        @SettingKey("savealife.mail.smtp.messages-per-connection") @Min(1) @Max(1_000_000)
        int messagesPerConnection,

        @SettingKey("savealife.mail.smtp.connect-timeout")
        @DurationRange(unit = ChronoUnit.SECONDS, min = 1, max = AN_HOUR)
        Duration connectTimeout,

        @SettingKey("savealife.mail.smtp.reply-timeout")
        @DurationRange(unit = ChronoUnit.SECONDS, min = 1, max = AN_HOUR)
        Duration replyTimeout,

        @SettingKey("savealife.mail.smtp.accept-timeout")
        @DurationRange(unit = ChronoUnit.SECONDS, min = 1, max = AN_HOUR)
        Duration acceptTimeout,

        @SettingKey("savealife.mail.smtp.idle-timeout")
        @DurationRange(unit = ChronoUnit.SECONDS, min = 1, max = AN_HOUR)
        Duration idleTimeout) {

    private static final String TLS = "savealife.mail.smtp.tls";
    private static final String USERNAME = "savealife.mail.smtp.username";
    private static final String PASSWORD = "savealife.mail.smtp.password";

    @SuppressWarnings("UnusedVariable") // it is used in the record\'s header
    private static final int AN_HOUR = 3_600;

    private static final String HELLO_NAME =
            "^(?=.{1,255}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z0-9-]*[A-Za-z0-9]"
                    + "|^\\[[0-9.]{7,15}]|^\\[IPv6:[0-9A-Fa-f:.]{2,45}]";

    /** Names and addresses of this machine. Other names are not looked up, because their addresses may change. */
    private static final String LOOPBACK =
            "(?i)localhost\\.?|127(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|\\d\\d?)){3}|\\[?(::1|(0:){7}1)]?";

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
        IMPLICIT;

        /** {@code none} and so on, as in the setting. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws InvalidSettingException if user name and password do not go together, or could be overheard */
    public SmtpSettings {
        if (username.isEmpty() != password.isEmpty()) {
            throw new InvalidSettingException(USERNAME + " and " + PASSWORD + " go together: set both or none.");
        }
        if (!username.isEmpty() && !keepsThePassword(tls, host)) {
            throw new InvalidSettingException(TLS + " is \"" + tls.word() + "\". Allowed with " + USERNAME + " and "
                    + PASSWORD + ": required, implicit; with another the password could go out in clear, unless the"
                    + " relay is on this machine.");
        }
    }

    /** Whether nobody between us and the relay can read the password, or make us send it unencrypted. */
    private static boolean keepsThePassword(Tls tls, String host) {
        return tls == Tls.REQUIRED || tls == Tls.IMPLICIT || host.matches(LOOPBACK);
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
