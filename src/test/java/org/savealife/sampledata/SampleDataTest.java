package org.savealife.sampledata;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.savealife.donation.Donation;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Donor;

class SampleDataTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final SampleData data = SampleData.of(NOW, ZoneId.of("Europe/Amsterdam"), city -> true);

    @Test
    void there_are_300_donors_of_six_cities_with_addresses_of_their_own_in_a_domain_that_never_exists() {
        assertThat(data.donors()).hasSize(300).allMatch(SampleData::isSample);
        assertThat(data.donors().stream().map(donor -> donor.email().normalised()))
                .doesNotHaveDuplicates()
                .allMatch(address -> address.matches("[a-z]+\\d+@sample\\.example"));
        assertThat(data.donors().stream().map(Donor::city).distinct()).hasSize(6);
    }

    @Test
    void every_blood_type_is_there_and_common_ones_are_common() {
        assertThat(data.donors().stream().map(Donor::type)).contains(BloodType.values());
        assertThat(count(BloodType.O_POSITIVE)).isGreaterThan(count(BloodType.O_NEGATIVE) * 3);
        assertThat(count(BloodType.UNKNOWN)).isBetween(30L, 90L);
    }

    @Test
    void donors_signed_up_lately_and_some_have_stopped_since() {
        assertThat(data.donors())
                .allMatch(donor ->
                        !donor.signedUpAt().isAfter(NOW) && donor.signedUpAt().isAfter(NOW.minus(Duration.ofDays(60))));
        assertThat(data.unsubscribed()).hasSize(15).doesNotHaveDuplicates();
    }

    @Test
    void three_donations_take_place_in_the_coming_weeks_where_donors_are() {
        assertThat(data.donations()).hasSize(3).allMatch(donation -> !donation.isPast(NOW));
        assertThat(data.donations().stream().map(Donation::city))
                .isSubsetOf(data.donors().stream().map(Donor::city).toList());
        assertThat(data.donations().stream().map(Donation::address)).allMatch(address -> address.endsWith("(sample)"));
    }

    @Test
    void the_donations_take_place_only_where_they_may() {
        var elsewhere = SampleData.of(NOW, ZoneId.of("Europe/Amsterdam"), city -> !city.equals(City.of("Utrecht")));
        var nowhere = SampleData.of(NOW, ZoneId.of("Europe/Amsterdam"), city -> false);

        assertThat(elsewhere.donations())
                .hasSize(3)
                .noneMatch(donation -> donation.city().equals(City.of("Utrecht")));
        assertThat(nowhere.donations()).isEmpty();
        assertThat(nowhere.donors()).hasSize(300);
    }

    private long count(BloodType type) {
        return data.donors().stream().filter(donor -> donor.type() == type).count();
    }
}
