package org.savealife.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The clock (UTC) and the blood bank's time zone, for injection. Nothing else asks the system what time it is. */
@ApplicationScoped
public class Time {

    @Inject
    @ConfigProperty(name = "savealife.time-zone")
    String zone;

    /** A zone that does not exist fails the start, not the first donation. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        zone();
    }

    @Produces
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    ZoneId zone() {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            throw new IllegalStateException(
                    "savealife.time-zone is \"" + zone + "\", which is no time zone. Take one like Europe/Amsterdam.",
                    unknown);
        }
    }
}
