package org.savealife.visit;

import java.time.Instant;

/**
 * The seats of a slot, or of a whole donation without slots.
 *
 * @param at when it begins
 * @param seats how many donors may book, with overbooking; {@link #NO_LIMIT} for any number; 0 for a slot that staff
 *     took away and that is still booked
 * @param taken booked seats; more than {@code seats} if staff lowered them
 * @param held seats that are kept for donors of the waiting list
 * @param waiting donors on the waiting list, which is that of the whole donation
 */
public record Slot(Instant at, int seats, int taken, int held, int waiting) {

    /** As the number of seats: any number of donors may come. */
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    public boolean isUnlimited() {
        return seats == NO_LIMIT;
    }

    /** Seats that anybody may book; {@link #NO_LIMIT} if there is no limit. */
    public int free() {
        return isUnlimited() ? NO_LIMIT : Math.max(0, seats - taken - held);
    }
}
