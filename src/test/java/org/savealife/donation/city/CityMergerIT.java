package org.savealife.donation.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.StoredDonations;
import org.savealife.donation.city.CityMerger.Objection;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.StoredCities;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.TestClock;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

@Timeout(60)
class CityMergerIT {

    private static final Duration A_WHILE = Duration.ofSeconds(6);

    private static EmbeddedDynamoDb database;

    private final TestClock clock = new TestClock();
    private final City harlem = City.of("Harlem");
    private final City haarlem = City.of("Haarlem");
    private final Killer killer = new Killer();
    private TestTables tables;
    private DonorRepository donors;
    private DonorCountRepository counts;
    private CityMerger merger;

    /** Ends the process at a write. */
    private static final class Killer implements ExecutionInterceptor {

        private final AtomicInteger transactions = new AtomicInteger();
        private volatile IntPredicate at = number -> false;

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            if (context.request() instanceof TransactWriteItemsRequest && at.test(transactions.incrementAndGet())) {
                throw new IllegalStateException("killed");
            }
        }
    }

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @BeforeEach
    void start() {
        tables = new TestTables(database.endpoint(), killer);
        donors = StoredDonors.repository(tables);
        counts = StoredDonors.counts(tables);
        merger = StoredDonations.merger(tables, donors, clock);
    }

    @AfterEach
    void deleteTables() {
        tables.client().deleteTable(table -> table.tableName(tables.tables().main()));
        tables.client().deleteTable(table -> table.tableName(tables.tables().invitations()));
        tables.close();
    }

    @Test
    void all_donors_of_the_one_city_live_in_the_other_and_nothing_else_of_them_changes() {
        var moving = store("harlem", 30);
        var staying = store("Haarlem", 3);
        donors.unsubscribe(moving.get(7).id(), Instant.parse("2026-02-01T00:00:00Z"));

        assertThat(merger.begin(harlem, haarlem, "noor")).isEmpty();
        work();

        assertThat(counts.in(harlem).donors()).isZero();
        assertThat(counts.in(haarlem).donors()).isEqualTo(33);
        assertThat(moving)
                .allSatisfy(before -> assertThat(donors.find(before.id())).hasValueSatisfying(now -> {
                    assertThat(now.city()).isEqualTo(haarlem);
                    assertThat(now.email()).isEqualTo(before.email());
                    assertThat(now.signedUpAt()).isEqualTo(before.signedUpAt());
                    assertThat(now.unsubscribed()).isEqualTo(before.equals(moving.get(7)));
                }));
        assertThat(donors.citiesOf(moving.get(0).id())).containsExactly(haarlem, harlem);
        assertThat(staying)
                .allSatisfy(each -> assertThat(donors.find(each.id())).contains(each));
        assertThat(StoredCities.repository(tables).known()).containsExactly(haarlem);
        assertThat(merger.all()).singleElement().satisfies(merge -> {
            assertThat(merge.isOpen()).isFalse();
            assertThat(merge.moved()).isEqualTo(30);
            assertThat(merge.donors()).isEqualTo(30);
            assertThat(merge.caller()).isEqualTo("noor");
        });
    }

    @Test
    void a_process_that_dies_in_the_middle_costs_nothing_and_moves_nobody_twice() {
        var moving = store("Harlem", 130);
        assertThat(merger.begin(harlem, haarlem, "noor")).isEmpty();
        var begun = killer.transactions.get();
        killer.at = number -> number == begun + 70;
        assertThatThrownBy(merger::look).hasMessageContaining("killed");
        assertThat(counts.in(haarlem).donors()).isBetween(50L, 80L);

        killer.at = number -> false;
        merger = StoredDonations.merger(tables, donors, clock);
        merger.look();
        assertThat(counts.in(harlem).donors())
                .as("the other process may be alive")
                .isPositive();
        clock.advance(Duration.ofMinutes(1));
        work();

        assertThat(counts.in(harlem).donors()).isZero();
        assertThat(counts.in(haarlem).donors()).isEqualTo(130);
        assertThat(moving)
                .allSatisfy(donor -> assertThat(
                                StoredDonors.item(tables, donor.id()).map(item -> item.number("revision")))
                        .contains(2L));
    }

    @Test
    void who_signs_up_in_the_meantime_moves_as_well() {
        store("Harlem", 3);
        assertThat(merger.begin(harlem, haarlem, "noor")).isEmpty();
        merger.look();
        store("Harlem", 1);

        work();

        assertThat(counts.in(harlem).donors()).isZero();
        assertThat(counts.in(haarlem).donors()).isEqualTo(4);
    }

    @Test
    void cities_that_cannot_be_merged_are_told_why() {
        store("Harlem", 1);
        store("Haarlem", 1);

        assertThat(merger.begin(harlem, City.of("HARLEM"), "noor")).contains(Objection.SAME);
        assertThat(merger.begin(City.of("Nowhere"), haarlem, "noor")).contains(Objection.NOBODY);
        assertThat(merger.begin(harlem, haarlem, "noor")).isEmpty();
        assertThat(merger.begin(harlem, haarlem, "noor")).contains(Objection.UNDER_WAY);
        assertThat(merger.begin(haarlem, harlem, "noor")).contains(Objection.UNDER_WAY);
        assertThat(merger.begin(haarlem, City.of("Zwolle"), "noor")).contains(Objection.UNDER_WAY);
        assertThat(merger.all()).hasSize(1);
    }

    @Test
    void a_city_to_which_a_donation_is_coming_is_not_merged_and_one_that_is_announced_meanwhile_is_waited_for() {
        store("Harlem", 3);
        var donations = StoredDonations.repository(tables, clock);
        var first = aDonation()
                .in("Harlem")
                .at(clock.instant().plus(Duration.ofDays(3)))
                .build();
        donations.add(first);
        assertThat(merger.begin(harlem, haarlem, "noor")).contains(Objection.DONATION);
        assertThat(donations.cancel(first.id())).isPresent();
        assertThat(merger.begin(harlem, haarlem, "noor")).isEmpty();

        donations.add(aDonation()
                .in("Harlem")
                .at(clock.instant().plus(Duration.ofDays(1)))
                .build());
        work();
        assertThat(counts.in(harlem).donors()).isEqualTo(3);
        assertThat(merger.all()).allMatch(CityMerge::isOpen);
        clock.advance(Duration.ofDays(2));
        work();

        assertThat(counts.in(haarlem).donors()).isEqualTo(3);
        assertThat(merger.all()).noneMatch(CityMerge::isOpen);
    }

    @Test
    void of_two_merges_that_go_round_in_a_circle_the_older_one_counts() {
        store("Harlem", 2);
        store("Haarlem", 2);
        assertThat(merger.begin(harlem, haarlem, "noor")).isEmpty();
        clock.advance(Duration.ofMillis(1));
        StoredDonations.merges(tables, clock).open(haarlem, harlem, "sam", 2);

        work();

        assertThat(counts.in(haarlem).donors()).isEqualTo(4);
        assertThat(merger.all()).noneMatch(CityMerge::isOpen);
    }

    @Test
    void cities_can_be_merged_once_more_and_what_came_of_it_is_forgotten_some_day() {
        store("Harlem", 1);
        assertThat(merger.begin(harlem, haarlem, "noor")).isEmpty();
        work();
        store("Harlem", 2);

        assertThat(merger.begin(harlem, haarlem, "sam")).isEmpty();
        work();

        assertThat(merger.all())
                .singleElement()
                .matches(merge -> merge.moved() == 2 && merge.caller().equals("sam"));
        var stored = tables.client()
                .getItem(get -> get.tableName(tables.tables().invitations())
                        .key(Item.of("MERGES", "harlem").key()));
        assertThat(Item.from(stored.item()).findNumber("delete_after")).isPresent();
    }

    /** Lets the merger look until no merge is open. */
    private void work() {
        for (var looks = 0; looks < 4; looks++) {
            merger.look();
            clock.advance(A_WHILE);
        }
    }

    private List<Donor> store(String city, int count) {
        var stored = new ArrayList<Donor>();
        for (var number = 0; number < count; number++) {
            var donor = aDonor().withEmail(RandomId.next() + "@example.org")
                    .from(city)
                    .build();
            donors.add(donor);
            stored.add(donors.find(donor.id()).orElseThrow());
        }
        return stored;
    }
}
