package org.savealife.invitation.run;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a donor has replied to the invitation to a donation.
 *
 * @param slot when the donor is expected; empty if no time was agreed
 * @param until when the offer of a seat ends; empty if none is offered
 */
public record Reply(State state, Optional<Instant> slot, Optional<Instant> until) {

    /** A donor who has not replied. */
    public static final Reply NONE = new Reply(State.NONE, Optional.empty());

    /** A reply to which no seat is offered. */
    public Reply(State state, Optional<Instant> slot) {
        this(state, slot, Optional.empty());
    }

    /** Where a reply stands. */
    public enum State {
        NONE,
        BOOKED,
        /** The donor waits for a seat. */
        WAITING,
        /** A seat is held for the donor, who has not taken it yet. */
        OFFERED,
        /** The donor did not take the offered seat in time. */
        LAPSED,
        /** The donor had a seat, or waited for one, and gave it up. */
        GAVE_UP,
        /** The donor does not come. */
        NO
    }

    /** The states of donors who mean to come. */
    public static final Set<State> EXPECTED = Set.of(State.BOOKED, State.WAITING, State.OFFERED);

    public boolean isBooked() {
        return state == State.BOOKED;
    }

    /** Whether the donor means to come, with a seat or hoping for one. */
    public boolean isExpected() {
        return EXPECTED.contains(state);
    }
}
