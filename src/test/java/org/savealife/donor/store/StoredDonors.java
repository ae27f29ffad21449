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

/** Puts many donors into the table at once, as quickly as the database takes them. */
public final class StoredDonors {

    /** DynamoDB takes no more in one batch. */
    private static final int BATCH = 25;

    private StoredDonors() {}

    /** The donors of the application, outside the container. */
    public static DonorRepository repository(TestTables tables) {
        return new DonorTables(tables).donors;
    }

    /** The migration of the application, outside the container. */
    public static DonorIndexMigration entriesMigration(TestTables tables) {
        return new DonorIndexMigration(tables.walk(), repository(tables));
    }

    /** How the application finds them, outside the container. */
    public static DonorSearchRepository search(TestTables tables) {
        return new DonorTables(tables).search;
    }

    /** How the application sorts them, outside the container. */
    public static SortedDonorRepository sorted(TestTables tables) {
        return new DonorTables(tables).sorted;
    }

    /** What the application counts of them, outside the container. */
    public static DonorCountRepository counts(TestTables tables) {
        return new DonorTables(tables).counts;
    }

    /** New donors of a city, each with an address of their own. */
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

    /** The donor's item as it is now. */
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

    /** Donors with the entries by which they are found, but not counted. */
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

    /** With what the application writes only later. */
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
