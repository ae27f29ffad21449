package org.savealife.invitation;

import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorBuilder;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.worker.RunUnderTest;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.dynamodb.UnitsUsed;
import org.savealife.platform.paging.Cursor;

/** A run and donors who come late to it, each test in a city of its own. */
@Timeout(60)
abstract class LateDonorsIT {

    static final UnitsUsed UNITS = new UnitsUsed();

    private static EmbeddedDynamoDb database;
    static TestTables tables;
    static TestTables counted;

    final TestClock clock = new TestClock();
    final String city = "Haarlem " + RandomId.next();
    RunUnderTest run;

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        counted = new TestTables(database.endpoint(), UNITS);
    }

    @AfterAll
    static void stopDatabase() {
        counted.close();
        tables.close();
        database.close();
    }

    @BeforeEach
    void start() {
        var nextWeek = clock.instant().plus(Duration.ofDays(7));
        run = new RunUnderTest(tables, clock, aDonation().in(city).at(nextWeek).build());
    }

    @AfterEach
    void stop() {
        run.close();
    }

    DonorBuilder builder() {
        return aDonor().from(city);
    }

    Donor donor() {
        return builder().build();
    }

    List<Donor> donors(int count) {
        return IntStream.range(0, count).mapToObj(number -> donor()).toList();
    }

    /** The run's list of donors with outcomes of that kind, read in pages of 4. */
    List<String> listed(String kind) {
        var found = new ArrayList<String>();
        var after = Cursor.NONE;
        do {
            var page = run.ledger.find(run.donation.id(), new LedgerRepository.Wanted(kind, ""), after, 4);
            page.entries().forEach(entry -> found.add(entry.donorId()));
            after = page.next();
        } while (!after.isNone());
        return found;
    }

    static Counts sent(long count) {
        return new Counts(count, Map.of(), Map.of(), 0);
    }
}
