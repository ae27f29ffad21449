package org.savealife.donor.store;

import static org.savealife.donor.DonorBuilder.aDonor;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.platform.dynamodb.TestTables;

/** Generated donors, half of them in one city, the others in fifty; of all types, some unsubscribed. */
public final class ManyDonors {

    public static final String BIG_CITY = "Haarlem";

    private static final int SMALL_CITIES = 50;
    private static final int WRITERS = 4;
    private static final int CHUNK = 500;
    private static final List<BloodType> TYPES = List.of(BloodType.values());
    private static final List<String> NAMES =
            List.of("Zoë", "Émile", "Anna", "Jan", "Sanne", "Thijs", "Fenna", "Youssef");

    private ManyDonors() {}

    /** Stores so many donors in the application's table, which is created if it is missing. */
    public static void store(URI endpoint, int donors) {
        try (var tables = new TestTables(endpoint)) {
            store(tables, new DonorTables(tables).cities, donors);
        }
    }

    static void store(TestTables tables, CityRepository cities, int donors) {
        cities.register(City.of(BIG_CITY));
        IntStream.range(0, SMALL_CITIES).forEach(number -> cities.register(City.of(smallCity(number))));
        var writers = IntStream.range(0, WRITERS)
                .mapToObj(writer -> CompletableFuture.runAsync(() -> store(tables, writer, donors)))
                .toList();
        writers.forEach(CompletableFuture::join);
    }

    private static void store(TestTables tables, int writer, int all) {
        for (var start = writer * CHUNK; start < all; start += WRITERS * CHUNK) {
            var donors = new ArrayList<Donor>();
            for (var number = start; number < start + CHUNK; number++) {
                donors.add(donor(number));
            }
            StoredDonors.addWithEntries(tables.client(), tables.tables().main(), donors);
        }
    }

    private static Donor donor(int number) {
        var builder = aDonor().named(NAMES.get(number / 7 % NAMES.size()))
                .from(number % 2 == 0 ? BIG_CITY : smallCity(number % SMALL_CITIES))
                .ofType(TYPES.get(number / 3 % TYPES.size()));
        return number % 100 == 0 ? builder.unsubscribed().build() : builder.build();
    }

    static String smallCity(int number) {
        return "Dorp " + Character.toString('a' + number % 26) + Character.toString('a' + number / 26);
    }
}
