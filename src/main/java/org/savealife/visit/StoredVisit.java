package org.savealife.visit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.savealife.donation.SlotItem;

/**
 * A visit as it is stored.
 *
 * @param seat the sort key of the seat that is booked or held; empty in other states
 * @param moves number of its changes, by which a change by another process is noticed
 */
record StoredVisit(Visit visit, Optional<String> seat, long moves) {

    /** Whether it is an offer for which a seat is held. */
    boolean isHeld() {
        return visit.state() == Visit.State.OFFERED && seat.isPresent();
    }

    /** What the visit adds to the counters of an item: the one of its state, and the seat. */
    private Map<String, Long> counters() {
        var counters = new LinkedHashMap<String, Long>();
        counter(visit.state()).ifPresent(name -> counters.put(name, 1L));
        if (isHeld()) {
            counters.put(Seats.HELD, 1L);
        }
        if (seat.isPresent()) {
            counters.put(Seats.FREE, -1L);
        }
        return counters;
    }

    private static Optional<String> counter(Visit.State state) {
        return switch (state) {
            case BOOKED -> Optional.of(Seats.TAKEN);
            case WAITING -> Optional.of(Seats.WAITING);
            case OFFERED -> Optional.of(Seats.OFFERED);
            case NO -> Optional.of(Seats.NO);
            case GAVE_UP -> Optional.of(Seats.GAVE_UP);
            case LAPSED -> Optional.empty();
        };
    }

    /**
     * What a change adds to the counters of the donation's items, by their sort keys. It touches as few items as
     * possible: what belongs to no slot is counted with the seat that the change is about. Only the sum over all items
     * counts, so one of them may be negative.
     *
     * @param before nothing for a new visit
     * @param after nothing for a deletion
     */
    static Map<String, Map<String, Long>> changes(Optional<StoredVisit> before, Optional<StoredVisit> after) {
        var oldSeat = before.flatMap(StoredVisit::seat);
        var newSeat = after.flatMap(StoredVisit::seat);
        var changes = new LinkedHashMap<String, Map<String, Long>>();
        before.ifPresent(
                visit -> add(changes, oldSeat.or(() -> newSeat).orElse(SlotItem.COUNTS), visit.counters(), -1));
        after.ifPresent(visit -> add(changes, newSeat.or(() -> oldSeat).orElse(SlotItem.COUNTS), visit.counters(), 1));
        changes.values().forEach(counters -> counters.values().removeIf(number -> number == 0));
        changes.values().removeIf(Map::isEmpty);
        return changes;
    }

    private static void add(
            Map<String, Map<String, Long>> changes, String sortKey, Map<String, Long> counters, int sign) {
        var sums = changes.computeIfAbsent(sortKey, unused -> new LinkedHashMap<>());
        counters.forEach((name, number) -> sums.merge(name, sign * number, Long::sum));
    }
}
