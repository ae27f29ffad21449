package org.savealife.donor;

import static org.savealife.donor.DonorBuilder.aDonor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.savealife.platform.Item;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Puts many donors into the table at once, as quickly as the database takes them. */
public final class StoredDonors {

    /** DynamoDB takes no more in one batch. */
    private static final int BATCH = 25;

    private StoredDonors() {}

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
            batch.forEach(donor -> writes.add(put(DonorItem.of(donor))));
            dynamoDb.batchWriteItem(write -> write.requestItems(Map.of(table, writes)));
        }
        return donors;
    }

    private static WriteRequest put(Item item) {
        return WriteRequest.builder()
                .putRequest(put -> put.item(item.attributes()))
                .build();
    }
}
