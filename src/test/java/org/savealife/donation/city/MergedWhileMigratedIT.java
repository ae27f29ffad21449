package org.savealife.donation.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.store.FiledDonors;
import org.savealife.donor.store.FormerRelease;
import org.savealife.donor.store.StoredCities;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.TestClock;
import org.savealife.platform.dynamodb.Meanwhile;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.migration.Migration;

/** Staff merge cities whose donors a migration is about to move to other keys. */
class MergedWhileMigratedIT {

    private static final Duration A_WHILE = Duration.ofSeconds(6);
    private static final City LODZ = City.of("Łódź");
    private static final City HAARLEM = City.of("Haarlem");

    private final TestClock clock = new TestClock();
    private EmbeddedDynamoDb database;
    private TestTables tables;
    private FormerRelease former;

    @BeforeEach
    void start() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        tables.forgetSchema();
        former = new FormerRelease(tables);
    }

    @AfterEach
    void stop() {
        tables.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30, 59, 60})
    void what_has_been_merged_when_the_migration_comes_by_stays_merged_and_the_rest_follows(int movedBefore) {
        var moving = former.addAll(from("Łódź", 60));
        var merger = merger(tables);
        assertThat(merger.begin(LODZ, HAARLEM, "noor")).isEmpty();
        var donors = StoredDonors.repository(tables);
        moving.subList(0, movedBefore)
                .forEach(donor ->
                        assertThat(donors.move(donor.id(), LODZ, HAARLEM)).isTrue());

        migrate(tables);
        work(merger);

        thenAllLiveInHaarlem(moving);
        assertThat(merger.all()).noneMatch(CityMerge::isOpen);
    }

    @Test
    void whom_the_migration_moves_at_the_moment_when_the_merge_does_lives_in_the_other_city() {
        var moving = former.addAll(from("Łódź", 5));
        var meanwhile = new Meanwhile();
        meanwhile.beforeWriting("DONOR#" + moving.get(2).id(), () -> migrate(tables));
        try (var watched = new TestTables(database.endpoint(), meanwhile)) {
            var merger = merger(watched);
            assertThat(merger.begin(LODZ, HAARLEM, "noor")).isEmpty();
            work(merger);
            assertThat(merger.all()).singleElement().matches(merge -> !merge.isOpen() && merge.moved() == 5);
        }

        assertThat(meanwhile.isOver()).isTrue();
        thenAllLiveInHaarlem(moving);
    }

    @Test
    void whom_the_merge_moves_at_the_moment_when_the_migration_does_lives_in_the_other_city() {
        var moving = former.addAll(from("Łódź", 5));
        var merger = merger(tables);
        assertThat(merger.begin(LODZ, HAARLEM, "noor")).isEmpty();
        var meanwhile = new Meanwhile();
        meanwhile.beforeWriting("DONOR#" + moving.get(2).id(), () -> work(merger));
        try (var watched = new TestTables(database.endpoint(), meanwhile)) {
            migrate(watched);
        }

        assertThat(meanwhile.isOver()).isTrue();
        thenAllLiveInHaarlem(moving);
    }

    @Test
    void a_city_that_everybody_left_when_the_migration_was_about_to_make_it_known_is_not_known() {
        var moving = former.addAll(from("Łódź", 1));
        var donors = StoredDonors.repository(tables);
        var meanwhile = new Meanwhile();
        meanwhile.beforePutting(
                "CITIES", LODZ.key(), () -> donors.move(moving.get(0).id(), LODZ, HAARLEM));
        try (var watched = new TestTables(database.endpoint(), meanwhile)) {
            migrate(watched);
        }

        assertThat(meanwhile.isOver()).isTrue();
        thenAllLiveInHaarlem(moving);
    }

    /** Also checks that nothing is left elsewhere after the register of cities has been tidied. */
    private void thenAllLiveInHaarlem(List<Donor> donors) {
        migrate(tables);
        assertThat(StoredDonations.cityKeysMigration(tables, clock).isDueAgain())
                .isFalse();

        assertThat(FiledDonors.check(tables))
                .hasSameSizeAs(donors)
                .extracting(Donor::city)
                .containsOnly(HAARLEM);
        assertThat(StoredDonors.counts(tables).byCity())
                .singleElement()
                .matches(line -> line.city().equals(HAARLEM) && line.counts().donors() == donors.size());
        assertThat(StoredCities.repository(tables).known()).containsExactly(HAARLEM);
    }

    private CityMerger merger(TestTables on) {
        return StoredDonations.merger(on, StoredDonors.repository(on), clock);
    }

    /** Lets the merger look until no merge is open. */
    private void work(CityMerger merger) {
        for (var looks = 0; looks < 4; looks++) {
            merger.look();
            clock.advance(A_WHILE);
        }
    }

    private void migrate(TestTables on) {
        Stream.<Migration>of(StoredDonations.cityKeysMigration(on, clock), StoredDonors.entriesMigration(on))
                .forEach(MergedWhileMigratedIT::work);
    }

    private static void work(Migration migration) {
        var end = migration.next("").end();
        while (!end.isEmpty()) {
            end = migration.next(end).end();
        }
    }

    private static List<Donor> from(String city, int count) {
        return Stream.generate(() -> aDonor().from(city).build()).limit(count).toList();
    }
}
