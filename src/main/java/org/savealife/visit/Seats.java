package org.savealife.visit;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.donation.Donation;
import org.savealife.donation.Seating;
import org.savealife.donation.SlotItem;

/**
 * The seats of a donation at one moment.
 *
 * @param numbers the counters of the stored items, by sort key
 */
record Seats(Map<String, Map<String, Long>> numbers) {

    /** Seats that may be booked when the item was made, or staff changed them last. */
    static final String SEATS = "seats";
    /** {@code seats - taken - held}; negative if staff lowered the seats. */
    static final String FREE = "free";

    static final String TAKEN = "taken";
    static final String HELD = "held";
    static final String WAITING = "waiting";
    static final String OFFERED = "offered";
    static final String NO = "no";
    static final String GAVE_UP = "gave_up";

    Seats {
        numbers = Map.copyOf(numbers);
    }

    /** How many donors may book each slot; {@link Slot#NO_LIMIT} for any number. */
    static int bookable(Seating seating) {
        return seating.isLimited() ? seating.bookableSeats() : Slot.NO_LIMIT;
    }

    VisitCounts counts() {
        return new VisitCounts(sum(TAKEN), sum(WAITING), sum(OFFERED), sum(NO), sum(GAVE_UP));
    }

    private int sum(String name) {
        var sum = numbers.values().stream()
                .mapToLong(counters -> counters.getOrDefault(name, 0L))
                .sum();
        return (int) Math.max(0, sum);
    }

    /** Seats that are neither booked nor held. */
    private long free(String sortKey, Seating seating) {
        return number(sortKey, FREE).orElse((long) bookable(seating));
    }

    private Optional<Long> number(String sortKey, String name) {
        return Optional.ofNullable(numbers.getOrDefault(sortKey, Map.of()).get(name));
    }

    /**
     * The slots as {@link VisitRepository#slots} promises them.
     *
     * @param open whether seats that become free are not kept for the waiting list
     */
    List<Slot> slots(Donation donation, boolean open) {
        var waiting = sum(WAITING);
        var current = SlotItem.sortKeys(donation);
        var known = new HashSet<>(current);
        var former = numbers.keySet().stream()
                .filter(sortKey ->
                        !known.contains(sortKey) && number(sortKey, TAKEN).orElse(0L) > 0);
        return Stream.concat(current.stream(), former)
                .map(sortKey -> slot(sortKey, donation, known.contains(sortKey), !open && waiting > 0, waiting))
                .sorted(Comparator.comparing(Slot::at))
                .toList();
    }

    /** @param kept whether free seats are kept for the waiting list */
    private Slot slot(String sortKey, Donation donation, boolean current, boolean kept, int waiting) {
        long seats = current ? number(sortKey, SEATS).orElse((long) bookable(donation.seating())) : 0L;
        var inLine = kept && current && seats != Slot.NO_LIMIT ? Math.max(0, free(sortKey, donation.seating())) : 0;
        return new Slot(
                at(sortKey, donation),
                (int) seats,
                number(sortKey, TAKEN).orElse(0L).intValue(),
                (int) (number(sortKey, HELD).orElse(0L) + inLine),
                waiting);
    }

    private static Instant at(String sortKey, Donation donation) {
        return SlotItem.time(donation.startsAt(), sortKey).orElse(donation.startsAt());
    }

    /** The first slot that has not begun and has a seat to be offered; its sort key. */
    Optional<String> offerable(Donation donation, Instant now) {
        return SlotItem.sortKeys(donation).stream()
                .filter(sortKey -> now.isBefore(at(sortKey, donation)) && free(sortKey, donation.seating()) > 0)
                .findFirst();
    }
}
