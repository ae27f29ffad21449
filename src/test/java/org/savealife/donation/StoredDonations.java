package org.savealife.donation;

import java.time.Clock;
import org.savealife.donor.StoredCities;
import org.savealife.platform.TestTables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Puts a donation into the table, as the API does. */
public final class StoredDonations {

    private StoredDonations() {}

    /** The donations of the application, outside the container, to be read. */
    public static DonationRepository repository(TestTables tables) {
        return repository(tables, Clock.systemUTC());
    }

    /** The donations of the application, outside the container. */
    public static DonationRepository repository(TestTables tables, Clock clock) {
        var donations = new DonationRepository();
        donations.dynamoDb = tables.client();
        donations.tables = tables.tables();
        donations.transactions = tables.transactions();
        donations.cities = StoredCities.repository(tables);
        donations.clock = clock;
        donations.calendar = calendar(tables, clock);
        return donations;
    }

    /** The calendar of the application, likewise. */
    public static CalendarRepository calendar(TestTables tables, Clock clock) {
        var calendar = new CalendarRepository();
        calendar.dynamoDb = tables.client();
        calendar.tables = tables.tables();
        calendar.cities = StoredCities.repository(tables);
        calendar.clock = clock;
        return calendar;
    }

    public static Donation add(DynamoDbClient dynamoDb, String table, Donation donation) {
        dynamoDb.putItem(
                put -> put.tableName(table).item(DonationItem.of(donation).attributes()));
        return donation;
    }
}
