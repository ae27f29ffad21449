package org.savealife.invitation.notice;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.OptionalInt;
import org.savealife.donation.Donation;

/**
 * When donors are reminded of a donation: some days before, when who is prevented still leaves time for the waiting
 * list, and the evening before. A reminder that could not leave in time leaves late, if it is still of use.
 *
 * @param days how many days before the donation the first reminder leaves; below 2 there is only the second
 * @param hour of the day, 0 to 23, at which reminders leave, by the blood bank's clock
 */
public record ReminderTimes(ZoneId zone, int days, int hour) {

    /** The number of the first reminder, which also goes to donors who wait for a seat. */
    public static final int FIRST = 1;

    /** The number of the reminder on the evening before. */
    public static final int SECOND = 2;

    /** A first reminder later than that would come shortly before the second. */
    private static final Duration FIRST_IS_OF_USE = Duration.ofHours(24);

    /** Who reads a mail later than that before the donation is on the way, or has forgotten it. */
    private static final Duration SECOND_IS_OF_USE = Duration.ofHours(3);

    /** The number of the reminder that is due; empty if none is. */
    public OptionalInt due(Donation donation, Instant now) {
        var second = at(donation, 1);
        if (!now.isBefore(second)) {
            return now.isBefore(donation.startsAt().minus(SECOND_IS_OF_USE))
                    ? OptionalInt.of(SECOND)
                    : OptionalInt.empty();
        }
        var first = at(donation, days);
        return days > 1 && !now.isBefore(first) && now.isBefore(first.plus(FIRST_IS_OF_USE))
                ? OptionalInt.of(FIRST)
                : OptionalInt.empty();
    }

    /** How long before a donation the first of its reminders may be due, at most. */
    public Duration ahead() {
        return Duration.ofDays(Math.max(days, 1) + 1L);
    }

    private Instant at(Donation donation, int daysBefore) {
        return donation.startsAt()
                .atZone(zone)
                .toLocalDate()
                .minusDays(daysBefore)
                .atTime(hour, 0)
                .atZone(zone)
                .toInstant();
    }
}
