package org.savealife.donation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.savealife.platform.error.FieldValidator;

/**
 * The fields by which staff say how many donors may come: {@code {"slot_minutes"?, "seats_per_slot"?, "seats"?,
 * "show_rate"?}}, see {@link Seating}. Without any of them, everybody may come at any time.
 */
public record SeatingFields(
        Optional<Integer> slotMinutes,
        Optional<Integer> seatsPerSlot,
        Optional<Integer> seats,
        Optional<Double> showRate) {

    public static final SeatingFields NONE =
            new SeatingFields(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final int ANY_MINUTES = 15;
    private static final String SLOT_MINUTES = "slot_minutes";

    /**
     * The seating; empty if a field is wrong, which {@link FieldValidator#check} then reports.
     *
     * @param length of the donation; zero if it has no end, empty if it is not known
     */
    public Optional<Seating> read(FieldValidator fields, Optional<Duration> length) {
        var minutes = slotMinutes.orElse(0);
        var perSlot = seatsPerSlot.orElse(0);
        var rate = showRate.orElse(1.0);
        // each of them, so that every wrong field is named
        var each = List.of(
                fits(fields, "show_rate", () -> new Seating(0, 0, 0, rate)),
                minutes == 0 || fits(fields, SLOT_MINUTES, () -> new Seating(minutes, 1, 0, 1)),
                minutes == 0 || fits(fields, "seats_per_slot", () -> new Seating(ANY_MINUTES, perSlot, 0, 1)),
                minutes != 0 || fits(fields, SLOT_MINUTES, () -> new Seating(0, perSlot, 0, 1)),
                fits(fields, "seats", () -> new Seating(0, 0, seats.orElse(0), 1)));
        if (each.contains(false)
                || !fits(fields, "seats", () -> new Seating(minutes, perSlot, seats.orElse(0), rate))) {
            return Optional.empty();
        }
        var seating = new Seating(minutes, perSlot, seats.orElse(0), rate);
        var suits = length.isEmpty()
                || fits(fields, SLOT_MINUTES, () -> {
                    seating.checkLength(length.get());
                    return seating;
                });
        return suits ? Optional.of(seating) : Optional.empty();
    }

    private static boolean fits(FieldValidator fields, String field, Supplier<Seating> seating) {
        try {
            var unused = seating.get();
            return true;
        } catch (IllegalArgumentException wrong) {
            fields.reject(field, String.valueOf(wrong.getMessage()));
            return false;
        }
    }
}
