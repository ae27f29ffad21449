package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.FormerRelease;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.TableFile;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.opening.Migrator;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A database as the previous release left it, and processes that migrate it. */
abstract class SideBySideIT {

    final TestClock clock = new TestClock();
    EmbeddedDynamoDb database;
    TestTables tables;
    FormerRelease former;
    DonorRepository donors;
    DonationRepository donations;

    @BeforeEach
    void start() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        tables.forgetSchema();
        former = new FormerRelease(tables);
        donors = StoredDonors.repository(tables);
        donations = StoredDonations.repository(tables, clock);
    }

    @AfterEach
    void stop() {
        tables.close();
        database.close();
    }

    Migrator process() {
        return new Migrator(database.endpoint(), clock);
    }

    void migrate() {
        try (var process = process()) {
            process.look();
            clock.advance(Duration.ofMinutes(1));
            assertThat(process.look().isDone()).isTrue();
        }
    }

    Donation announcedAsBefore(Donation donation) {
        former.register(donation.city());
        return StoredDonations.addUnder(tables, FormerRelease.sortKey(donation.city()), donation);
    }

    static List<Donor> from(String city, int count) {
        return Stream.generate(() -> aDonor().from(city).build()).limit(count).toList();
    }

    void migrateUnlookedAt() {
        try (var process = process()) {
            process.look();
        }
    }

    /** All items of both tables, each with its table. */
    List<Item> contents() {
        return Stream.of("savealife", "savealife-invitations")
                .flatMap(table -> TableFile.items(tables.client(), table).stream()
                        .map(item -> Item.from(item).with("table", table)))
                .toList();
    }

    /** Everything that is known of the donor as a person. */
    String words(Donor donor) {
        return donors.find(donor.id())
                .map(now -> String.join(
                        " ",
                        now.firstName().value(),
                        now.email().value(),
                        now.city().name(),
                        now.status().word(),
                        now.suppression()))
                .orElse("");
    }

    /** Has the process see the items with that partition key in the stream. */
    void show(Migrator process, String partitionKey) {
        var items = tables.client()
                .query(query -> query.tableName("savealife")
                        .keyConditionExpression("PK = :key")
                        .expressionAttributeValues(Map.of(":key", AttributeValue.fromS(partitionKey)))
                        .consistentRead(true))
                .items();
        process.stream.see(Item.listOf(items).stream()
                .map(item -> StreamRecord.inserted(RandomId.next(), item, Instant.EPOCH))
                .toList());
    }
}
