package org.savealife.donor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;

class CityDonorsTest {

    /** As long as an id can be in the index. */
    private static final String LONG = "a"
            + "2345678901234567890123456789012345678901234567890123456789012345678901"
            + "2345678901234567890123456789012345678901234567890123456789012345678901"
            + "2345678901234567890123456789012345678901234567890123456789012345678901";

    private static EmbeddedDynamoDb database;

    private TestTables tables;
    private DonorRepository donors;
    private CityDonors byCity;

    /** Each test has cities of its own, since all share one table. */
    private final String unique = RandomId.next();

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @BeforeEach
    void connect() {
        tables = new TestTables(database.endpoint());
        var stored = new DonorTables(tables);
        donors = stored.donors;
        byCity = stored.byCity;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\nb",
                "a\r\nb",
                "\u0000",
                "a\u2028b",
                "aé",
                "a\uD83D\uDE00",
                "a failed 550",
                "~a",
                LONG
            })
    void a_donor_whom_another_tool_gave_an_id_that_cannot_be_written_is_unreadable_and_hides_nobody(String id) {
        var before = aDonor().from("Odd " + unique).withId("!1").build();
        var odd = aDonor().from("Odd " + unique).withId(id).build();
        var after = aDonor().from("Odd " + unique).withId("b1").build();

        StoredDonors.add(tables.client(), tables.tables().main(), List.of(before, odd, after));

        var seen = new ArrayList<Donor>();
        var unreadable = new ArrayList<String>();
        var last = "";
        DonorRepository.Walk walk;
        do {
            walk = donors.walk(before.city(), last, "~~", 1);
            seen.addAll(walk.donors());
            unreadable.addAll(walk.unreadable());
            last = walk.last();
        } while (!walk.end());
        assertThat(byCity.list(before.city(), Cursor.NONE, 10).entries()).containsExactlyInAnyOrder(before, after);
        assertThat(donors.find(id)).isEmpty();
        assertThat(seen).containsExactlyInAnyOrder(before, after);
        assertThat(unreadable).isSubsetOf(id).hasSize(id.isEmpty() ? 0 : 1);
    }

    @Test
    void donors_of_a_city_are_listed_page_by_page_each_once() {
        var city = City.of("Haarlem " + unique);
        var ids = addDonors(7, "HAARLEM " + unique);
        addDonors(2, "Haarlemmermeer " + unique);

        var pages = pages(cursor -> byCity.list(city, cursor, 3));

        assertThat(pages).extracting(List::size).containsExactly(3, 3, 1);
        assertThat(pages.stream().flatMap(List::stream).map(Donor::id))
                .containsExactlyElementsOf(ids.stream().sorted().toList());
    }

    @Test
    void a_full_last_page_says_that_nothing_follows() {
        addDonors(3, "Haarlem " + unique);

        assertThat(byCity.list(City.of("Haarlem " + unique), Cursor.NONE, 3).next())
                .isEqualTo(Cursor.NONE);
    }

    @Test
    void donors_of_all_cities_are_listed_each_once() {
        var ids = new HashSet<String>();
        for (var city = 0; city < 60; city++) {
            ids.addAll(addDonors(2, "City " + city + " " + unique));
        }

        var listed = pages(cursor -> byCity.list(cursor, 7)).stream()
                .flatMap(List::stream)
                .map(Donor::id)
                .filter(ids::contains)
                .toList();

        assertThat(listed).hasSize(120).doesNotHaveDuplicates();
    }

    @Test
    void a_run_walks_a_city_in_key_order_from_where_it_stopped_to_the_end_of_its_range() {
        var city = City.of("Haarlem " + unique);
        var ids = addDonors(9, "Haarlem " + unique).stream().sorted().toList();

        var first = donors.walk(city, "", "~", 4);
        var second = donors.walk(city, first.last(), ids.get(6), 4);

        assertThat(first.donors()).extracting(Donor::id).containsExactlyElementsOf(ids.subList(0, 4));
        assertThat(first.end()).isFalse();
        assertThat(second.donors()).extracting(Donor::id).containsExactlyElementsOf(ids.subList(4, 7));
        assertThat(second.end()).isTrue();
    }

    @Test
    void an_item_that_is_no_donor_hides_nobody() {
        var city = City.of("Haarlem " + unique);
        addDonors(2, "Haarlem " + unique);
        var foreign = Item.of("DONOR#" + unique, "CITY#" + city.key()).with("first_name", "no address");
        tables.client().putItem(put -> put.tableName("savealife").item(foreign.attributes()));

        var walk = donors.walk(city, "", "~", 10);

        assertThat(walk.donors()).hasSize(2);
        assertThat(walk.unreadable()).containsExactly(unique);
        assertThat(byCity.list(city, Cursor.NONE, 10).entries()).hasSize(2);
        assertThat(donors.find(unique)).isEmpty();
    }

    private List<String> addDonors(int count, String city) {
        var ids = new ArrayList<String>();
        for (var i = 0; i < count; i++) {
            var donor = aDonor().from(city).build();
            donors.add(donor);
            ids.add(donor.id());
        }
        return ids;
    }

    private interface Lists {
        Listing<Donor> from(Cursor cursor);
    }

    private static List<List<Donor>> pages(Lists lists) {
        var pages = new ArrayList<List<Donor>>();
        var cursor = Cursor.NONE;
        do {
            var page = lists.from(Cursor.parse(cursor.text(), 2));
            pages.add(page.entries());
            cursor = page.next();
        } while (!cursor.isNone());
        return pages;
    }
}
