package org.savealife.invitation.full;

import java.time.Instant;
import java.util.List;
import org.savealife.donation.Donation;
import org.savealife.visit.Slot;

/** When a donation is full, and what becomes of its invitations then. */
final class FullRules {

    /** What a run of invitations does that waits for a free seat. */
    enum Next {
        WAIT,
        GO_ON,
        /** It skips those to whom it has not written: the donation has begun. */
        END
    }

    private FullRules() {}

    /**
     * Whether nobody else can book: each seat is booked, or held for somebody who waits, or its slot has begun. A
     * donation without a limit is never full.
     */
    static boolean isFull(Donation donation, List<Slot> slots, Instant now) {
        return donation.seating().isLimited()
                && slots.stream().noneMatch(slot -> slot.free() > 0 && isToCome(donation, slot, now));
    }

    /** A donation without slots can be joined until it is over. */
    private static boolean isToCome(Donation donation, Slot slot, Instant now) {
        return donation.seating().hasSlots() ? now.isBefore(slot.at()) : !donation.isPast(now);
    }

    static Next next(Donation donation, List<Slot> slots, Instant now) {
        if (!now.isBefore(donation.startsAt())) {
            return Next.END;
        }
        return isFull(donation, slots, now) ? Next.WAIT : Next.GO_ON;
    }
}
