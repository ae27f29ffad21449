package org.savealife.donor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Stores and finds donors. Every read is a Query; nothing here ever scans. */
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

    public Optional<Donor> find(String id) {
        var items = dynamoDb.query(query -> query.tableName(tables.main())
                        .keyConditionExpression("PK = :donor")
                        .expressionAttributeValues(Map.of(":donor", AttributeValue.fromS(DonorItem.partitionKey(id))))
                        .limit(1))
                .items();
        return Item.listOf(items).stream()
                .flatMap(item -> DonorItem.read(item).stream())
                .findFirst();
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
