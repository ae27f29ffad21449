package org.savealife.sampledata;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.savealife.platform.config.SettingsProducer;

/** The setting of sample data, for injection. */
@ApplicationScoped
public class SampleDataSettingsProducer extends SettingsProducer {

    @Produces
    @Singleton
    SampleDataSettings sampleData() {
        return read(SampleDataSettings.class);
    }
}
