package org.savealife.invitation.worker;

import java.util.Optional;
import java.util.function.Function;
import org.savealife.mail.config.MailConfiguration;
import org.savealife.platform.config.SettingReader;
import org.savealife.platform.config.SettingsValidator;
import org.savealife.platform.dynamodb.Retention;

/**
 * Rules for the settings of runs and of mail. {@code mail} does not know of settings rules, so its rule is included
 * here.
 */
public class InvitationSettingsValidator implements SettingsValidator {

    @Override
    public void check(Function<String, Optional<String>> settings) {
        var reader = new SettingReader(settings);
        reader.number("savealife.run.pause-at-failures", 0, 1);
        reader.wholeNumber("savealife.run.failure-window", 1, FailureLimit.LARGEST_WINDOW);
        reader.wholeNumber("savealife.retention.invitations", 0, Retention.MAX_DAYS);
        reader.yesOrNo("savealife.sample-data");
        MailConfiguration.check(settings);
    }
}
