package org.savealife.donation;

import org.savealife.platform.TestTables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Puts a donation into the table, as the API does. */
public final class StoredDonations {

    private StoredDonations() {}

    /** The donations of the application, outside the container, to be read. */
    public static DonationRepository repository(TestTables tables) {
        var donations = new DonationRepository();
        donations.dynamoDb = tables.client();
        donations.tables = tables.tables();
        donations.transactions = tables.transactions();
        return donations;
    }

    public static Donation add(DynamoDbClient dynamoDb, String table, Donation donation) {
        dynamoDb.putItem(
                put -> put.tableName(table).item(DonationItem.of(donation).attributes()));
        return donation;
    }
}
