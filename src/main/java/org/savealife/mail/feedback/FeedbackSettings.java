package org.savealife.mail.feedback;

import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.util.Optional;
import org.savealife.platform.config.Lenient;
import org.savealife.platform.config.SettingKey;

/**
 * Where bounces and complaints of Amazon SES come from.
 *
 * @param topic ARN of the topic of Amazon SNS; empty if none is accepted
 * @param endpoint URL of a replacement for Amazon SNS; empty for SNS itself
 */
@Lenient
public record FeedbackSettings(
        @SettingKey(
                value = "savealife.mail.events.topic",
                allowed = "the ARN of a topic of Amazon SNS, like" + " arn:aws:sns:eu-west-1:123456789012:savealife")
        Optional<@Pattern(regexp = ARN) String> topic,

        @SettingKey(value = "savealife.mail.events.endpoint", allowed = "a URL, like http://localhost:8005")
        Optional<URI> endpoint) {

    /** With the partition and the region as groups. */
    static final String ARN =
            "arn:(aws|aws-cn|aws-us-gov|aws-eusc):sns:([a-z]{2,}(?:-[a-z]+)+-[0-9]+):[0-9]{12}:[A-Za-z0-9_-]{1,256}";
}
