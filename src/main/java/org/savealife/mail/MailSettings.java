package org.savealife.mail;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import org.savealife.mail.message.Sender;
import org.savealife.platform.config.InvalidSettingException;
import org.savealife.platform.config.Lenient;
import org.savealife.platform.config.SettingKey;

/**
 * How and by whom messages are sent, whatever the transport.
 *
 * @param from the sender
 * @param ratePerSecond messages at most, for this process; 0 for no limit
 */
@Lenient
public record MailSettings(
        @SettingKey("savealife.mail.transport") Transport transport,

        @SettingKey(
                value = "savealife.mail.from",
                allowed = "one address, like name@example.org or Blood bank <name@example.org>")
        Sender from,

        @SettingKey(value = RATE, allowed = RATES) @DecimalMin("0") @DecimalMax("1000000")
        double ratePerSecond) {

    private static final String RATE = "savealife.mail.rate-per-second";
    private static final String RATES = "a number of messages a second, up to 1000000, or 0 for no limit";
    private static final double LOWEST_RATE = 0.000001;

    public enum Transport {
        SMTP,
        SES
    }

    /** @throws InvalidSettingException if the rate is so low that it is meant as 0 */
    public MailSettings {
        if (ratePerSecond != 0 && ratePerSecond < LOWEST_RATE) {
            throw InvalidSettingException.of(RATE, Double.toString(ratePerSecond), RATES);
        }
    }

    /** With that name of the sender, if it has none. */
    public MailSettings orNamed(String organisation) {
        return new MailSettings(transport, from.orNamed(organisation), ratePerSecond);
    }
}
