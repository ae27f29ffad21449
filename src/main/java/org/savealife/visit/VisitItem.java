package org.savealife.visit;

import java.util.Locale;
import org.savealife.platform.dynamodb.Item;

/**
 * A visit as an item of the main table, beside the donor: {@code PK} {@code DONOR#<id>}, {@code SK}
 * {@code VISIT#<donation id>}, by which the inverted index finds the visits of a donation. Texts {@code state} and
 * {@code via} (words), {@code slot} (ISO instant, absent if there is none), {@code asked_at}, {@code answered_at} (ISO
 * instants), {@code reason} (absent if none was given), {@code offer_until} (ISO instant, absent in other states);
 * numbers {@code held} (1 if a seat is held for the offer, else absent) and {@code moves}, which grows with each
 * change.
 */
final class VisitItem {

    static final String PREFIX = "VISIT#";
    static final String DONOR = "DONOR#";
    static final String MOVES = "moves";

    private static final String HELD = "held";
    private static final String SLOT = "slot";
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
        var item = key(visit.donationId(), visit.donorId())
                .with("state", visit.state().word())
                .with(SLOT, visit.slot().map(Object::toString).orElse(""))
                .with("asked_at", visit.askedAt())
                .with("answered_at", visit.answeredAt())
                .with("via", visit.via().word())
                .with("reason", visit.reason())
                .with(OFFER_UNTIL, visit.offerUntil().map(Object::toString).orElse(""))
                .with(MOVES, stored.moves());
        return stored.held() ? item.with(HELD, 1) : item;
    }

    /** @throws IllegalStateException if an attribute is missing */
    static StoredVisit read(Item item) {
        var visit = new Visit(
                donationId(item),
                donorId(item),
                Visit.State.find(item.text("state")).orElseThrow(),
                item.findInstant(SLOT),
                item.instant("asked_at"),
                item.instant("answered_at"),
                Visit.Via.valueOf(item.text("via").toUpperCase(Locale.ROOT)),
                item.findText("reason").orElse(""),
                item.findInstant(OFFER_UNTIL));
        return new StoredVisit(visit, item.findNumber(HELD).isPresent(), item.number(MOVES));
    }
}
