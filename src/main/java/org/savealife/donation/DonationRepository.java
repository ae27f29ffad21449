package org.savealife.donation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.savealife.donor.City;
import org.savealife.donor.CityRepository;
import org.savealife.platform.Cursor;
import org.savealife.platform.Item;
import org.savealife.platform.Listing;
import org.savealife.platform.Tables;
import org.savealife.platform.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** Stores and finds donations. What is stored here comes out of the table's stream, where the invitations begin. */
@ApplicationScoped
public class DonationRepository {

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

    @Inject
    Transactions transactions;

    @Inject
    CityRepository cities;

    @Inject
    CalendarRepository calendar;

    @Inject
    Clock clock;

    /**
     * Stores a new donation, with its entries in the calendars. Repeatable: the answer of a call that came through may have
     * been lost.
     */
    public void add(Donation donation) {
        cities.register(donation.city());
        var writes = new ArrayList<>(List.of(Transactions.putNew(tables.main(), DonationItem.of(donation))));
        calendar.entries(donation).forEach(entry -> writes.add(Transactions.putNew(tables.invitations(), entry)));
        try {
            transactions.write(writes);
        } catch (Transactions.ConditionFailedException thereAlready) {
            if (find(donation.id()).isEmpty()) {
                throw thereAlready;
            }
        }
    }

    public Optional<Donation> find(String id) {
        var items = dynamoDb.query(query -> query.tableName(tables.main())
                        .keyConditionExpression("PK = :donation")
                        .expressionAttributeValues(Map.of(":donation", AttributeValue.fromS(DonationItem.PREFIX + id)))
                        .consistentRead(true)
                        .limit(1))
                .items();
        return Item.listOf(items).stream()
                .flatMap(item -> DonationItem.read(item).stream())
                .findFirst();
    }

    /**
     * Calls a donation off: it will not take place, and nobody is invited to it any more. Repeatable.
     *
     * @return the donation as it stands then; nothing if there is none
     */
    public Optional<Donation> cancel(String id) {
        return find(id).filter(this::callOff).map(Donation::calledOff);
    }

    /** @return false where it was erased meanwhile */
    private boolean callOff(Donation donation) {
        try {
            dynamoDb.updateItem(update -> update.tableName(tables.main())
                    .key(DonationItem.of(donation).key())
                    .updateExpression("SET cancelled_at = if_not_exists(cancelled_at, :now)")
                    .conditionExpression("attribute_exists(PK)")
                    .expressionAttributeValues(
                            Map.of(":now", AttributeValue.fromS(clock.instant().toString()))));
            return true;
        } catch (ConditionalCheckFailedException gone) {
            return false;
        }
    }

    /** Deletes a donation with its entries in the calendars; its run is another's to delete. Repeatable. */
    public void erase(String id) {
        find(id).ifPresent(donation -> {
            var writes = new ArrayList<>(List.of(Transactions.delete(tables.main(), DonationItem.of(donation))));
            calendar.entries(donation).forEach(entry -> writes.add(Transactions.delete(tables.invitations(), entry)));
            transactions.write(writes);
        });
    }

    /** Donations of one city, in key order, see {@link CityRepository#list}. */
    public Listing<Donation> list(City city, Cursor after, int limit) {
        return donations(cities.list(DonationItem.PREFIX, city, all -> true, after, limit));
    }

    /** Donations of all cities, city by city. */
    public Listing<Donation> list(Cursor after, int limit) {
        return donations(cities.list(DonationItem.PREFIX, all -> true, after, limit));
    }

    private static Listing<Donation> donations(Listing<Item> items) {
        return new Listing<>(
                items.entries().stream()
                        .flatMap(item -> DonationItem.read(item).stream())
                        .toList(),
                items.next());
    }
}
