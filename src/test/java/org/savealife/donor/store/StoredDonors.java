package org.savealife.donor.store;

import static org.savealife.donor.DonorBuilder.aDonor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.donor.Donor;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Makes the repositories of donors outside the container, and puts many donors into their table at once. */
public final class StoredDonors {

    /** DynamoDB takes up to 25 items in one batch. */
    private static final int BATCH = 25;

    private StoredDonors() {}

    /** The repository of donors. */
    public static DonorRepository repository(TestTables tables) {
        return new DonorTables(tables).donors;
    }

    /** The migration of index items. */
    public static DonorIndexMigration entriesMigration(TestTables tables) {
        return new DonorIndexMigration(tables.walk(), repository(tables));
    }

    /** The search for donors. */
    public static DonorSearchRepository search(TestTables tables) {
        return new DonorTables(tables).search;
    }

    /** The sorted lists of donors. */
    public static SortedDonorRepository sorted(TestTables tables) {
        return new DonorTables(tables).sorted;
    }

    /** The counts of donors. */
    public static DonorCountRepository counts(TestTables tables) {
        return new DonorTables(tables).counts;
    }

    /** Adds new donors of a city, each with a different address. */
    public static List<Donor> add(DynamoDbClient dynamoDb, String table, String city, int count) {
        return add(
                dynamoDb,
                table,
                Stream.generate(() -> aDonor().from(city).build()).limit(count).toList());
    }

    public static List<Donor> add(DynamoDbClient dynamoDb, String table, List<Donor> donors) {
        put(dynamoDb, table, donors.stream().map(StoredDonors::withStatus).toList());
        return donors;
    }

    /** The donor's present item. */
    public static Optional<Item> item(TestTables tables, String donorId) {
        return Item.listOf(tables.client()
                        .query(query -> query.tableName(tables.tables().main())
                                .keyConditionExpression("PK = :donor")
                                .expressionAttributeValues(
                                        Map.of(":donor", AttributeValue.fromS(DonorItem.partitionKey(donorId))))
                                .consistentRead(true))
                        .items())
                .stream()
                .findFirst();
    }

    /** Adds donors with their index items, but without counting them. */
    static void addWithEntries(DynamoDbClient dynamoDb, String table, List<Donor> donors) {
        put(
                dynamoDb,
                table,
                donors.stream()
                        .flatMap(donor -> Stream.concat(
                                Stream.of(DonorItem.revised(withStatus(donor)), DonorIndexItems.guard(donor)),
                                DonorIndexItems.of(donor).stream()))
                        .toList());
    }

    /** The item with attributes that the application writes only later. */
    private static Item withStatus(Donor donor) {
        var item = DonorItem.of(donor).with(DonorItem.SUPPRESSION, donor.suppression());
        return donor.unsubscribed() ? item.with(DonorItem.UNSUBSCRIBED_AT, donor.signedUpAt()) : item;
    }

    private static void put(DynamoDbClient dynamoDb, String table, List<Item> items) {
        for (var start = 0; start < items.size(); start += BATCH) {
            var writes = items.subList(start, Math.min(items.size(), start + BATCH)).stream()
                    .map(StoredDonors::put)
                    .toList();
            dynamoDb.batchWriteItem(write -> write.requestItems(Map.of(table, writes)));
        }
    }

    private static WriteRequest put(Item item) {
        return WriteRequest.builder()
                .putRequest(put -> put.item(item.attributes()))
                .build();
    }
}
