package org.savealife.mail.ses;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.savealife.mail.SettingValues;
import org.savealife.mail.message.Sender;

/**
 * The settings of Amazon SES, from {@code savealife.mail.*}. {@code microprofile-config.properties} explains each key.
 * Credentials are not part of it: the AWS SDK finds them.
 *
 * @param ratePerSecond 0 for no limit of our own
 * @param region "" for the one that the AWS SDK finds
 * @param endpoint "" for that of AWS
 * @param configurationSet "" for none
 * @param callTimeout for one call, with all its messages
 */
public record SesSettings(
        Sender sender,
        double ratePerSecond,
        String region,
        String endpoint,
        String configurationSet,
        Duration callTimeout) {

    private static final Pattern REGION = Pattern.compile("[a-z]{2,20}(-[a-z]{1,20}){1,5}-[0-9]{1,3}");
    private static final Pattern CONFIGURATION_SET = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /**
     * Reads and checks the settings.
     *
     * @param config finds the value of a key
     * @throws IllegalStateException if a value is missing or invalid; the message contains the key, the value and what
     *     is allowed
     */
    public static SesSettings read(Function<String, Optional<String>> config) {
        var values = new SettingValues(config);
        return new SesSettings(
                values.sender("savealife.mail.from"),
                values.rate("savealife.mail.rate-per-second"),
                values.matching("savealife.mail.ses.region", REGION, "a region of AWS, like eu-west-1"),
                values.url("savealife.mail.ses.endpoint"),
                values.matching(
                        "savealife.mail.ses.configuration-set",
                        CONFIGURATION_SET,
                        "up to 64 letters, digits, - and _, the name of a configuration set"),
                values.seconds("savealife.mail.ses.call-timeout"));
    }
}
