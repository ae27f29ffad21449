package org.savealife.invitation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;

/**
 * Who is invited to a donation: every donor who passes all rules. The first rule that a donor does not pass gives
 * the reason for skipping.
 */
public final class EligibilityRules {

    /** The values that the rules examine. */
    public record Candidate(Donor donor, Donation donation, Instant now) {}

    /**
     * A rule.
     *
     * @param name what the rule requires, in words
     * @param reason recorded in the ledger for donors who do not pass the rule
     */
    public record Rule(String name, String reason, Predicate<Candidate> lets) {

        @Override
        public String toString() {
            return name;
        }
    }

    public static final Rule SAME_CITY = new Rule(
            "same city",
            "other_city",
            candidate -> candidate.donor().city().equals(candidate.donation().city()));

    static final Rule NOT_UNSUBSCRIBED = new Rule(
            "not unsubscribed", "unsubscribed", candidate -> !candidate.donor().unsubscribed());

    static final Rule ADDRESS_NOT_SUPPRESSED = new Rule(
            "address not suppressed",
            "address_suppressed",
            candidate -> candidate.donor().suppression().isEmpty());

    static final Rule DONATION_NOT_PAST = new Rule(
            "donation not past",
            "donation_past",
            candidate -> !candidate.donation().isPast(candidate.now()));

    public static final Rule DONATION_NOT_CANCELLED = new Rule(
            "donation not cancelled",
            "donation_cancelled",
            candidate -> !candidate.donation().cancelled());

    static final List<Rule> RULES =
            List.of(SAME_CITY, NOT_UNSUBSCRIBED, ADDRESS_NOT_SUPPRESSED, DONATION_NOT_PAST, DONATION_NOT_CANCELLED);

    private EligibilityRules() {}

    /** The reason why nobody is invited to the donation; empty if donors are. */
    static Optional<String> reasonNotToRun(Donation donation, Instant now) {
        if (donation.cancelled()) {
            return Optional.of(DONATION_NOT_CANCELLED.reason());
        }
        return donation.isPast(now) ? Optional.of(DONATION_NOT_PAST.reason()) : Optional.empty();
    }

    /** The reason why the donor is not invited; empty if they are. */
    public static Optional<String> reasonToSkip(Candidate candidate) {
        return RULES.stream()
                .filter(rule -> !rule.lets().test(candidate))
                .map(Rule::reason)
                .findFirst();
    }
}
