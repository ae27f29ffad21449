package org.savealife.donation;

import java.util.List;
import java.util.stream.Stream;

/**
 * A field of a donation that has changed.
 *
 * @param field by its name in the API: {@code datetime}, {@code ends_at}, {@code address} or {@code note}, or one of
 *     the {@link SeatingFields}
 * @param before the former value: a text, or an ISO instant; "" for none
 * @param after the new value, likewise
 */
public record Difference(String field, String before, String after) {

    private static final String SHOW_RATE = "show_rate";

    /** What has changed from one version of a donation to another, in the order in which people read it. */
    public static List<Difference> between(Donation before, Donation after) {
        return Stream.of(
                        new Difference(
                                "datetime",
                                before.startsAt().toString(),
                                after.startsAt().toString()),
                        new Difference("ends_at", end(before), end(after)),
                        new Difference("address", before.address(), after.address()),
                        new Difference("note", before.note(), after.note()))
                .filter(difference -> !difference.before().equals(difference.after()))
                .toList();
    }

    /**
     * What has changed of the seats: numbers, and the show rate in per cent. These belong to no version of a donation,
     * as donors are not told of them.
     */
    public static List<Difference> between(Seating before, Seating after) {
        return Stream.of(
                        number("slot_minutes", before.slotMinutes(), after.slotMinutes()),
                        number("seats_per_slot", before.seatsPerSlot(), after.seatsPerSlot()),
                        number("seats", before.seats(), after.seats()),
                        number(SHOW_RATE, before.showPercent(), after.showPercent()))
                .filter(difference -> !difference.before().equals(difference.after()))
                .toList();
    }

    private static Difference number(String field, int before, int after) {
        return new Difference(field, text(before), text(after));
    }

    private static String text(int number) {
        return number == 0 ? "" : Integer.toString(number);
    }

    private static String end(Donation donation) {
        return donation.endsAt().map(Object::toString).orElse("");
    }

    /** Whether the values are per cent. */
    public boolean holdsShare() {
        return field.equals(SHOW_RATE);
    }

    /** Whether the values are moments. */
    public boolean holdsTime() {
        return field.equals("datetime") || field.equals("ends_at");
    }
}
