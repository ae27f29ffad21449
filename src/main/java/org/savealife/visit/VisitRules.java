package org.savealife.visit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.savealife.donation.Donation;
import org.savealife.donation.SlotItem;
import org.savealife.platform.error.ConflictException;

/**
 * What becomes of a visit by an answer.
 *
 * @param now to the millisecond
 */
record VisitRules(Donation donation, Instant now, Visit.Via via) {

    private static final int NEAREST = 3;

    VisitRules {
        now = now.truncatedTo(ChronoUnit.MILLIS);
    }

    /** @throws ConflictException if nobody can answer any more */
    void refuseIfClosed() {
        if (donation.cancelled()) {
            throw new ConflictException("This donation was called off.");
        }
        if (donation.isPast(now)) {
            throw new ConflictException("This donation is over.");
        }
    }

    /**
     * The visit after the answer; the same if the answer changes nothing.
     *
     * @param before nothing if the donor has not answered yet
     * @param seats read only if the answer depends on them
     */
    StoredVisit after(String donorId, Optional<StoredVisit> before, Answer answer, Supplier<Seats> seats) {
        if (answer instanceof Answer.Yes yes) {
            return booked(donorId, before, yes, seats);
        }
        if (answer instanceof Answer.Wait) {
            return waiting(donorId, before, seats);
        }
        if (answer instanceof Answer.No no) {
            return refused(donorId, before, no.reason());
        }
        return before.filter(VisitRules::hasSomething)
                .map(visit -> next(
                        donorId,
                        before,
                        Visit.State.GAVE_UP,
                        Optional.empty(),
                        visit.visit().askedAt(),
                        ""))
                .or(() -> before.filter(visit -> visit.visit().state() != Visit.State.LAPSED))
                .orElseGet(() -> refused(donorId, before, ""));
    }

    private static boolean hasSomething(StoredVisit visit) {
        return switch (visit.visit().state()) {
            case BOOKED, WAITING, OFFERED -> true;
            case NO, GAVE_UP, LAPSED -> false;
        };
    }

    private StoredVisit booked(String donorId, Optional<StoredVisit> before, Answer.Yes yes, Supplier<Seats> seats) {
        var slot = donation.seating().hasSlots() ? Optional.of(yes.slot()) : Optional.<Instant>empty();
        var same = before.filter(visit -> visit.visit().slot().equals(slot));
        var unchanged = same.filter(visit -> visit.visit().state() == Visit.State.BOOKED);
        if (unchanged.isPresent()) {
            return unchanged.get();
        }
        slot.ifPresent(this::refuseUnlessToCome);
        if (same.filter(StoredVisit::isHeld).isEmpty()) {
            refuseIfTaken(slot.orElse(donation.startsAt()), slots(before, seats.get()));
        }
        var askedAt = before.filter(VisitRules::hasSomething)
                .map(visit -> visit.visit().askedAt())
                .orElse(now);
        return next(donorId, before, Visit.State.BOOKED, slot, askedAt, "");
    }

    private void refuseUnlessToCome(Instant slot) {
        if (!donation.seating().slotStarts(donation).contains(slot)) {
            throw new ConflictException("There is no slot at that time. Please choose another one.");
        }
        if (hasBegun(slot)) {
            throw new ConflictException("That slot has begun. Please choose a later one.");
        }
    }

    /** A donation without slots can be joined until it is over. */
    private boolean hasBegun(Instant slot) {
        return donation.seating().hasSlots() && !slot.isAfter(now);
    }

    private void refuseIfTaken(Instant wanted, List<Slot> slots) {
        var isFree = slots.stream().anyMatch(slot -> slot.at().equals(wanted) && slot.free() > 0);
        if (!isFree) {
            throw new SlotTakenException(nearest(wanted, slots));
        }
    }

    private List<Slot> nearest(Instant wanted, List<Slot> slots) {
        return slots.stream()
                .filter(slot -> slot.free() > 0 && !hasBegun(slot.at()))
                .sorted(Comparator.comparing(
                        slot -> Duration.between(wanted, slot.at()).abs()))
                .limit(NEAREST)
                .toList();
    }

    /** The slots as this donor sees them: seats are kept for others on the waiting list only. */
    private List<Slot> slots(Optional<StoredVisit> before, Seats seats) {
        var mine = before.filter(visit -> visit.visit().state() == Visit.State.WAITING)
                        .isPresent()
                ? 1
                : 0;
        var isOpen = OfferRules.isOpenToAll(donation, now) || seats.counts().waiting() <= mine;
        return seats.slots(donation, isOpen);
    }

    private StoredVisit waiting(String donorId, Optional<StoredVisit> before, Supplier<Seats> seats) {
        var state = before.map(visit -> visit.visit().state());
        if (state.equals(Optional.of(Visit.State.BOOKED))) {
            throw new ConflictException("There is a booked seat already. Please choose another time, or give it up.");
        }
        if (state.equals(Optional.of(Visit.State.WAITING)) || state.equals(Optional.of(Visit.State.OFFERED))) {
            return before.orElseThrow();
        }
        if (!nearest(now, slots(before, seats.get())).isEmpty()) {
            throw new ConflictException("There are free seats. Please choose a time.");
        }
        return next(donorId, before, Visit.State.WAITING, Optional.empty(), now, "");
    }

    private StoredVisit refused(String donorId, Optional<StoredVisit> before, String reason) {
        return before.filter(visit -> visit.visit().state() == Visit.State.NO
                        && visit.visit().reason().equals(reason))
                .orElseGet(() -> next(
                        donorId,
                        before,
                        Visit.State.NO,
                        Optional.empty(),
                        before.map(visit -> visit.visit().askedAt()).orElse(now),
                        reason));
    }

    private String seat(Optional<Instant> slot) {
        return slot.map(time -> SlotItem.sortKey(donation, time)).orElse(SlotItem.ALL);
    }

    private StoredVisit next(
            String donorId,
            Optional<StoredVisit> before,
            Visit.State state,
            Optional<Instant> slot,
            Instant askedAt,
            String reason) {
        return new StoredVisit(
                new Visit(donation.id(), donorId, state, slot, askedAt, now, via, reason, Optional.empty()),
                state == Visit.State.BOOKED ? Optional.of(seat(slot)) : Optional.empty(),
                before.map(StoredVisit::moves).orElse(0L) + 1);
    }
}
