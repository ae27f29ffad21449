package org.savealife.donor.store;

import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;

/** Lists donors by city, in the order of their keys, see {@link CityRepository#list}. */
final class CityDonors {

    private final CityRepository cities;

    CityDonors(CityRepository cities) {
        this.cities = cities;
    }

    /** Donors of one city. */
    Listing<Donor> list(City city, Cursor after, int limit) {
        return donors(cities.list(DonorItem.PREFIX, city, item -> isOf(city, item), after, limit));
    }

    /** Donors of all cities, city by city. */
    Listing<Donor> list(Cursor after, int limit) {
        return donors(cities.list(DonorItem.PREFIX, CityDonors::isReadable, after, limit));
    }

    /** Under a former key of a city there may be donors of another one. */
    private static boolean isOf(City city, Item item) {
        return DonorItem.read(item).map(Donor::city).filter(city::equals).isPresent();
    }

    private static boolean isReadable(Item item) {
        return DonorItem.read(item).isPresent();
    }

    private static Listing<Donor> donors(Listing<Item> items) {
        return new Listing<>(
                items.entries().stream()
                        .flatMap(item -> DonorItem.read(item).stream())
                        .toList(),
                items.next());
    }
}
