package org.savealife.donor;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.savealife.platform.Cursor;
import org.savealife.platform.TestTables;

/** What the page of donors asks of the database, for {@link ManyDonors}: the counts, the cities and the rows. */
public final class MeasuredDonorList implements AutoCloseable {

    private static final int ROWS = 25;

    private final TestTables testTables;
    private final DonorTables tables;

    public MeasuredDonorList(URI endpoint) {
        testTables = new TestTables(endpoint);
        tables = new DonorTables(testTables);
        ManyDonors.store(testTables, tables.cities);
    }

    /** Reads so many pages of each kind of list; nanoseconds of each page, by the list's name. */
    public Map<String, long[]> measure(int pages) {
        var city = Optional.of(City.of(ManyDonors.BIG_CITY));
        var searches = new LinkedHashMap<String, DonorQuery>();
        searches.put("everybody", DonorQuery.ALL);
        searches.put("one city", new DonorQuery("", city, Optional.empty(), Optional.empty()));
        searches.put("a name", new DonorQuery("zoe", Optional.empty(), Optional.empty(), Optional.empty()));
        searches.put("an address", new DonorQuery("0", Optional.empty(), Optional.empty(), Optional.empty()));
        searches.put(
                "a type", new DonorQuery("", Optional.empty(), Optional.of(BloodType.AB_NEGATIVE), Optional.empty()));
        searches.put(
                "a status",
                new DonorQuery("", Optional.empty(), Optional.empty(), Optional.of(DonorStatus.SUBSCRIBED)));
        searches.put(
                "name, city, type and status",
                new DonorQuery("e", city, Optional.of(BloodType.A_POSITIVE), Optional.of(DonorStatus.SUBSCRIBED)));
        var measured = new LinkedHashMap<String, long[]>();
        searches.forEach((name, query) -> measured.put(name, measure(query, pages)));
        return measured;
    }

    private long[] measure(DonorQuery query, int pages) {
        var nanos = new long[pages];
        var cursor = Cursor.NONE;
        for (var page = 0; page < pages; page++) {
            var start = System.nanoTime();
            tables.counts.all();
            tables.cities.known();
            cursor = tables.search.list(query, cursor, ROWS).next();
            nanos[page] = System.nanoTime() - start;
        }
        return nanos;
    }

    @Override
    public void close() {
        testTables.close();
    }
}
