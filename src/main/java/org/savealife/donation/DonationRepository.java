package org.savealife.donation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.savealife.donor.City;
import org.savealife.donor.CityRepository;
import org.savealife.platform.Cursor;
import org.savealife.platform.Item;
import org.savealife.platform.Listing;
import org.savealife.platform.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Stores and finds donations. What is stored here comes out of the table's stream, where the invitations begin. */
@ApplicationScoped
public class DonationRepository {

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

    @Inject
    CityRepository cities;

    @Inject
    Clock clock;

    /** Stores a new donation; fails if its id is taken. */
    public void add(Donation donation) {
        cities.register(donation.city());
        dynamoDb.putItem(put -> put.tableName(tables.main())
                .item(DonationItem.of(donation).attributes())
                .conditionExpression("attribute_not_exists(PK)"));
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
        return find(id).map(donation -> {
            dynamoDb.updateItem(update -> update.tableName(tables.main())
                    .key(DonationItem.of(donation).key())
                    .updateExpression("SET cancelled_at = if_not_exists(cancelled_at, :now)")
                    .conditionExpression("attribute_exists(PK)")
                    .expressionAttributeValues(
                            Map.of(":now", AttributeValue.fromS(clock.instant().toString()))));
            return donation.calledOff();
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
