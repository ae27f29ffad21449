package org.savealife.stream.kcl;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.savealife.platform.config.SettingsProducer;

/** The settings of the stream, for injection. */
@ApplicationScoped
public class StreamSettingsProducer extends SettingsProducer {

    @Produces
    @Singleton
    StreamSettings stream() {
        return read(StreamSettings.class);
    }
}
