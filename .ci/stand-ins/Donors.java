import java.net.URI;
import org.savealife.donor.store.StoredDonors;
import org.savealife.platform.dynamodb.TestTables;

/** Puts made-up donors of one city into the table. Arguments: endpoint of the database, city, how many. */
final class Donors {

    private static final int AT_A_TIME = 1_000;

    private Donors() {}

    public static void main(String[] arguments) {
        var endpoint = URI.create(arguments[0]);
        var city = arguments[1];
        var count = Integer.parseInt(arguments[2]);
        try (var database = TestTables.client(endpoint)) {
            for (var stored = 0; stored < count; stored += AT_A_TIME) {
                StoredDonors.add(database, "savealife", city, Math.min(AT_A_TIME, count - stored));
            }
        }
    }
}
