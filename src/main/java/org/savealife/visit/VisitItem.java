package org.savealife.visit;

import java.time.Instant;
import java.util.Locale;
import org.savealife.donation.SlotItem;
import org.savealife.platform.dynamodb.Item;

/**
 * A visit as an item of the main table, beside the donor: {@code PK} {@code DONOR#<id>}, {@code SK}
 * {@code VISIT#<donation id>}, by which the inverted index finds the visits of a donation. Texts {@code state} and
 * {@code via} (words), {@code seat} (booked or held, by the sort key of {@link SlotItem}; else absent),
 * {@code asked_at}, {@code answered_at} (ISO instants), {@code reason} (absent if none was given), {@code offer_until}
 * (ISO instant, absent in other states); and the number {@code moves}, which grows with each change.
 */
final class VisitItem {

    static final String PREFIX = "VISIT#";
    static final String DONOR = "DONOR#";
    static final String MOVES = "moves";

    private static final String SEAT = "seat";
    private static final String OFFER_UNTIL = "offer_until";

    private VisitItem() {}

    static Item key(String donationId, String donorId) {
        return Item.of(DONOR + donorId, PREFIX + donationId);
    }

    static boolean isVisit(Item item) {
        return item.partitionKey().startsWith(DONOR) && item.sortKey().startsWith(PREFIX);
    }

    static String donationId(Item item) {
        return item.sortKey().substring(PREFIX.length());
    }

    static String donorId(Item item) {
        return item.partitionKey().substring(DONOR.length());
    }

    static Item of(StoredVisit stored) {
        var visit = stored.visit();
        return key(visit.donationId(), visit.donorId())
                .with("state", visit.state().word())
                .with(SEAT, stored.seat().orElse(""))
                .with("asked_at", visit.askedAt())
                .with("answered_at", visit.answeredAt())
                .with("via", visit.via().word())
                .with("reason", visit.reason())
                .with(OFFER_UNTIL, visit.offerUntil().map(Object::toString).orElse(""))
                .with(MOVES, stored.moves());
    }

    /**
     * @param startsAt when the donation starts, from which the time of the slot follows
     * @throws IllegalStateException if an attribute is missing
     */
    static StoredVisit read(Item item, Instant startsAt) {
        var seat = item.findText(SEAT);
        var visit = new Visit(
                donationId(item),
                donorId(item),
                Visit.State.find(item.text("state")).orElseThrow(),
                seat.flatMap(sortKey -> SlotItem.time(startsAt, sortKey)),
                item.instant("asked_at"),
                item.instant("answered_at"),
                Visit.Via.valueOf(item.text("via").toUpperCase(Locale.ROOT)),
                item.findText("reason").orElse(""),
                item.findInstant(OFFER_UNTIL));
        return new StoredVisit(visit, seat, item.number(MOVES));
    }

    /** Reads a visit of which the time does not matter. */
    static StoredVisit readWithoutTime(Item item) {
        return read(item, Instant.EPOCH);
    }
}
