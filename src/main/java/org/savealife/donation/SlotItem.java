package org.savealife.donation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.platform.dynamodb.Item;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The seats of a donation as items of the invitations table: {@code PK} {@code SLOTS#<donation id>}, {@code SK} how
 * many minutes after the donation the slot begins (five digits), {@value #ALL} if the donation has no slots, and
 * {@value #COUNTS} for what belongs to no slot. So a donation that is moved to another time takes its slots along, with
 * all who are booked.
 *
 * <p>An item is made when it is first needed. {@code org.savealife.visit} keeps numbers in them, and writes an answer
 * only together with one of them. So no answer is written after the instant {@value #CLOSED}, which all of them get
 * when the donation is called off.
 */
public final class SlotItem {

    /** Sort key of the seats of a donation without slots. */
    public static final String ALL = "ALL";

    /** Sort key of the item for what belongs to no slot. */
    public static final String COUNTS = "COUNTS";

    /** When the donation was called off. */
    public static final String CLOSED = "closed";

    private static final String PREFIX = "SLOTS#";

    private SlotItem() {}

    public static String partition(String donationId) {
        return PREFIX + donationId;
    }

    /** Sort keys of the donation's seats, in the order of time. */
    public static List<String> sortKeys(Donation donation) {
        return donation.seating().hasSlots()
                ? donation.seating().slotStarts(donation).stream()
                        .map(slot -> sortKey(donation, slot))
                        .toList()
                : List.of(ALL);
    }

    /** Sort key of the slot that begins at that time. */
    public static String sortKey(Donation donation, Instant slot) {
        return String.format(
                Locale.ROOT, "%05d", Duration.between(donation.startsAt(), slot).toMinutes());
    }

    /** When the slot with this sort key begins; empty for {@link #ALL} and {@link #COUNTS}. */
    public static Optional<Instant> time(Instant startsAt, String sortKey) {
        return sortKey.equals(ALL) || sortKey.equals(COUNTS)
                ? Optional.empty()
                : Optional.of(startsAt.plus(Duration.ofMinutes(Long.parseLong(sortKey))));
    }

    /** Lets nobody answer from now on. At most {@link Seating#MAX_SLOTS} writes and one. */
    static List<TransactWriteItem> closing(String table, Donation donation, Instant now) {
        return Stream.concat(sortKeys(donation).stream(), Stream.of(COUNTS))
                .map(sortKey -> TransactWriteItem.builder()
                        .update(update -> update.tableName(table)
                                .key(Item.of(partition(donation.id()), sortKey).key())
                                .updateExpression("SET #closed = if_not_exists(#closed, :now)")
                                .expressionAttributeNames(Map.of("#closed", CLOSED))
                                .expressionAttributeValues(Map.of(":now", AttributeValue.fromS(now.toString()))))
                        .build())
                .toList();
    }
}
