package org.savealife.donor.signup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.savealife.donor.SignupSettings;
import org.savealife.donor.bounce.BounceSettings;
import org.savealife.donor.unsubscribe.UnsubscribeSettings;
import org.savealife.platform.config.SettingsProducer;

/** The settings of sign-ups, unsubscribing and bounces, for injection. */
@ApplicationScoped
public class DonorSettingsProducer extends SettingsProducer {

    @Produces
    @Singleton
    SignupSettings signup() {
        return read(SignupSettings.class);
    }

    @Produces
    @Singleton
    UnsubscribeSettings unsubscribe() {
        return read(UnsubscribeSettings.class);
    }

    @Produces
    @Singleton
    BounceSettings bounce() {
        return read(BounceSettings.class);
    }
}
