package org.savealife.donor.store;

import java.util.stream.IntStream;
import org.savealife.donor.City;
import org.savealife.platform.dynamodb.TestTables;

/** The donors of the application, without a container around them. */
public final class MeasuredDonors {

    private static final int CHUNK = 10_000;
    private static final String FIRST = "";
    private static final String LAST = "~";

    private final TestTables tables;
    private final DonorRepository repository;

    public MeasuredDonors(TestTables tables) {
        this.tables = tables;
        repository = StoredDonors.repository(tables);
    }

    public DonorRepository repository() {
        return repository;
    }

    public DonorCountRepository counts() {
        return StoredDonors.counts(tables);
    }

    /** Adds generated donors of a city. */
    public void store(String city, int count) {
        IntStream.rangeClosed(0, (count - 1) / CHUNK)
                .parallel()
                .forEach(chunk -> StoredDonors.add(
                        tables.client(), tables.tables().main(), city, Math.min(CHUNK, count - chunk * CHUNK)));
    }

    /** Reads the donors of a quarter of the city's keys, as a run does, and returns how many there are. */
    public long readQuarter(String city, int quarter, int step) {
        var to = quarter == 3 ? LAST : boundary(quarter + 1);
        var after = quarter == 0 ? FIRST : boundary(quarter);
        var count = 0L;
        DonorRepository.Walk walk;
        do {
            walk = repository.walk(City.of(city), after, to, step);
            count += walk.donors().size();
            after = walk.last();
        } while (!walk.end());
        return count;
    }

    private static String boundary(int quarter) {
        return Integer.toHexString(quarter * 4);
    }
}
