package org.savealife.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.ZoneId;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The clock (UTC) and the blood bank's time zone, for injection. Nothing else asks the system what time it is. */
@ApplicationScoped
public class ClockProducer {

    private final String zone;

    @Inject
    public ClockProducer(@ConfigProperty(name = "savealife.time-zone") String zone) {
        this.zone = zone;
    }

    @Produces
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    ZoneId zone() {
        return ZoneId.of(zone);
    }
}
