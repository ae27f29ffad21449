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
import org.savealife.fixture.Injected;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Puts a donation into the table, as the API does. */
public final class StoredDonations {

    /** DynamoDB takes no more in one batch. */
    private static final int BATCH = 25;

    private StoredDonations() {}

    /** The donations of the application, outside the container, to be read. */
    public static DonationRepository repository(TestTables tables) {
        return repository(tables, Clock.systemUTC());
    }

    /** The donations of the application, outside the container. */
    public static DonationRepository repository(TestTables tables, Clock clock) {
        return repository(tables, tables.client(), clock);
    }

    /** The calendar of the application, likewise. */
    public static CalendarRepository calendar(TestTables tables, Clock clock) {
        return calendar(tables, tables.client(), clock);
    }

    /** The donations of the application, outside the container. */
    public static DonationRepository repository(TestTables tables, DynamoDbClient client, Clock clock) {
        var donations = new DonationRepository();
        donations.dynamoDb = client;
        donations.tables = tables.tables();
        donations.transactions = tables.transactions();
        donations.cities = StoredCities.repository(tables);
        donations.calendar = calendar(tables, client, clock);
        donations.clock = clock;
        return donations;
    }

    /** The calendars of the application, outside the container. */
    public static CalendarRepository calendar(TestTables tables, DynamoDbClient client, Clock clock) {
        var calendar = new CalendarRepository();
        calendar.dynamoDb = client;
        calendar.tables = tables.tables();
        calendar.cities = StoredCities.repository(tables);
        calendar.clock = clock;
        return calendar;
    }

    /** The migration of the application, outside the container. */
    public static CityKeysMigration cityKeysMigration(TestTables tables, Clock clock) {
        var migration = new CityKeysMigration();
        Injected.into(migration, "table", tables.walk());
        Injected.into(migration, "cities", StoredCities.repository(tables));
        Injected.into(migration, "donors", StoredDonors.repository(tables));
        Injected.into(migration, "donations", repository(tables, clock));
        return migration;
    }

    /** What merges cities in the application, outside the container; with it nothing happens by itself. */
    public static CityMerger merger(TestTables tables, DonorRepository donors, Clock clock) {
        var merges = new CityMergeRepository();
        Injected.into(merges, "dynamoDb", tables.client());
        Injected.into(merges, "tables", tables.tables());
        Injected.into(merges, "transactions", tables.transactions());
        Injected.into(merges, "clock", clock);
        var merger = new CityMerger();
        Injected.into(merger, "merges", merges);
        Injected.into(merger, "donors", donors);
        Injected.into(merger, "search", StoredDonors.search(tables));
        Injected.into(merger, "counts", StoredDonors.counts(tables));
        Injected.into(merger, "calendar", calendar(tables, clock));
        Injected.into(merger, "clock", clock);
        return merger;
    }

    public static Donation add(DynamoDbClient dynamoDb, String table, Donation donation) {
        dynamoDb.putItem(
                put -> put.tableName(table).item(DonationItem.of(donation).attributes()));
        return donation;
    }

    /** Announces a donation as an earlier release did that had another key for its city. */
    public static Donation addUnder(TestTables tables, String sortKey, Donation donation) {
        put(tables, tables.tables().main(), Stream.of(DonationItem.of(donation).with(Tables.SK, sortKey)));
        put(tables, tables.tables().invitations(), new CalendarRepository().entries(donation, sortKey).stream());
        return donation;
    }

    /** Has it known, as an earlier release did, that the donation was announced just now. */
    public static void markAsBefore(TestTables tables, Clock clock, Donation donation) {
        var mark = DonationRepository.mark(donation, donation.city().formerKey())
                .with(DonationRepository.DONATION_ID, donation.id());
        put(tables, tables.tables().invitations(), Stream.of(DonationRepository.ONE_DAY.limit(mark, clock.instant())));
    }

    /** Puts donations into the tables with their entries in the calendars, many at once. */
    public static void addAll(TestTables tables, List<Donation> donations) {
        put(tables, tables.tables().main(), donations.stream().map(DonationItem::of));
        put(
                tables,
                tables.tables().invitations(),
                donations.stream().flatMap(donation -> new CalendarRepository().entries(donation).stream()));
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

    /** What the calendar lists as coming. */
    public static List<Donation> coming(CalendarRepository calendar) {
        return calendar.list(CalendarRepository.When.COMING, Optional.empty(), Cursor.NONE, 100)
                .entries();
    }
}
