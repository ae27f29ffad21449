package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MatchingTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(
                        Matching.SAME_CITY,
                        new Matching.Candidate(
                                aDonor().from("Amsterdam").build(),
                                aDonation().in("Haarlem").build(),
                                NOW)),
                Arguments.of(
                        Matching.DONATION_NOT_PAST,
                        new Matching.Candidate(
                                aDonor().build(), aDonation().at(NOW).build(), NOW)));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void each_rule_keeps_its_donors_out_and_says_why(Matching.Rule rule, Matching.Candidate candidate) {
        assertThat(Matching.reasonToSkip(candidate)).contains(rule.reason());
    }

    @Test
    void every_rule_is_in_the_table_above() {
        assertThat(rules().map(row -> row.get()[0])).containsExactlyElementsOf(Matching.RULES);
    }

    @Test
    void whom_no_rule_keeps_out_is_invited() {
        var donor = aDonor().from("SAO PAULO").build();
        var donation = aDonation().in("São Paulo").at(NOW.plusSeconds(1)).build();

        assertThat(Matching.reasonToSkip(new Matching.Candidate(donor, donation, NOW)))
                .isEmpty();
    }
}
