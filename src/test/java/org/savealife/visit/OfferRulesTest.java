package org.savealife.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferRulesTest {

    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");

    @ParameterizedTest(name = "offered {0}, donation {1}: until {2}")
    @CsvSource({
        // a day at most
        "2026-11-02T12:00, 2026-11-20T18:00, 2026-11-03T12:00",
        "2026-11-02T12:00, 2026-11-06T12:00, 2026-11-03T12:00",
        // a quarter of the time left
        "2026-11-02T12:00, 2026-11-04T12:00, 2026-11-03T08:00",
        "2026-11-02T09:00, 2026-11-03T17:00, 2026-11-02T17:00",
        "2026-11-02T09:00, 2026-11-02T17:00, 2026-11-02T11:00",
        // not at night
        "2026-11-02T20:59, 2026-11-20T18:00, 2026-11-03T20:59",
        "2026-11-02T21:00, 2026-11-20T18:00, 2026-11-03T21:00",
        "2026-11-02T21:01, 2026-11-20T18:00, 2026-11-04T08:00",
        "2026-11-02T23:59, 2026-11-20T18:00, 2026-11-04T08:00",
        "2026-11-03T00:00, 2026-11-20T18:00, 2026-11-04T08:00",
        "2026-11-03T07:59, 2026-11-20T18:00, 2026-11-04T08:00",
        "2026-11-03T08:00, 2026-11-20T18:00, 2026-11-04T08:00",
        "2026-11-02T19:00, 2026-11-03T19:00, 2026-11-03T08:00",
        // not within the last three hours
        "2026-11-02T23:00, 2026-11-03T10:00, 2026-11-03T07:00",
        "2026-11-03T12:00, 2026-11-03T15:10, 2026-11-03T12:10",
        // the clock is put back in the night of 25 October, and put forward in that of 28 March
        "2026-10-24T20:00, 2026-11-20T18:00, 2026-10-25T19:00",
        "2026-10-24T22:00, 2026-11-20T18:00, 2026-10-25T21:00",
        "2027-03-27T19:00, 2027-04-20T18:00, 2027-03-28T20:00",
        "2027-03-27T20:30, 2027-04-20T18:00, 2027-03-29T08:00",
    })
    void an_offer_ends(LocalDateTime now, LocalDateTime start, LocalDateTime end) {
        assertThat(OfferRules.end(instant(now), instant(start), AMSTERDAM)).isEqualTo(instant(end));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-03T14:59, 2026-11-03T18:00, false",
        "2026-11-03T15:00, 2026-11-03T18:00, true",
        "2026-11-03T18:30, 2026-11-03T18:00, true",
    })
    void in_the_last_three_hours_seats_are_for_whoever_is_first(LocalDateTime now, LocalDateTime start, boolean open) {
        var donation = aDonation().at(instant(start)).build();

        assertThat(OfferRules.isOpenToAll(donation, instant(now))).isEqualTo(open);
    }

    private static Instant instant(LocalDateTime time) {
        return time.atZone(AMSTERDAM).toInstant();
    }
}
