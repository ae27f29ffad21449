package org.savealife.visit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.donation.SlotItem;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Reads and changes the counters in the items of a donation's seats ({@link SlotItem}, {@link Seats}). All are only
 * added to, so that answers to the same donation do not wait for one another.
 */
final class SeatRepository {

    private static final List<String> COUNTERS = List.of(
            Seats.SEATS, Seats.FREE, Seats.TAKEN, Seats.HELD, Seats.WAITING, Seats.OFFERED, Seats.NO, Seats.GAVE_UP);

    private final DynamoDbClient dynamoDb;
    private final Tables tables;

    SeatRepository(DynamoDbClient dynamoDb, Tables tables) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
    }

    Seats read(String donationId) {
        var items = dynamoDb
                .queryPaginator(query -> query.tableName(tables.invitations())
                        .keyConditionExpression("PK = :slots")
                        .expressionAttributeValues(
                                Map.of(":slots", AttributeValue.fromS(SlotItem.partition(donationId))))
                        .consistentRead(true))
                .items()
                .stream()
                .map(Item::from);
        return new Seats(items.collect(Collectors.toMap(Item::sortKey, SeatRepository::numbers)));
    }

    private static Map<String, Long> numbers(Item item) {
        var numbers = new HashMap<String, Long>();
        COUNTERS.forEach(name -> item.findNumber(name).ifPresent(number -> numbers.put(name, number)));
        return numbers;
    }

    /**
     * Adds to the counters of an item, on condition that a seat is free if it takes one.
     *
     * @param seats of the slot, in case there is no item yet
     * @param evenIfClosed whether to do so although the donation was called off
     */
    TransactWriteItem change(
            String donationId, String sortKey, Map<String, Long> numbers, int seats, boolean evenIfClosed) {
        var names = new HashMap<String, String>();
        var values = new HashMap<String, AttributeValue>();
        var conditions = new ArrayList<String>();
        var set = "";
        var free = numbers.getOrDefault(Seats.FREE, 0L);
        if (free != 0) {
            names.put("#seats", Seats.SEATS);
            names.put("#free", Seats.FREE);
            values.put(":seats", number(seats));
            values.put(":free", number(free));
            set = "SET #seats = if_not_exists(#seats, :seats), #free = if_not_exists(#free, :seats) + :free";
        }
        if (free < 0) {
            values.put(":zero", number(0));
            conditions.add("(attribute_not_exists(#free) OR #free > :zero)");
        }
        if (!evenIfClosed) {
            names.put("#closed", SlotItem.CLOSED);
            conditions.add("attribute_not_exists(#closed)");
        }
        var expression = Stream.of(set, addition(numbers, names, values))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
        return TransactWriteItem.builder()
                .update(update -> update.tableName(tables.invitations())
                        .key(key(donationId, sortKey))
                        .updateExpression(expression)
                        .conditionExpression(conditions.isEmpty() ? null : String.join(" AND ", conditions))
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values))
                .build();
    }

    /** The part of an update that adds to the other counters, whose names and numbers it puts with the rest. */
    private static String addition(
            Map<String, Long> numbers, Map<String, String> names, Map<String, AttributeValue> values) {
        var others = numbers.keySet().stream()
                .filter(name -> !name.equals(Seats.FREE))
                .toList();
        others.forEach(name -> {
            names.put("#" + name, name);
            values.put(":" + name, number(numbers.getOrDefault(name, 0L)));
        });
        var added = others.stream().map(name -> "#" + name + " :" + name).collect(Collectors.joining(", "));
        return added.isEmpty() ? "" : "ADD " + added;
    }

    /** Makes that many seats of a slot bookable. Repeatable. */
    void setSeats(String donationId, String sortKey, int seats) {
        while (!isSet(donationId, sortKey, seats)) {
            Thread.onSpinWait();
        }
    }

    /** @return false if another process changed the number meanwhile */
    private boolean isSet(String donationId, String sortKey, int seats) {
        var stored = dynamoDb.getItem(get -> get.tableName(tables.invitations())
                .key(key(donationId, sortKey))
                .consistentRead(true));
        var before = stored.hasItem() ? Item.from(stored.item()).findNumber(Seats.SEATS) : Optional.<Long>empty();
        try {
            if (before.isEmpty()) {
                make(donationId, sortKey, seats);
            } else if (before.get() != seats) {
                adjust(donationId, sortKey, before.get(), seats);
            }
            return true;
        } catch (ConditionalCheckFailedException changedMeanwhile) {
            return false;
        }
    }

    private void make(String donationId, String sortKey, int seats) {
        dynamoDb.updateItem(update -> update.tableName(tables.invitations())
                .key(key(donationId, sortKey))
                .updateExpression("SET #seats = :seats, #free = :seats")
                .conditionExpression("attribute_not_exists(#seats)")
                .expressionAttributeNames(Map.of("#seats", Seats.SEATS, "#free", Seats.FREE))
                .expressionAttributeValues(Map.of(":seats", number(seats))));
    }

    private void adjust(String donationId, String sortKey, long before, int seats) {
        dynamoDb.updateItem(update -> update.tableName(tables.invitations())
                .key(key(donationId, sortKey))
                .updateExpression("SET #seats = :seats ADD #free :more")
                .conditionExpression("#seats = :before")
                .expressionAttributeNames(Map.of("#seats", Seats.SEATS, "#free", Seats.FREE))
                .expressionAttributeValues(
                        Map.of(":seats", number(seats), ":before", number(before), ":more", number(seats - before))));
    }

    private static Map<String, AttributeValue> key(String donationId, String sortKey) {
        return Item.of(SlotItem.partition(donationId), sortKey).key();
    }

    private static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }
}
