package org.savealife.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How pages write moments, on the blood bank's clock and in the language of the page: today's as "14:32", this year's as
 * "3 Dec 14:32", others as "3 Dec 2025 14:32". In Facelets {@code #{times}}.
 */
@Named
@ApplicationScoped
public class Times {

    @Inject
    Clock clock;

    @Inject
    ZoneId zone;

    public String moment(Instant instant) {
        return moment(
                instant,
                clock.instant(),
                zone,
                FacesContext.getCurrentInstance().getViewRoot().getLocale());
    }

    static String moment(Instant instant, Instant now, ZoneId zone, Locale locale) {
        var at = instant.atZone(zone);
        var today = now.atZone(zone);
        if (at.toLocalDate().equals(today.toLocalDate())) {
            return DateTimeFormatter.ofPattern("HH:mm", locale).format(at);
        }
        return DateTimeFormatter.ofPattern(at.getYear() == today.getYear() ? "d MMM HH:mm" : "d MMM uuuu HH:mm", locale)
                .format(at);
    }
}
