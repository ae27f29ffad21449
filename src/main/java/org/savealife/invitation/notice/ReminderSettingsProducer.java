package org.savealife.invitation.notice;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.savealife.platform.config.SettingsProducer;

/** The settings of reminders, for injection. */
@ApplicationScoped
public class ReminderSettingsProducer extends SettingsProducer {

    @Produces
    @Singleton
    ReminderSettings reminders() {
        return read(ReminderSettings.class);
    }
}
