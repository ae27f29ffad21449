package org.savealife.invitation.worker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.savealife.platform.config.SettingsProducer;

/** The settings of runs, for injection. */
@ApplicationScoped
public class RunSettingsProducer extends SettingsProducer {

    @Produces
    @Singleton
    FailureLimit failureLimit() {
        return read(FailureLimit.class);
    }
}
