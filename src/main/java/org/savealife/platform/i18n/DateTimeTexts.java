package org.savealife.platform.i18n;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;

/**
 * Formats moments for pages, in the blood bank's time zone and the page's language: of today as "14:32", of this year
 * as "3 Dec 14:32", others as "3 Dec 2025 14:32". In Facelets {@code #{times}}.
 */
@Named("times")
@ApplicationScoped
public class DateTimeTexts {

    private final Clock clock;
    private final ZoneId zone;

    @Inject
    public DateTimeTexts(Clock clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    public String moment(Instant instant) {
        return moment(instant, clock.instant(), zone, MessageBundle.locale());
    }

    /**
     * "3 Dec 14:32", even for today; with the year if it is not the current one. For sentences, and for pages that may
     * stay open for a long time.
     */
    public String dated(Instant instant) {
        return dated(instant, clock.instant(), zone, MessageBundle.locale());
    }

    /** "Thursday 3 December", with the year if it is not the current one. */
    public String day(Instant instant) {
        var thisYear =
                instant.atZone(zone).getYear() == clock.instant().atZone(zone).getYear();
        return write(instant, thisYear ? "EEEE d MMMM" : "EEEE d MMMM uuuu");
    }

    /** "10:00". */
    public String clock(Instant instant) {
        return write(instant, "HH:mm");
    }

    /** "14:31:52", for events that follow each other within seconds. */
    public String seconds(Instant instant) {
        return write(instant, "HH:mm:ss");
    }

    /** "Thu". */
    public String weekday(Instant instant) {
        return write(instant, "EEE");
    }

    /** "3". */
    public String dayOfMonth(Instant instant) {
        return write(instant, "d");
    }

    /** "Dec", with the year if it is not the current one: "Dec 27". */
    public String month(Instant instant) {
        var thisYear =
                instant.atZone(zone).getYear() == clock.instant().atZone(zone).getYear();
        return write(instant, thisYear ? "MMM" : "MMM ''uu");
    }

    /** The name of the time zone: "Central European Time (Europe/Amsterdam)". */
    public String getZone() {
        return zone.getDisplayName(TextStyle.FULL, MessageBundle.locale()) + " (" + zone.getId() + ")";
    }

    private String write(Instant instant, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, MessageBundle.locale()).format(instant.atZone(zone));
    }

    static String moment(Instant instant, Instant now, ZoneId zone, Locale locale) {
        var at = instant.atZone(zone);
        var today = now.atZone(zone);
        if (at.toLocalDate().equals(today.toLocalDate())) {
            return DateTimeFormatter.ofPattern("HH:mm", locale).format(at);
        }
        return dated(instant, now, zone, locale);
    }

    static String dated(Instant instant, Instant now, ZoneId zone, Locale locale) {
        var at = instant.atZone(zone);
        var thisYear = at.getYear() == now.atZone(zone).getYear();
        return DateTimeFormatter.ofPattern(thisYear ? "d MMM HH:mm" : "d MMM uuuu HH:mm", locale)
                .format(at);
    }
}
