package org.savealife.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.savealife.donor.store.ManyDonors;
import org.savealife.fixture.ApplicationProcess;

/**
 * How long staff wait for a page of 100,000 donors, half of them in one city: the whole answer over HTTP, walking from
 * page to page. Application and DynamoDB Local are processes of their own.
 */
final class DonorListBench {

    private static final int WARM_UP = 50;
    private static final int PAGES = 200;
    private static final String STAFF = "admin";

    private static final List<String> SEARCHES = List.of(
            "",
            "city=" + ManyDonors.BIG_CITY,
            "q=zoe",
            "q=0",
            "type=AB-",
            "status=subscribed",
            "q=e&city=" + ManyDonors.BIG_CITY + "&type=A%2B&status=subscribed");

    private DonorListBench() {}

    /** Rows of a table of figures and values. */
    static List<String> rows() throws IOException, InterruptedException {
        try (var database = DatabaseProcess.start()) {
            ManyDonors.store(database.endpoint(), 100_000);
            var settings = Map.of(
                    "savealife.role",
                    "web",
                    "savealife.dynamodb.endpoint",
                    database.endpoint().toString(),
                    "savealife.mail.smtp.host",
                    "127.0.0.1",
                    "savealife.admin.password",
                    STAFF);
            try (var application =
                    ApplicationProcess.start("bench-donors", settings).awaitReady()) {
                var visitor = ListVisitor.signIn(application.baseUri(), STAFF, STAFF);
                for (var search : SEARCHES) {
                    visitor.walk(search, WARM_UP);
                }
                var rows = new ArrayList<String>();
                for (var search : SEARCHES) {
                    rows.add(row(search, visitor.walk(search, PAGES)));
                }
                return rows;
            }
        }
    }

    private static String row(String search, List<Long> nanos) {
        Collections.sort(nanos);
        return String.format(
                Locale.ROOT,
                "| a page of 100,000 donors, `?%s`, p50 and p95 of %d | %.0f ms, %.0f ms |",
                search,
                nanos.size(),
                nanos.get(nanos.size() / 2) / 1e6,
                nanos.get(nanos.size() * 95 / 100) / 1e6);
    }
}
