package org.savealife.donation;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Reads the times of a donation in ISO 8601 as people and programs write them. */
final class DonationTimeParser {

    private DonationTimeParser() {}

    /**
     * Reads {@code 2027-04-06T12:00}, with or without seconds and offset. A time without an offset is local time in the
     * zone.
     *
     * @throws IllegalArgumentException if the text is no such time, or a time that the zone's clocks skip
     */
    static Instant parse(String text, ZoneId zone) {
        try {
            var time =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(text.strip(), OffsetDateTime::from, LocalDateTime::from);
            return time instanceof LocalDateTime local ? onClock(local, zone) : Instant.from(time);
        } catch (DateTimeException unreadable) {
            throw new IllegalArgumentException(
                    "Please write date and time like 2027-04-06T12:00, with an offset like +02:00 if it is not "
                            + zone.getId() + " time.",
                    unreadable);
        }
    }

    private static Instant onClock(LocalDateTime local, ZoneId zone) {
        if (zone.getRules().getValidOffsets(local).isEmpty()) {
            throw new IllegalArgumentException("That hour does not exist in " + zone.getId()
                    + ": the clocks go forward. Please take an hour before or after.");
        }
        return local.atZone(zone).toInstant();
    }
}
