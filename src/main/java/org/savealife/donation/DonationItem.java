package org.savealife.donation;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.donor.City;
import org.savealife.donor.store.CityRepository;
import org.savealife.platform.dynamodb.Item;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * A donation as an item of the main table: {@code PK} {@code DONATION#<id>}, {@code SK} {@code CITY#<city key>}, texts
 * {@code city} (as typed), {@code address}, {@code datetime}, {@code ends_at} (absent if not given), {@code created_at}
 * (ISO instants), {@code note} (absent if there is none), and {@code cancelled_at} if it was called off. Its seating,
 * if it has one, is the numbers {@code slot_minutes}, {@code seats_per_slot}, {@code seats} and {@code show_rate} (per
 * cent).
 *
 * <p>Once staff have changed it or called it off, it also has its {@link Version}: numbers {@code revision} and
 * {@code sequence}, texts {@code changed_at} (ISO instant), {@code notify} ({@code all}, {@code booked} or
 * {@code nobody}) and {@code cancel_reason}. The stream brings them to the workers, who tell the donors.
 */
public final class DonationItem {

    /** Partition keys of donations start with this. */
    public static final String PREFIX = "DONATION#";

    static final String CANCELLED_AT = "cancelled_at";

    static final String NOTIFY = "notify";
    static final String CANCEL_REASON = "cancel_reason";

    private static final String REVISION = "revision";
    private static final String SEQUENCE = "sequence";
    private static final String CHANGED_AT = "changed_at";

    private static final String SLOT_MINUTES = "slot_minutes";
    private static final String SEATS_PER_SLOT = "seats_per_slot";
    private static final String SEATS = "seats";
    private static final String SHOW_RATE = "show_rate";

    private static final double PERCENT = 100;

    private DonationItem() {}

    static Item of(Donation donation) {
        return describing(donation, Item.of(PREFIX + donation.id(), CityRepository.sortKey(donation.city())));
    }

    /** The donation's attributes on an item with other keys. */
    static Item describing(Donation donation, Item item) {
        var described = item.with("city", donation.city().name())
                .with("address", donation.address())
                .with("datetime", donation.startsAt())
                .with("ends_at", donation.endsAt().map(Object::toString).orElse(""))
                .with("created_at", donation.createdAt())
                .with("note", donation.note());
        return seated(donation.seating(), described);
    }

    private static Item seated(Seating seating, Item item) {
        return seating.equals(Seating.NONE)
                ? item
                : item.with(SLOT_MINUTES, seating.slotMinutes())
                        .with(SEATS_PER_SLOT, seating.seatsPerSlot())
                        .with(SEATS, seating.seats())
                        .with(SHOW_RATE, seating.showPercent());
    }

    /**
     * Changes the seating of a stored donation, on condition that it has not been called off. Its {@code revision}
     * grows, so that nobody who read it before overwrites this.
     */
    static TransactWriteItem seating(String table, Item donation, Seating seating) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(table)
                        .key(donation.key())
                        .updateExpression("SET #minutes = :minutes, #perSlot = :perSlot, #seats = :seats, #rate = :rate"
                                + " ADD revision :one")
                        .conditionExpression("attribute_exists(PK) AND attribute_not_exists(cancelled_at)")
                        .expressionAttributeNames(Map.of(
                                "#minutes", SLOT_MINUTES,
                                "#perSlot", SEATS_PER_SLOT,
                                "#seats", SEATS,
                                "#rate", SHOW_RATE))
                        .expressionAttributeValues(Map.of(
                                ":minutes", number(seating.slotMinutes()),
                                ":perSlot", number(seating.seatsPerSlot()),
                                ":seats", number(seating.seats()),
                                ":rate", number(seating.showPercent()),
                                ":one", number(1))))
                .build();
    }

    /** Whether a change of a donation's item changed its seating. */
    public static boolean isSeatedAnew(Item before, Item after) {
        return Stream.of(SLOT_MINUTES, SEATS_PER_SLOT, SEATS, SHOW_RATE)
                .anyMatch(name -> !before.findNumber(name).equals(after.findNumber(name)));
    }

    private static AttributeValue number(int number) {
        return AttributeValue.fromN(Integer.toString(number));
    }

    private static Seating seating(Item item) {
        return item.findNumber(SHOW_RATE)
                .map(percent -> new Seating(
                        (int) item.number(SLOT_MINUTES),
                        (int) item.number(SEATS_PER_SLOT),
                        (int) item.number(SEATS),
                        percent / PERCENT))
                .orElse(Seating.NONE);
    }

    /** The stored item with another version of its donation. Attributes that we do not know stay. */
    static Item changed(Item stored, Donation next) {
        var version = next.version();
        var cleared = stored.without("ends_at").without("note").without(CANCEL_REASON);
        var item = describing(next, cleared)
                .with(REVISION, version.revision())
                .with(SEQUENCE, version.sequence())
                .with(NOTIFY, version.told().word())
                .with(CANCEL_REASON, version.cancelReason());
        return version.changedAt().map(at -> item.with(CHANGED_AT, at)).orElse(item);
    }

    /** The item of a donation that is called off at that moment. */
    static Item calledOff(Item stored, Donation next, Instant now) {
        return changed(stored, next).with(CANCELLED_AT, now);
    }

    /** A condition on an item. */
    record Condition(String expression, Map<String, AttributeValue> values) {}

    /** The condition that a donation is still stored with this key, and that staff have not changed it since. */
    static Condition unchanged(Item stored) {
        var expressions = new ArrayList<>(List.of("attribute_exists(PK)"));
        var values = new HashMap<String, AttributeValue>();
        for (var name : List.of(CANCELLED_AT, REVISION)) {
            var value = stored.attributes().get(name);
            if (value == null) {
                expressions.add("attribute_not_exists(" + name + ")");
            } else {
                expressions.add(name + " = :" + name);
                values.put(":" + name, value);
            }
        }
        return new Condition(String.join(" AND ", expressions), values);
    }

    /** The donation, or nothing if the item is not valid by our rules, for example because another tool wrote it. */
    static Optional<Donation> read(Item item) {
        try {
            return Optional.of(donation(item));
        } catch (IllegalArgumentException | IllegalStateException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    /**
     * Reads a donation, from the table or from its stream.
     *
     * @throws IllegalStateException if an attribute is missing
     * @throws IllegalArgumentException if an attribute is not valid for a donation
     * @throws DateTimeException if a time cannot be read
     */
    public static Donation donation(Item item) {
        return donation(item.partitionKey().substring(PREFIX.length()), item);
    }

    /** Reads a donation whose attributes are on an item with other keys. */
    static Donation donation(String id, Item item) {
        var startsAt = item.instant("datetime");
        return new Donation(
                id,
                City.of(item.text("city")),
                Donation.address(item.text("address")),
                startsAt,
                item.findInstant("ends_at")
                        .map(end -> Duration.between(startsAt, end))
                        .orElse(Duration.ZERO),
                item.instant("created_at"),
                item.findText(CANCELLED_AT).isPresent(),
                Donation.note(item.findText("note").orElse("")),
                seating(item),
                version(item));
    }

    private static Version version(Item item) {
        return new Version(
                item.findNumber(REVISION).orElse(0L),
                item.findNumber(SEQUENCE).orElse(0L),
                item.findInstant(CHANGED_AT),
                item.findText(NOTIFY).map(Notify::of).orElse(Notify.NOBODY),
                item.findText(CANCEL_REASON).orElse(""));
    }
}
