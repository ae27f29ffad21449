package org.savealife.visit;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What a donor answered to the invitation to a donation, and what became of it.
 *
 * @param slot when the booked or offered slot begins; empty if there is none, or if the donation has no slots
 * @param askedAt when the donor first asked for a seat, or joined the waiting list last
 * @param answeredAt when the state last changed
 * @param reason of a no: {@code away}, {@code ill}, {@code other}; "" for none given
 * @param offerUntil when the offer ends; empty in any other state
 */
public record Visit(
        String donationId,
        String donorId,
        State state,
        Optional<Instant> slot,
        Instant askedAt,
        Instant answeredAt,
        Via via,
        String reason,
        Optional<Instant> offerUntil) {

    /** Where a visit stands. */
    public enum State {
        /** The donor has a seat. */
        BOOKED,
        /** The donor had a seat, or waited for one, and gave it up. */
        GAVE_UP,
        /** The donor does not come. */
        NO,
        /** The donor is on the waiting list. */
        WAITING,
        /**
         * The donor may take a seat that became free. It is held for the donor until the offer ends; but shortly before
         * the donation it goes to whoever is first ({@link OfferRules#isOpenToAll}).
         */
        OFFERED,
        /** The donor did not take the offered seat in time, and is no longer on the waiting list. */
        LAPSED;

        /** As the API and the table write it: {@code gave_up}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The state with that word. */
        public static Optional<State> find(String word) {
            for (var state : values()) {
                if (state.word().equals(word)) {
                    return Optional.of(state);
                }
            }
            return Optional.empty();
        }
    }

    /** How the answer came. */
    public enum Via {
        /** By the link in a mail. */
        LINK,
        /** Staff entered it for the donor. */
        STAFF,
        /** By the donor's calendar program. */
        CALENDAR;

        /** As the API and the table write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
