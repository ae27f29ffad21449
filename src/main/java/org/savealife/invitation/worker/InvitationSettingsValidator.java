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

    private static final int MAX_DAYS_AHEAD = 30;
    private static final int LAST_HOUR = 23;

    @Override
    public void check(Function<String, Optional<String>> settings) {
        var reader = new SettingReader(settings);
        reader.number("savealife.run.pause-at-failures", 0, 1);
        reader.wholeNumber("savealife.run.failure-window", 1, FailureLimit.LARGEST_WINDOW);
        reader.wholeNumber("savealife.retention.invitations", 0, Retention.MAX_DAYS);
        reader.wholeNumber("savealife.reminder.days", 0, MAX_DAYS_AHEAD);
        reader.wholeNumber("savealife.reminder.hour", 0, LAST_HOUR);
        reader.yesOrNo("savealife.sample-data");
        MailConfiguration.check(settings);
    }
}
