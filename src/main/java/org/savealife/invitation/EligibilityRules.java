package org.savealife.invitation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.invitation.run.Kind;
import org.savealife.invitation.run.Reply;

/**
 * Whom a run writes to: every donor of its audience who passes all rules of its kind. The first rule that a donor
 * does not pass gives the reason for skipping.
 */
public final class EligibilityRules {

    /**
     * The values that the rules examine.
     *
     * @param full whether no seat was free when the donation began
     */
    public record Candidate(Donor donor, Donation donation, Instant now, Reply reply, boolean full) {

        /** A donor to whose invitation seats do not matter. */
        public Candidate(Donor donor, Donation donation, Instant now, Reply reply) {
            this(donor, donation, now, reply, false);
        }

        /** A donor who has not replied. */
        public Candidate(Donor donor, Donation donation, Instant now) {
            this(donor, donation, now, Reply.NONE);
        }
    }

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

    public static final Rule ADDRESS_NOT_SUPPRESSED = new Rule(
            "address not suppressed",
            "address_suppressed",
            candidate -> candidate.donor().suppression().isEmpty());

    /** While a run goes on, a full donation pauses it. Whom it has not written to by the end does not pass. */
    static final Rule SEATS_FREE = new Rule("seats free", InvitationRun.FULL, candidate -> !candidate.full());

    static final Rule DONATION_NOT_PAST = new Rule(
            "donation not past",
            "donation_past",
            candidate -> !candidate.donation().isPast(candidate.now()));

    public static final Rule DONATION_NOT_CANCELLED = new Rule(
            "donation not cancelled",
            "donation_cancelled",
            candidate -> !candidate.donation().cancelled());

    /** Who is booked asked for what concerns the booking; unsubscribing ends invitations. */
    static final Rule NOT_UNSUBSCRIBED_UNLESS_EXPECTED = new Rule(
            "not unsubscribed, or booked",
            NOT_UNSUBSCRIBED.reason(),
            candidate -> !candidate.donor().unsubscribed() || candidate.reply().isExpected());

    static final Rule HAS_NOT_SAID_NO = new Rule(
            "has not said no", "said_no", candidate -> candidate.reply().state() != Reply.State.NO);

    static final Rule STILL_EXPECTED = new Rule(
            "booked, or waiting", "not_booked", candidate -> candidate.reply().isExpected());

    static final Rule STILL_OFFERED = new Rule(
            "still offered a seat",
            "not_offered",
            candidate -> candidate.reply().state() == Reply.State.OFFERED);

    static final List<Rule> RULES = List.of(
            SAME_CITY, NOT_UNSUBSCRIBED, ADDRESS_NOT_SUPPRESSED, SEATS_FREE, DONATION_NOT_PAST, DONATION_NOT_CANCELLED);

    private static final List<Rule> OF_CHANGES = List.of(
            HAS_NOT_SAID_NO,
            NOT_UNSUBSCRIBED_UNLESS_EXPECTED,
            ADDRESS_NOT_SUPPRESSED,
            DONATION_NOT_PAST,
            DONATION_NOT_CANCELLED);

    private static final List<Rule> OF_CANCELLATIONS =
            List.of(HAS_NOT_SAID_NO, NOT_UNSUBSCRIBED_UNLESS_EXPECTED, ADDRESS_NOT_SUPPRESSED, DONATION_NOT_PAST);

    private static final List<Rule> OF_BOOKINGS =
            List.of(STILL_EXPECTED, ADDRESS_NOT_SUPPRESSED, DONATION_NOT_PAST, DONATION_NOT_CANCELLED);

    private static final List<Rule> OF_OFFERS =
            List.of(ADDRESS_NOT_SUPPRESSED, DONATION_NOT_PAST, DONATION_NOT_CANCELLED, STILL_OFFERED);

    private EligibilityRules() {}

    /** The reason why nobody is invited to the donation; empty if donors are. */
    static Optional<String> reasonNotToRun(Donation donation, Instant now) {
        if (donation.cancelled()) {
            return Optional.of(DONATION_NOT_CANCELLED.reason());
        }
        return donation.isPast(now) ? Optional.of(DONATION_NOT_PAST.reason()) : Optional.empty();
    }

    static List<Rule> rules(Kind kind) {
        return switch (kind) {
            case INVITATION -> RULES;
            case CHANGE -> OF_CHANGES;
            case CANCELLATION -> OF_CANCELLATIONS;
            case REMINDER, CONFIRMATION -> OF_BOOKINGS;
            case OFFER -> OF_OFFERS;
        };
    }

    /** The reason why the donor is not invited; empty if they are. */
    public static Optional<String> reasonToSkip(Candidate candidate) {
        return reasonToSkip(Kind.INVITATION, candidate);
    }

    /** The reason why a run of that kind does not write to the donor; empty if it does. */
    public static Optional<String> reasonToSkip(Kind kind, Candidate candidate) {
        return rules(kind).stream()
                .filter(rule -> !rule.lets().test(candidate))
                .map(Rule::reason)
                .findFirst();
    }
}
