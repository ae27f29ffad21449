package org.savealife.donation;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Puts a donation into the table, as the API does. */
public final class StoredDonations {

    private StoredDonations() {}

    public static Donation add(DynamoDbClient dynamoDb, String table, Donation donation) {
        dynamoDb.putItem(
                put -> put.tableName(table).item(DonationItem.of(donation).attributes()));
        return donation;
    }
}
