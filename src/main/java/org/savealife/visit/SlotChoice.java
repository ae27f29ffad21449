package org.savealife.visit;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The times that a donor may choose.
 *
 * @param free slots with free seats that have not begun, in order
 */
public record SlotChoice(List<Slot> free) {

    private static final int NEAREST = 3;

    public SlotChoice {
        free = List.copyOf(free);
    }

    /** @param own the time at which the donor is booked, which is no choice */
    public static SlotChoice of(List<Slot> slots, Optional<Instant> own, Instant now) {
        return new SlotChoice(slots.stream()
                .filter(slot -> slot.free() > 0)
                .filter(slot -> own.filter(slot.at()::equals).isEmpty())
                .filter(slot -> slot.at().isAfter(now))
                .toList());
    }

    /** The first three, or the three that are nearest to the wanted time; in order. */
    public List<Slot> nearest(Optional<Instant> wanted) {
        var byDistance = wanted.map(time -> Comparator.comparing(
                        (Slot slot) -> Duration.between(time, slot.at()).abs()))
                .orElse(Comparator.comparing(Slot::at));
        return free.stream()
                .sorted(byDistance)
                .limit(NEAREST)
                .sorted(Comparator.comparing(Slot::at))
                .toList();
    }
}
