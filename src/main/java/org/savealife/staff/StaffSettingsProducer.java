package org.savealife.staff;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.savealife.platform.config.SettingsProducer;

/** The settings of staff members, for injection. */
@ApplicationScoped
public class StaffSettingsProducer extends SettingsProducer {

    @Produces
    @Singleton
    StaffSettings staff() {
        return read(StaffSettings.class);
    }
}
