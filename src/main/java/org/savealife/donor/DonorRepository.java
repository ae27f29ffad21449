package org.savealife.donor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.savealife.platform.Cursor;
import org.savealife.platform.Item;
import org.savealife.platform.Listing;
import org.savealife.platform.Tables;
import org.savealife.platform.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Stores and finds donors. Every read is a Query or a GetItem; nothing here ever scans. */
@ApplicationScoped
public class DonorRepository {

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

    @Inject
    Transactions transactions;

    @Inject
    CityRepository cities;

    /**
     * Consecutive donors of a city in key order.
     *
     * @param unreadable ids of items that are no donors by our rules, say written by another tool
     * @param last id of the last donor looked at, empty if there was none
     * @param end whether no donor follows in the range
     */
    public record Walk(List<Donor> donors, List<String> unreadable, String last, boolean end) {

        public Walk {
            donors = List.copyOf(donors);
            unreadable = List.copyOf(unreadable);
        }
    }

    /**
     * Stores a new donor and its address guard in one transaction.
     *
     * @throws AddressTakenException if a donor with this address has signed up before
     */
    public void add(Donor donor) {
        cities.register(donor.city());
        try {
            transactions.write(List.of(
                    Transactions.putNew(tables.main(), DonorItem.of(donor)),
                    Transactions.putNew(tables.main(), DonorItem.guard(donor))));
        } catch (Transactions.ConditionFailedException known) {
            throw new AddressTakenException(known);
        }
    }

    /**
     * Stores a new donor. Where the address is known, that donor keeps all data and is subscribed again: who signs up
     * wants invitations. Looks for the address first and writes in either case, so that the time it takes tells little
     * about who is a donor.
     */
    public void addOrSubscribe(Donor donor) {
        cities.register(donor.city());
        var known = findId(donor);
        if (known.isPresent()) {
            subscribe(known.get());
            return;
        }
        try {
            add(donor);
        } catch (AddressTakenException meanwhile) {
            findId(donor).ifPresent(this::subscribe);
        }
    }

    public Optional<Donor> find(String id) {
        return findItem(id).flatMap(DonorItem::read);
    }

    /** The stored donor with the same address. */
    public Optional<Donor> findSameAddress(Donor donor) {
        return findId(donor).flatMap(this::find);
    }

    /**
     * From now on the donor is not invited; runs that are going leave them out. Repeatable: the first time is kept.
     *
     * @return whether there is such a donor
     */
    public boolean unsubscribe(String id, Instant at) {
        return update(
                id,
                "SET unsubscribed_at = if_not_exists(unsubscribed_at, :at)",
                Map.of(":at", AttributeValue.fromS(at.toString())));
    }

    /**
     * Undoes {@link #unsubscribe}. Repeatable.
     *
     * @return whether there is such a donor
     */
    public boolean subscribe(String id) {
        return update(id, "REMOVE unsubscribed_at", Map.of());
    }

    /**
     * From now on the donor's address gets no mail, whatever the donor wants, say because it bounces.
     *
     * @param reason what staff are shown, say {@code bounced}; a later one replaces it
     * @return whether there is such a donor
     */
    public boolean suppress(String id, String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("An address is not suppressed without a reason.");
        }
        return update(id, "SET suppression = :reason", Map.of(":reason", AttributeValue.fromS(reason)));
    }

    /**
     * Undoes {@link #suppress}. Repeatable.
     *
     * @return whether there is such a donor
     */
    public boolean unsuppress(String id) {
        return update(id, "REMOVE suppression", Map.of());
    }

    /** Changes a donor who is there. Where the item goes away before that, looks for it again: donors may move. */
    private boolean update(String id, String expression, Map<String, AttributeValue> values) {
        for (var item = findItem(id); item.isPresent(); item = findItem(id)) {
            var request = UpdateItemRequest.builder()
                    .tableName(tables.main())
                    .key(item.get().key())
                    .updateExpression(expression)
                    .conditionExpression("attribute_exists(PK)");
            if (!values.isEmpty()) {
                request.expressionAttributeValues(values);
            }
            try {
                dynamoDb.updateItem(request.build());
                return true;
            } catch (ConditionalCheckFailedException gone) {
                // it has moved or was deleted, which the next look tells
            }
        }
        return false;
    }

    private Optional<Item> findItem(String id) {
        var items = dynamoDb.query(query -> query.tableName(tables.main())
                        .keyConditionExpression("PK = :donor")
                        .expressionAttributeValues(Map.of(":donor", AttributeValue.fromS(DonorItem.partitionKey(id))))
                        .consistentRead(true)
                        .limit(1))
                .items();
        return Item.listOf(items).stream().findFirst();
    }

    private Optional<String> findId(Donor donor) {
        var guard = dynamoDb.getItem(get ->
                get.tableName(tables.main()).key(DonorItem.guard(donor).key()).consistentRead(true));
        return guard.hasItem() ? Item.from(guard.item()).findText("donor_id") : Optional.empty();
    }

    /** Donors of one city, in key order, see {@link CityRepository#list}. */
    public Listing<Donor> list(City city, Predicate<BloodType> types, Cursor after, int limit) {
        return donors(cities.list(DonorItem.PREFIX, city, ofType(types), after, limit));
    }

    /** Donors of all cities, city by city. */
    public Listing<Donor> list(Predicate<BloodType> types, Cursor after, int limit) {
        return donors(cities.list(DonorItem.PREFIX, ofType(types), after, limit));
    }

    /**
     * The next donors of a city in key order, for a run.
     *
     * @param after the donor id to go on after, empty to start at the first
     * @param to the last donor id of the range, inclusive
     * @param limit most donors in the answer
     */
    public Walk walk(City city, String after, String to, int limit) {
        var request = QueryRequest.builder()
                .tableName(tables.main())
                .indexName(Tables.INVERTED_INDEX)
                .keyConditionExpression("SK = :city AND PK BETWEEN :first AND :last")
                .limit(limit);
        var values = new HashMap<>(Map.of(
                ":city", AttributeValue.fromS(CityRepository.sortKey(city)),
                ":first", AttributeValue.fromS(DonorItem.partitionKey(after)),
                ":last", AttributeValue.fromS(DonorItem.partitionKey(to))));
        if (!after.isEmpty()) {
            request.exclusiveStartKey(Item.of(DonorItem.partitionKey(after), CityRepository.sortKey(city))
                    .attributes());
        }
        var response = dynamoDb.query(request.expressionAttributeValues(values).build());
        var donors = new ArrayList<Donor>();
        var unreadable = new ArrayList<String>();
        var last = "";
        for (var item : Item.listOf(response.items())) {
            last = item.partitionKey().substring(DonorItem.PREFIX.length());
            var donor = DonorItem.read(item);
            donor.ifPresent(donors::add);
            if (donor.isEmpty()) {
                unreadable.add(last);
            }
        }
        return new Walk(donors, unreadable, last, !response.hasLastEvaluatedKey());
    }

    private static Predicate<Item> ofType(Predicate<BloodType> types) {
        return item -> DonorItem.read(item).map(Donor::type).filter(types).isPresent();
    }

    private static Listing<Donor> donors(Listing<Item> items) {
        return new Listing<>(
                items.entries().stream()
                        .flatMap(item -> DonorItem.read(item).stream())
                        .toList(),
                items.next());
    }
}
