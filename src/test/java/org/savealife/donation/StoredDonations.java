package org.savealife.donation;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.savealife.donation.city.CityKeysMigration;
import org.savealife.donation.city.CityMergeRepository;
import org.savealife.donation.city.CityMerger;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredCities;
import org.savealife.donor.store.StoredDonors;
import org.savealife.platform.RetentionSettings;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Makes the repositories of donations outside the container, and puts donations into their tables. */
public final class StoredDonations {

    /** DynamoDB takes up to 25 items in one batch. */
    private static final int BATCH = 25;

    private StoredDonations() {}

    /** The repository of donations, with the system's clock. */
    public static DonationRepository repository(TestTables tables) {
        return repository(tables, Clock.systemUTC());
    }

    /** The repository of donations. */
    public static DonationRepository repository(TestTables tables, Clock clock) {
        return repository(tables, tables.client(), clock);
    }

    /** The repository of the calendars. */
    public static CalendarRepository calendar(TestTables tables, Clock clock) {
        return calendar(tables, tables.client(), clock);
    }

    /**
     * The repository of donations.
     *
     * @param client reads; the tables write
     */
    public static DonationRepository repository(TestTables tables, DynamoDbClient client, Clock clock) {
        return new DonationRepository(
                client,
                tables.tables(),
                tables.transactions(),
                StoredCities.repository(tables),
                calendar(tables, client, clock),
                clock,
                new RetentionSettings(0, 0, 0, 0));
    }

    /**
     * The repository of the calendars.
     *
     * @param client reads and writes
     */
    public static CalendarRepository calendar(TestTables tables, DynamoDbClient client, Clock clock) {
        return new CalendarRepository(client, tables.tables(), StoredCities.repository(tables), clock);
    }

    /** The migration of city keys. */
    public static CityKeysMigration cityKeysMigration(TestTables tables, Clock clock) {
        return new CityKeysMigration(
                tables.walk(),
                StoredCities.repository(tables),
                StoredDonors.repository(tables),
                repository(tables, clock));
    }

    /** Merges cities, but only when a test calls it. */
    public static CityMerger merger(TestTables tables, DonorRepository donors, Clock clock) {
        return new CityMerger(
                TestTables.role("worker"),
                tables.tables(),
                merges(tables, clock),
                donors,
                StoredDonors.search(tables),
                StoredDonors.counts(tables),
                calendar(tables, clock),
                clock);
    }

    /** The repository of merges. */
    public static CityMergeRepository merges(TestTables tables, Clock clock) {
        return new CityMergeRepository(tables.client(), tables.tables(), tables.transactions(), clock);
    }

    public static Donation add(DynamoDbClient dynamoDb, String table, Donation donation) {
        dynamoDb.putItem(
                put -> put.tableName(table).item(DonationItem.of(donation).attributes()));
        return donation;
    }

    /** Announces a donation as an earlier release did that had another key for its city. */
    public static Donation addUnder(TestTables tables, String sortKey, Donation donation) {
        put(tables, tables.tables().main(), Stream.of(DonationItem.of(donation).with(Item.SK, sortKey)));
        put(tables, tables.tables().invitations(), CalendarRepository.entries(donation, sortKey).stream());
        return donation;
    }

    /** Marks the donation as announced just now, as an earlier release did. */
    public static void markAsBefore(TestTables tables, Clock clock, Donation donation) {
        var mark = RecentAnnouncementRepository.mark(donation, donation.city().formerKey())
                .with(RecentAnnouncementRepository.DONATION_ID, donation.id());
        var kept = RecentAnnouncementRepository.ONE_DAY.limit(mark, clock.instant());
        put(tables, tables.tables().invitations(), Stream.of(kept));
    }

    /** Stores many donations at once with their entries in the calendars. */
    public static void addAll(TestTables tables, List<Donation> donations) {
        put(tables, tables.tables().main(), donations.stream().map(DonationItem::of));
        put(
                tables,
                tables.tables().invitations(),
                donations.stream().flatMap(donation -> CalendarRepository.entries(donation).stream()));
    }

    private static void put(TestTables tables, String table, Stream<Item> items) {
        var writes = items.map(item -> WriteRequest.builder()
                        .putRequest(put -> put.item(item.attributes()))
                        .build())
                .toList();
        for (var start = 0; start < writes.size(); start += BATCH) {
            var batch = writes.subList(start, Math.min(writes.size(), start + BATCH));
            tables.client().batchWriteItem(write -> write.requestItems(Map.of(table, batch)));
        }
    }

    /** The donations to come in the calendar of all cities. */
    public static List<Donation> coming(CalendarRepository calendar) {
        return calendar.list(CalendarRepository.When.COMING, Optional.empty(), Cursor.NONE, 100)
                .entries();
    }
}
