package org.savealife.donor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;

class CityRepositoryTest {

    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private DonorTables stored;
    private final City haarlem = City.of("Haarlem " + RandomId.next());

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
    }

    @BeforeEach
    void connect() {
        stored = new DonorTables(tables);
    }

    @AfterAll
    static void stopDatabase() {
        tables.close();
        database.close();
    }

    @Test
    void a_city_is_known_until_its_last_donor_is_erased() {
        var one = add();
        var other = add();

        stored.donors.erase(one.id());
        assertThat(stored.cities.known()).contains(haarlem);
        stored.donors.erase(other.id());

        assertThat(stored.cities.known()).doesNotContain(haarlem);
        assertThat(stored.cities.startingWith(haarlem.name(), 10)).isEmpty();
        assertThat(register()).containsKey("delete_after");
    }

    @Test
    void a_city_is_known_until_its_last_donor_moves_away() {
        var donor = add();

        stored.donors.edit(aDonor().withId(donor.id())
                .withEmail(donor.email().value())
                .from("New " + haarlem.name())
                .build());

        assertThat(stored.cities.known()).doesNotContain(haarlem).contains(City.of("New " + haarlem.name()));
    }

    @Test
    void a_city_is_known_again_when_somebody_comes_though_the_process_had_known_it_just_before() {
        stored.donors.erase(add().id());

        add();

        assertThat(stored.cities.known()).contains(haarlem);
        assertThat(stored.cities.startingWith(haarlem.name(), 10)).containsExactly(haarlem);
        assertThat(register()).doesNotContainKeys("delete_after", "left_at");
    }

    @Test
    void a_city_with_donations_only_stays_for_lists_and_is_offered_to_nobody() {
        var donor = add();
        var donation = Item.of("DONATION#" + RandomId.next(), CityRepository.sortKey(haarlem));
        tables.client().putItem(put -> put.tableName("savealife").item(donation.attributes()));

        stored.donors.erase(donor.id());

        assertThat(stored.cities.known()).doesNotContain(haarlem);
        assertThat(register()).containsKey("left_at").doesNotContainKey("delete_after");
        assertThat(stored.cities
                        .list("DONATION#", item -> true, Cursor.NONE, 1_000)
                        .entries())
                .contains(donation);
    }

    @Test
    void who_comes_at_the_moment_when_the_last_donor_leaves_is_in_every_list_and_the_city_is_known_again() {
        var last = add();
        var late = aDonor().from(haarlem.name()).build();
        stored.donors.erase(last.id());
        var elsewhere = new DonorTables(tables);
        elsewhere.putBare(late);
        elsewhere.donors.unsuppress(late.id());

        assertThat(stored.byCity.list(Cursor.NONE, 1_000).entries()).contains(late);
        assertThat(stored.counts.byCity())
                .extracting(DonorCountRepository.OfCity::city)
                .contains(haarlem);
        assertThat(stored.cities.known()).contains(haarlem);
    }

    private Donor add() {
        var donor = aDonor().from(haarlem.name()).build();
        stored.donors.add(donor);
        return donor;
    }

    private Map<String, ?> register() {
        return tables.client()
                .getItem(get -> get.tableName("savealife")
                        .key(Item.of("CITIES", haarlem.key()).key()))
                .item();
    }
}
