package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorOrder;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.TableFile;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.opening.Migrator;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;

/**
 * The data of the last release without migrations: a small database that its own build made, see {@link
 * ReleaseData}.
 */
abstract class FormerReleaseDataIT {

    final TestClock clock = new TestClock();
    EmbeddedDynamoDb database;
    TestTables tables;
    DonorRepository donors;
    CalendarRepository calendar;

    @BeforeEach
    void load() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        tables.forgetSchema();
        TableFile.load(tables.client(), "/org/savealife/former-release.txt");
        donors = StoredDonors.repository(tables);
        calendar = StoredDonations.calendar(tables, clock);
    }

    @AfterEach
    void stop() {
        tables.close();
        database.close();
    }

    List<Donor> listed(String text, Optional<City> city, DonorOrder order) {
        var query = new DonorQuery(text, city, Optional.empty(), Optional.empty());
        var sorted = StoredDonors.sorted(tables);
        var found = new ArrayList<Donor>();
        var after = Cursor.NONE;
        do {
            var page = sorted.list(query, order, after, 5);
            found.addAll(page.entries());
            after = page.next();
        } while (!after.isNone());
        return found;
    }

    void migrate() {
        try (var process = new Migrator(database.endpoint(), clock)) {
            process.look();
            clock.advance(Duration.ofMinutes(1));
            assertThat(process.look().isDone()).isTrue();
        }
    }

    boolean isDone() {
        try (var process = new Migrator(database.endpoint(), clock)) {
            return process.isDone();
        }
    }

    /** Reads donors as a run does, but in small steps. */
    List<Donor> walk(String city) {
        var found = new ArrayList<Donor>();
        var walk = donors.walk(City.of(city), "", Segment.BEHIND_ALL, 3);
        found.addAll(walk.donors());
        while (!walk.end()) {
            walk = donors.walk(City.of(city), walk.last(), Segment.BEHIND_ALL, 3);
            found.addAll(walk.donors());
        }
        return found;
    }

    List<Donor> allDonors() {
        return Item.listOf(TableFile.items(tables.client(), "savealife")).stream()
                .filter(DonorRepository::isDonor)
                .flatMap(item -> donors.find(item.partitionKey().substring("DONOR#".length())).stream())
                .toList();
    }

    Optional<Donor> find(Donor donor) {
        return donors.findSameAddress(donor);
    }

    List<Donation> donations(String city) {
        var found = new ArrayList<Donation>();
        var after = Cursor.NONE;
        do {
            var page = calendar.list(CalendarRepository.When.ALL, Optional.of(City.of(city)), after, 1);
            found.addAll(page.entries());
            after = page.next();
        } while (!after.isNone());
        return found;
    }

    int version() {
        return TableFile.items(tables.client(), "savealife").stream()
                .map(Item::from)
                .filter(item -> item.partitionKey().equals("META#schema")
                        && item.sortKey().equals("SCHEMA"))
                .mapToInt(item -> (int) item.number("version"))
                .findFirst()
                .orElse(0);
    }

    List<Item> contents() {
        return Stream.of("savealife", "savealife-invitations")
                .flatMap(table -> Item.listOf(TableFile.items(tables.client(), table)).stream())
                .toList();
    }
}
