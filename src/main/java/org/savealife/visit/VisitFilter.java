package org.savealife.visit;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which visits of a donation to list.
 *
 * @param states any of these; all if there are none
 * @param slot those booked or offered at this time; empty for any
 */
public record VisitFilter(Set<Visit.State> states, Optional<Instant> slot) {

    public static final VisitFilter ALL = new VisitFilter(Set.of(), Optional.empty());

    public VisitFilter {
        states = Set.copyOf(states);
    }

    public static VisitFilter of(Visit.State... states) {
        return new VisitFilter(Set.of(states), Optional.empty());
    }

    boolean accepts(Visit visit) {
        return (states.isEmpty() || states.contains(visit.state())) && (slot.isEmpty() || slot.equals(visit.slot()));
    }
}
