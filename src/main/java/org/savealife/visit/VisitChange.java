package org.savealife.visit;

import java.util.Optional;
import org.savealife.platform.dynamodb.Item;

/**
 * A change of a visit, as the stream shows it.
 *
 * @param isNew whether there was no visit of this donor before
 * @param movesLine whether a seat may have become free, or somebody wants one
 * @param leaves whether the donor left a seat, or the waiting list for which seats are kept, so that others may book
 * @param isOffer whether a seat has been offered
 * @param isBooking whether a seat has been booked, or another one than before
 */
public record VisitChange(
        String donationId,
        String donorId,
        boolean isNew,
        boolean movesLine,
        boolean leaves,
        boolean isOffer,
        boolean isBooking) {

    /** The change of an item of the main table; nothing if it is no visit. */
    public static Optional<VisitChange> of(Item key, Optional<Item> before, Optional<Item> after) {
        if (!VisitItem.isVisit(key)) {
            return Optional.empty();
        }
        var was = before.map(VisitItem::readWithoutTime);
        var is = after.map(VisitItem::readWithoutTime);
        var seat = is.flatMap(StoredVisit::seat);
        var left = was.flatMap(StoredVisit::seat).filter(former -> !seat.equals(Optional.of(former)));
        var leavesLine = isWaiting(was) && !isWaiting(is) && seat.isEmpty();
        var offered = is.map(StoredVisit::visit).flatMap(Visit::offerUntil);
        return Optional.of(new VisitChange(
                VisitItem.donationId(key),
                VisitItem.donorId(key),
                was.isEmpty() && is.isPresent(),
                left.isPresent() || isWaiting(is),
                left.isPresent() || leavesLine,
                offered.isPresent()
                        && was.filter(visit -> visit.visit().state() == Visit.State.OFFERED)
                                .isEmpty(),
                isBooked(is) && !(isBooked(was) && left.isEmpty())));
    }

    private static boolean isWaiting(Optional<StoredVisit> stored) {
        return stored.filter(visit -> visit.visit().state() == Visit.State.WAITING)
                .isPresent();
    }

    private static boolean isBooked(Optional<StoredVisit> stored) {
        return stored.filter(visit -> visit.visit().state() == Visit.State.BOOKED)
                .isPresent();
    }
}
