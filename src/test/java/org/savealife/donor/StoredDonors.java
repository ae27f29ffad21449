package org.savealife.donor;

import static org.savealife.donor.DonorBuilder.aDonor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.savealife.platform.Item;
import org.savealife.platform.TestTables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Puts many donors into the table at once, as quickly as the database takes them. */
public final class StoredDonors {

    /** DynamoDB takes no more in one batch. */
    private static final int BATCH = 25;

    private StoredDonors() {}

    /** The donors of the application, outside the container. */
    public static DonorRepository repository(TestTables tables) {
        var donors = new DonorRepository();
        donors.dynamoDb = tables.client();
        donors.tables = tables.tables();
        donors.transactions = tables.transactions();
        donors.cities = StoredCities.repository(tables);
        return donors;
    }

    /** New donors of a city, each with an address of their own. */
    public static List<Donor> add(DynamoDbClient dynamoDb, String table, String city, int count) {
        return add(
                dynamoDb,
                table,
                Stream.generate(() -> aDonor().from(city).build()).limit(count).toList());
    }

    public static List<Donor> add(DynamoDbClient dynamoDb, String table, List<Donor> donors) {
        for (var start = 0; start < donors.size(); start += BATCH) {
            var batch = donors.subList(start, Math.min(donors.size(), start + BATCH));
            var writes = new ArrayList<WriteRequest>();
            batch.forEach(donor -> writes.add(put(item(donor))));
            dynamoDb.batchWriteItem(write -> write.requestItems(Map.of(table, writes)));
        }
        return donors;
    }

    /** With what the application writes only later. */
    private static Item item(Donor donor) {
        return DonorItem.of(donor)
                .with(
                        "unsubscribed_at",
                        donor.unsubscribed() ? donor.signedUpAt().toString() : "")
                .with("suppression", donor.suppression());
    }

    private static WriteRequest put(Item item) {
        return WriteRequest.builder()
                .putRequest(put -> put.item(item.attributes()))
                .build();
    }
}
