package org.savealife.invitation.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReminderTimesTest {

    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");

    /** The clock goes back on 25 October 2026 and forward on 28 March 2027. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-12-03T10:00 | 3 | 2026-11-30T17:59 | 0
            2026-12-03T10:00 | 3 | 2026-11-30T18:00 | 1
            2026-12-03T10:00 | 3 | 2026-12-01T17:59 | 1
            2026-12-03T10:00 | 3 | 2026-12-01T18:00 | 0
            2026-12-03T10:00 | 3 | 2026-12-02T18:00 | 2
            2026-12-03T10:00 | 3 | 2026-12-03T06:59 | 2
            2026-12-03T10:00 | 3 | 2026-12-03T07:00 | 0
            2026-12-03T10:00 | 2 | 2026-12-02T17:59 | 1
            2026-12-03T10:00 | 1 | 2026-12-02T17:59 | 0
            2026-12-03T10:00 | 1 | 2026-12-02T18:00 | 2
            2026-12-03T10:00 | 0 | 2026-11-30T18:00 | 0
            2026-10-25T10:00 | 3 | 2026-10-24T18:00 | 2
            2026-10-27T10:00 | 3 | 2026-10-24T18:00 | 1
            2027-03-28T10:00 | 3 | 2027-03-27T17:59 | 0
            2027-03-28T10:00 | 3 | 2027-03-27T18:00 | 2
            """)
    void donors_are_reminded_some_days_before_and_on_the_evening_before(
            LocalDateTime start, int days, LocalDateTime now, int number) {
        var donation = aDonation().at(start.atZone(AMSTERDAM).toInstant()).build();

        assertThat(new ReminderTimes(AMSTERDAM, days, 18)
                        .due(donation, now.atZone(AMSTERDAM).toInstant()))
                .isEqualTo(number == 0 ? OptionalInt.empty() : OptionalInt.of(number));
    }
}
