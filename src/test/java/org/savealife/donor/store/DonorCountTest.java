package org.savealife.donor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorBuilder;
import org.savealife.donor.DonorStatus;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;

/** The counts of donors while donors come, change and go. */
class DonorCountTest {

    private static EmbeddedDynamoDb database;
    private static DonorTables tables;

    /** Each test has cities of its own, since all share one table. */
    private final String unique = RandomId.next();

    private final String haarlem = "Haarlem " + unique;
    private final String leiden = "Leiden " + unique;

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new DonorTables(new TestTables(database.endpoint()));
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @Test
    void a_donor_who_is_taken_back_has_never_signed_up() {
        var donor = stored(aDonor().from(haarlem).ofType(BloodType.A_POSITIVE));
        var day = LocalDate.ofInstant(donor.signedUpAt(), ZoneOffset.UTC);
        var before = tables.counts.signUps(day, day).getOrDefault(day, 0L);

        assertThat(tables.donors.undoSignup(donor.id())).isTrue();

        assertThat(tables.itemsOf(donor)).isEmpty();
        assertThat(tables.counts.in(City.of(haarlem)).donors()).isZero();
        assertThat(tables.counts.signUps(day, day)).containsEntry(day, before - 1);
        assertThat(tables.donors.undoSignup(donor.id())).isFalse();
    }

    @Test
    void counts_are_right_after_many_changes_at_the_same_time() {
        var before = tables.counts.all();
        var type = BloodType.AB_NEGATIVE;

        var work = IntStream.range(0, 6)
                .mapToObj(worker -> CompletableFuture.runAsync(() -> {
                    for (var i = 0; i < 10; i++) {
                        var donor = stored(aDonor().from(haarlem).ofType(type));
                        if (i % 2 == 0) {
                            tables.donors.edit(
                                    edited(donor).from(leiden).ofType(type).build());
                        }
                        if (i % 5 == 0) {
                            tables.donors.erase(donor.id());
                        }
                    }
                }))
                .toList();
        work.forEach(CompletableFuture::join);

        assertThat(tables.counts.in(City.of(haarlem)).donors()).isEqualTo(6 * 4);
        assertThat(tables.counts.in(City.of(leiden)).donors()).isEqualTo(6 * 4);
        assertThat(tables.counts.all().of(type) - before.of(type)).isEqualTo(6 * 8);
        assertThat(tables.counts.byCity())
                .filteredOn(line -> line.city().name().endsWith(unique))
                .extracting(line -> line.city().name(), line -> line.counts().of(DonorStatus.SUBSCRIBED, type))
                .containsExactly(tuple(haarlem, 24L), tuple(leiden, 24L));
    }

    @Test
    void sign_ups_are_counted_by_day_and_stay_when_a_donor_goes() {
        var day = LocalDate.parse("2026-01-01");
        var before = signUpsOn(day);

        tables.donors.erase(stored(aDonor().from(haarlem)).id());

        assertThat(tables.counts.signUps(day.minusDays(1), day.plusDays(1)))
                .containsEntry(day, before + 1)
                .containsEntry(day.plusDays(1), 0L)
                .hasSize(3);
    }

    private static long signUpsOn(LocalDate day) {
        return tables.counts.signUps(day, day).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static Donor stored(DonorBuilder builder) {
        var donor = builder.build();
        tables.donors.add(donor);
        return donor;
    }

    private static DonorBuilder edited(Donor donor) {
        return aDonor().withId(donor.id())
                .withEmail(donor.email().value())
                .named(donor.firstName().value())
                .from(donor.city().name());
    }
}
