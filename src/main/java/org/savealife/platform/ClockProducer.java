package org.savealife.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.ZoneId;

/** The clock (UTC) and the blood bank's time zone, for injection. Nothing else asks the system what time it is. */
@ApplicationScoped
public class ClockProducer {

    private final ZoneId zone;

    @Inject
    public ClockProducer(ProcessSettings settings) {
        this.zone = settings.zone();
    }

    @Produces
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    ZoneId zone() {
        return zone;
    }
}
