package org.savealife.donation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.savealife.platform.i18n.Language;

class DonationTimeTextsTest {

    private static final Instant TEN_O_CLOCK = Instant.parse("2026-12-03T09:00:00Z");

    @Test
    void the_time_is_that_of_the_blood_banks_clock() {
        assertThat(in(Language.ENGLISH).when(aDonation().at(TEN_O_CLOCK).build()))
                .isEqualTo("Thursday 3 December 2026, from 10:00");
    }

    @Test
    void an_end_on_the_same_day_is_an_hour() {
        var donation = aDonation().at(TEN_O_CLOCK).lasting(Duration.ofHours(6)).build();

        assertThat(in(Language.ENGLISH).when(donation)).isEqualTo("Thursday 3 December 2026, from 10:00 to 16:00");
    }

    @Test
    void an_end_on_another_day_is_said_with_its_day() {
        var donation = aDonation().at(TEN_O_CLOCK).lasting(Duration.ofHours(30)).build();

        assertThat(in(Language.ENGLISH).when(donation))
                .isEqualTo("Thursday 3 December 2026, from 10:00 to Friday 4 December 2026, 16:00");
    }

    @Test
    void a_donor_who_reads_dutch_is_told_the_time_in_dutch() {
        var day = aDonation().at(TEN_O_CLOCK).lasting(Duration.ofHours(6)).build();

        assertThat(in(Language.DUTCH).when(day)).isEqualTo("donderdag 3 december 2026, van 10:00 tot 16:00");
        assertThat(in(Language.DUTCH).when(aDonation().at(TEN_O_CLOCK).build()))
                .isEqualTo("donderdag 3 december 2026, vanaf 10:00");
    }

    @Test
    void a_moment_is_a_day_and_an_hour() {
        assertThat(in(Language.ENGLISH).moment(TEN_O_CLOCK)).isEqualTo("Thursday 3 December at 10:00");
        assertThat(in(Language.DUTCH).moment(TEN_O_CLOCK)).isEqualTo("donderdag 3 december om 10:00");
    }

    private static DonationTimeTexts in(Language language) {
        return new DonationTimeTexts(language, ZoneId.of("Europe/Amsterdam"));
    }
}
