package org.savealife.invitation.announce;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import org.savealife.donation.Seating;
import org.savealife.donation.SeatingFields;

/**
 * The seats of a donation as far as they have been filled in: texts as typed, "" for an empty field. Its fields have
 * the names of those of {@link SeatingFields}.
 */
record SeatingDraft(String slotMinutes, String seatsPerSlot, String seats, String showRate) implements Serializable {

    static final SeatingDraft NONE = new SeatingDraft("", "", "", "");

    /** Stands for a text that is no number, and is refused like a number that is too low. */
    private static final int NO_NUMBER = -1;

    static SeatingDraft of(Seating seating) {
        return new SeatingDraft(
                text(seating.slotMinutes()),
                text(seating.seatsPerSlot()),
                text(seating.seats()),
                seating.showRate() < 1 ? Double.toString(seating.showRate()) : "");
    }

    private static String text(int number) {
        return number == 0 ? "" : Integer.toString(number);
    }

    Map<String, String> fields() {
        return Map.of(
                "slot_minutes", slotMinutes, "seats_per_slot", seatsPerSlot, "seats", seats, "show_rate", showRate);
    }

    SeatingFields read() {
        return new SeatingFields(number(slotMinutes), number(seatsPerSlot), number(seats), rate(showRate));
    }

    private static Optional<Integer> number(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Integer.valueOf(text.strip()));
        } catch (NumberFormatException noNumber) {
            return Optional.of(NO_NUMBER);
        }
    }

    private static Optional<Double> rate(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Double.valueOf(text.strip()));
        } catch (NumberFormatException noNumber) {
            return Optional.of((double) NO_NUMBER);
        }
    }
}
