package org.savealife.donor.store;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.savealife.donor.Donor;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The repositories of donors outside the container, and the items in their table. */
public final class DonorTables {

    final DynamoDbClient client;
    public final CityRepository cities;
    public final DonorRepository donors;
    final CityDonors byCity;
    public final DonorSearchRepository search;
    final SortedDonorRepository sorted;
    public final DonorCountRepository counts;
    private final String table;

    public DonorTables(TestTables tables) {
        this(tables, tables.client());
    }

    /** @param client reads; the tables write */
    DonorTables(TestTables tables, DynamoDbClient client) {
        this.client = client;
        table = tables.tables().main();
        cities = new CityRepository(client, tables.tables(), tables.schema(), Clock.systemUTC());
        donors = new DonorRepository(client, tables.tables(), tables.transactions(), cities);
        byCity = new CityDonors(cities);
        search = new DonorSearchRepository(client, tables.tables(), donors, cities, tables.schema());
        sorted = new SortedDonorRepository(client, tables.tables(), donors, search);
        counts = new DonorCountRepository(client, tables.tables(), cities);
    }

    /** Every item about the donor: the donor's own, and those that hold the donor's id. */
    List<Item> itemsOf(Donor donor) {
        var found = new ArrayList<Item>();
        client.scanPaginator(scan -> scan.tableName(table)
                        .filterExpression(
                                "contains(PK, :id) OR contains(SK, :id) OR donor_id = :id OR contains(PK, :email)")
                        .expressionAttributeValues(Map.of(
                                ":id", AttributeValue.fromS(donor.id()),
                                ":email", AttributeValue.fromS(donor.email().normalised()))))
                .items()
                .forEach(item -> found.add(Item.from(item)));
        return found;
    }

    /** Stores the donor as another tool would: the item and nothing else. */
    void putBare(Donor donor) {
        var item = DonorItem.of(donor);
        client.putItem(put -> put.tableName(table).item(item.attributes()));
    }

    /** Stores the donor like a release without index items: with an address guard that holds only the id. */
    void putAsBefore(Donor donor) {
        putBare(donor);
        var guard = DonorIndexItems.guard(donor).without(DonorIndexItems.CITY_KEY);
        client.putItem(put -> put.tableName(table).item(guard.attributes()));
    }
}
