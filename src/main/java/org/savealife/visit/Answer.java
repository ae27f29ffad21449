package org.savealife.visit;

import java.time.Instant;

/** What a donor says to an invitation. */
public sealed interface Answer {

    /**
     * The donor comes. Who is booked at another time moves.
     *
     * @param slot when the slot begins; of no meaning if the donation has no slots
     */
    record Yes(Instant slot) implements Answer {}

    /**
     * The donor does not come. A booked or offered seat becomes free.
     *
     * @param reason {@code away}, {@code ill}, {@code other}, or "" for none given
     */
    record No(String reason) implements Answer {}

    /** The donor gives up a booked or offered seat, or leaves the waiting list. Of anybody else it is a no. */
    record GiveUp() implements Answer {}

    /** The donor wants a seat when one becomes free. */
    record Wait() implements Answer {}
}
