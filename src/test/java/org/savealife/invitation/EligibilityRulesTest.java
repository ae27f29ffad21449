package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.savealife.donation.DonationBuilder;
import org.savealife.donor.DonorBuilder;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.Reply;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageBundle;

class EligibilityRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    static Stream<Arguments> rules() {
        return Stream.of(
                row(
                        EligibilityRules.SAME_CITY,
                        "other_city",
                        aDonor().from("Amsterdam"),
                        aDonation().in("Haarlem")),
                row(EligibilityRules.NOT_UNSUBSCRIBED, "unsubscribed", aDonor().unsubscribed(), aDonation()),
                row(
                        EligibilityRules.ADDRESS_NOT_SUPPRESSED,
                        "address_suppressed",
                        aDonor().suppressed("bounced"),
                        aDonation()),
                Arguments.of(
                        EligibilityRules.SEATS_FREE,
                        "full",
                        new EligibilityRules.Candidate(
                                aDonor().build(), aDonation().at(NOW).build(), NOW, Reply.NONE, true)),
                row(
                        EligibilityRules.DONATION_NOT_PAST,
                        "donation_past",
                        aDonor(),
                        aDonation().at(NOW)),
                row(
                        EligibilityRules.DONATION_NOT_CANCELLED,
                        "donation_cancelled",
                        aDonor(),
                        aDonation().cancelled()));
    }

    private static Arguments row(
            EligibilityRules.Rule rule, String reason, DonorBuilder donor, DonationBuilder donation) {
        return Arguments.of(rule, reason, new EligibilityRules.Candidate(donor.build(), donation.build(), NOW));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("rules")
    void each_rule_keeps_its_donors_out_and_says_why(
            EligibilityRules.Rule rule, String reason, EligibilityRules.Candidate candidate) {
        assertThat(rule.lets().test(candidate)).isFalse();
        assertThat(EligibilityRules.reasonToSkip(candidate)).contains(reason);
    }

    @Test
    void every_rule_is_in_the_table_above() {
        assertThat(rules().map(row -> row.get()[0])).containsExactlyElementsOf(EligibilityRules.RULES);
    }

    /** Who hears of what: a donor of the city, of another one, one who unsubscribed, one whose address bounces. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CHANGE       | NONE    | here    |
            CHANGE       | NONE    | moved   |
            CHANGE       | NONE    | stopped | unsubscribed
            CHANGE       | BOOKED  | stopped |
            CHANGE       | WAITING | stopped |
            CHANGE       | GAVE_UP | stopped | unsubscribed
            CHANGE       | GAVE_UP | here    |
            CHANGE       | NO      | here    | said_no
            CHANGE       | BOOKED  | bounced | address_suppressed
            CANCELLATION | NONE    | moved   |
            CANCELLATION | BOOKED  | stopped |
            CANCELLATION | NO      | here    | said_no
            REMINDER     | BOOKED  | stopped |
            REMINDER     | WAITING | here    |
            REMINDER     | GAVE_UP | here    | not_booked
            REMINDER     | NONE    | here    | not_booked
            OFFER        | OFFERED | moved   |
            OFFER        | BOOKED  | here    | not_offered
            CONFIRMATION | BOOKED  | bounced | address_suppressed
            CONFIRMATION | GAVE_UP | here    | not_booked
            """)
    void what_follows_an_invitation_goes_by_what_donors_replied(
            Kind kind, Reply.State state, String donor, String reason) {
        var candidate = candidate(donor, aDonation().in("Haarlem"), state);

        assertThat(EligibilityRules.reasonToSkip(kind, candidate)).isEqualTo(Optional.ofNullable(reason));
    }

    @ParameterizedTest
    @EnumSource
    void a_past_donation_is_told_of_to_nobody(Kind kind) {
        var candidate = candidate("here", aDonation().in("Haarlem").at(NOW), Reply.State.BOOKED);

        assertThat(EligibilityRules.reasonToSkip(kind, candidate)).contains("donation_past");
    }

    @ParameterizedTest
    @EnumSource
    void of_a_donation_that_was_called_off_donors_hear_only_that(Kind kind) {
        var candidate = candidate("here", aDonation().in("Haarlem").cancelled(), Reply.State.OFFERED);

        assertThat(EligibilityRules.reasonToSkip(kind, candidate))
                .isEqualTo(kind == Kind.CANCELLATION ? Optional.empty() : Optional.of("donation_cancelled"));
    }

    private static EligibilityRules.Candidate candidate(String donor, DonationBuilder donation, Reply.State state) {
        var builder = aDonor().from(donor.equals("moved") ? "Leiden" : "Haarlem");
        var built = switch (donor) {
            case "stopped" -> builder.unsubscribed();
            case "bounced" -> builder.suppressed("bounced");
            default -> builder;
        };
        return new EligibilityRules.Candidate(built.build(), donation.build(), NOW, new Reply(state, Optional.empty()));
    }

    @Test
    void whom_no_rule_keeps_out_is_invited() {
        var donor = aDonor().from("SAO PAULO").build();
        var donation = aDonation().in("São Paulo").at(NOW.plusSeconds(1)).build();

        assertThat(EligibilityRules.reasonToSkip(new EligibilityRules.Candidate(donor, donation, NOW)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void each_reason_has_its_texts(Language language) {
        var reasons = Stream.concat(
                EligibilityRules.RULES.stream().map(EligibilityRules.Rule::reason),
                Stream.of(Outcome.Skipped.UNREADABLE, Outcome.Skipped.DONOR_GONE));

        assertThat(reasons.flatMap(reason -> Stream.of("reason." + reason, "history.skipped." + reason)))
                .allSatisfy(key ->
                        assertThat(MessageBundle.in(language.locale(), key)).isNotEqualTo(key));
    }
}
