package org.savealife.mail.ses;

import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.savealife.platform.config.DurationRange;
import org.savealife.platform.config.Lenient;
import org.savealife.platform.config.SettingKey;

/**
 * The settings of Amazon SES. {@code microprofile-config.properties} explains each key. Credentials are not part of it:
 * the AWS SDK finds them.
 *
 * @param region "" for the one that the AWS SDK finds
 * @param endpoint empty for that of AWS
 * @param configurationSet "" for none
 * @param callTimeout for one call, with all its messages
 */
@Lenient
public record SesSettings(
        @SettingKey(value = "savealife.mail.ses.region", required = false, allowed = "a region of AWS, like eu-west-1")
        @Pattern(regexp = "[a-z]{2,20}(-[a-z]{1,20}){1,5}-[0-9]{1,3}")
        String region,

        @SettingKey(value = "savealife.mail.ses.endpoint", allowed = "a URL, like http://localhost:8005")
        Optional<URI> endpoint,

        @SettingKey(
                value = "savealife.mail.ses.configuration-set",
                required = false,
                allowed = "up to 64 letters, digits, - and _, the name of a configuration set")
        @Pattern(regexp = "[A-Za-z0-9_-]{1,64}")
        String configurationSet,

        @SettingKey("savealife.mail.ses.call-timeout") @DurationRange(unit = ChronoUnit.SECONDS, min = 1, max = 3_600)
        Duration callTimeout) {}
