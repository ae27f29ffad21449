package org.savealife.visit;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.savealife.donation.Donation;

/**
 * How long a seat that became free is held for the donor to whom it is offered: a day, or a quarter of the time that is
 * left if that is less. An offer does not end at night. In the last three hours, no seat is held: whoever is first has
 * it.
 */
public final class OfferRules {

    /** Before the donation, seats are for everybody for so long. */
    static final Duration OPEN_TO_ALL = Duration.ofHours(3);

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int SHARE = 4;
    private static final LocalTime NIGHT = LocalTime.of(21, 0);
    private static final LocalTime MORNING = LocalTime.of(8, 0);

    private OfferRules() {}

    /** Whether seats that become free are no longer offered to one donor of the waiting list after the other. */
    public static boolean isOpenToAll(Donation donation, Instant now) {
        return !now.isBefore(lastHours(donation.startsAt()));
    }

    /**
     * When an offer ends that is made now, to the second.
     *
     * @param startsAt of the donation, more than three hours from now
     * @param zone of the organisation, for the night
     */
    static Instant end(Instant now, Instant startsAt, ZoneId zone) {
        var share = Duration.between(now, startsAt).dividedBy(SHARE);
        var end = now.plus(share.compareTo(LONGEST) < 0 ? share : LONGEST).truncatedTo(ChronoUnit.SECONDS);
        var awake = notAtNight(end.atZone(zone)).toInstant();
        var last = lastHours(startsAt);
        return awake.isBefore(last) ? awake : last;
    }

    private static ZonedDateTime notAtNight(ZonedDateTime time) {
        if (time.toLocalTime().isBefore(MORNING)) {
            return time.with(MORNING);
        }
        return time.toLocalTime().isAfter(NIGHT) ? time.plusDays(1).with(MORNING) : time;
    }

    private static Instant lastHours(Instant startsAt) {
        return startsAt.minus(OPEN_TO_ALL);
    }
}
