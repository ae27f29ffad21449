package org.savealife.donor.store;

import org.savealife.donor.City;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The register of cities outside the container. */
public final class StoredCities {

    private StoredCities() {}

    public static CityRepository repository(TestTables tables) {
        return new DonorTables(tables).cities;
    }

    /** Makes a city known, like the first sign-up from there. */
    public static void register(DynamoDbClient dynamoDb, String city) {
        var known = City.of(city);
        var item = Item.of("CITIES", known.key()).with("name", known.name());
        dynamoDb.putItem(put -> put.tableName("savealife").item(item.attributes()));
    }
}
