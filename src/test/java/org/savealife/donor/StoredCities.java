package org.savealife.donor;

import org.savealife.platform.TestTables;

/** The register of cities outside the container. */
public final class StoredCities {

    private StoredCities() {}

    public static CityRepository repository(TestTables tables) {
        var cities = new CityRepository();
        cities.dynamoDb = tables.client();
        cities.tables = tables.tables();
        return cities;
    }
}
