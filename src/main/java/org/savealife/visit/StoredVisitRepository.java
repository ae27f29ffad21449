package org.savealife.visit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Reads visits with what only this package needs to know of them, and writes each change together with the seats. */
final class StoredVisitRepository {

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final SeatRepository seats;

    StoredVisitRepository(DynamoDbClient dynamoDb, Tables tables, SeatRepository seats) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.seats = seats;
    }

    Optional<StoredVisit> find(Donation donation, String donorId) {
        var found = dynamoDb.getItem(get -> get.tableName(tables.main())
                .key(VisitItem.key(donation.id(), donorId).key())
                .consistentRead(true));
        return found.hasItem()
                ? Optional.of(VisitItem.read(Item.from(found.item()), donation.startsAt()))
                : Optional.empty();
    }

    List<Item> ofDonor(String donorId) {
        return dynamoDb
                .queryPaginator(query -> query.tableName(tables.main())
                        .keyConditionExpression("PK = :donor AND begins_with(SK, :visit)")
                        .expressionAttributeValues(Map.of(
                                ":donor", AttributeValue.fromS(VisitItem.DONOR + donorId),
                                ":visit", AttributeValue.fromS(VisitItem.PREFIX)))
                        .consistentRead(true))
                .items()
                .stream()
                .map(Item::from)
                .toList();
    }

    /**
     * Changes a visit: 3 write units, and 2 for each slot that it leaves or takes. The condition is that the visit is
     * as it was read, that a seat is free if it takes one, and that the donation has not been called off.
     */
    List<TransactWriteItem> change(Donation donation, Optional<StoredVisit> before, StoredVisit after) {
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(Transactions.put(tables.main(), VisitItem.of(after), asReadCondition(before), asRead(before)));
        var bookable = Seats.bookable(donation.seating());
        StoredVisit.changes(before, Optional.of(after))
                .forEach((sortKey, numbers) ->
                        writes.add(seats.change(donation.id(), sortKey, numbers, bookable, false)));
        return writes;
    }

    /** Deletes a visit and frees its seat, whatever became of the donation. */
    List<TransactWriteItem> deletion(StoredVisit visit) {
        var donationId = visit.visit().donationId();
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(Transactions.delete(
                tables.main(),
                VisitItem.key(donationId, visit.visit().donorId()),
                asReadCondition(Optional.of(visit)),
                asRead(Optional.of(visit))));
        StoredVisit.changes(Optional.of(visit), Optional.empty())
                .forEach((sortKey, numbers) -> writes.add(seats.change(donationId, sortKey, numbers, 0, true)));
        return writes;
    }

    private static String asReadCondition(Optional<StoredVisit> before) {
        return before.isPresent() ? VisitItem.MOVES + " = :moves" : "attribute_not_exists(PK)";
    }

    private static Map<String, AttributeValue> asRead(Optional<StoredVisit> before) {
        return before.map(visit -> Map.of(":moves", AttributeValue.fromN(Long.toString(visit.moves()))))
                .orElse(Map.of());
    }
}
