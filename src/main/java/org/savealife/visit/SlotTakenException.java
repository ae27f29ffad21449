package org.savealife.visit;

import java.util.List;
import org.savealife.platform.error.ConflictException;

/** There is no free seat at the wanted time: 409. The exception has the nearest times at which there is one. */
public final class SlotTakenException extends ConflictException {

    private static final long serialVersionUID = 1L;

    private final transient List<Slot> nearest;

    SlotTakenException(List<Slot> nearest) {
        super(
                nearest.isEmpty()
                        ? "All seats are taken. You can join the waiting list."
                        : "That time is taken. Please choose another one.");
        this.nearest = List.copyOf(nearest);
    }

    /** Up to three slots with free seats, the nearest to the wanted time first; empty if the donation is full. */
    public List<Slot> nearest() {
        return nearest;
    }
}
