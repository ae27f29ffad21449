package org.savealife.donor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorBuilder;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.DonorStatus;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.paging.Cursor;

class DonorSearchTest {

    private static EmbeddedDynamoDb database;
    private static DonorTables tables;

    /** Each test has cities of its own, since all share one table. */
    private final String unique = RandomId.next();

    private final String haarlem = "Haarlem " + unique;

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
    void a_name_is_found_by_its_beginning_whatever_the_case_and_the_accents() {
        var zoe = stored(aDonor().named("Zoë").from(haarlem));
        stored(aDonor().named("Zita").from(haarlem));
        var bjorn = stored(aDonor().named("Bjørn").from(haarlem));

        assertThat(found("ZOE")).containsExactly(zoe);
        assertThat(found(" zoë ")).containsExactly(zoe);
        assertThat(found("z")).hasSize(2);
        assertThat(found("bjorn")).containsExactly(bjorn);
        assertThat(found("oë")).isEmpty();
    }

    @Test
    void a_name_is_found_by_each_of_its_words_and_a_donor_once() {
        var willem = stored(aDonor().named("Jan Willem").from(haarlem));
        var marie = stored(aDonor().named("Anne-Marie").from(haarlem));
        var arcy = stored(aDonor().named("D’Árcy").from(haarlem));
        var anneke = stored(aDonor().named("Anneke Annabel Anna").from(haarlem));
        var johanna = stored(aDonor().named("Johanna Anna Annabel").from(haarlem));

        assertThat(found("WILLEM")).containsExactly(willem);
        assertThat(found("jan w")).containsExactly(willem);
        assertThat(found("mari")).containsExactly(marie);
        assertThat(found("arcy")).containsExactly(arcy);
        assertThat(found("ann")).containsExactly(marie, anneke, johanna);
        assertThat(found("annabel")).containsExactlyInAnyOrder(anneke, johanna);
        assertThat(found("anna annabel")).containsExactly(johanna);
        assertThat(found("hanna")).isEmpty();
    }

    @Test
    void a_search_goes_on_page_by_page_over_the_words_of_names_each_donor_once() {
        var expected = new ArrayList<Donor>();
        for (var i = 0; i < 4; i++) {
            expected.add(stored(aDonor().named("Xenia").from(haarlem)));
            expected.add(stored(aDonor().named("Anna Xenia Xena").from(haarlem)));
            expected.add(stored(aDonor().named("Xena Xenia").from(haarlem)));
            expected.add(stored(aDonor().named("Bea")
                    .withEmail("xena" + i + "@" + unique + ".org")
                    .from(haarlem)));
        }

        for (var limit = 1; limit < 7; limit++) {
            assertThat(pages(query("xen").in(haarlem), limit))
                    .as("%d a page", limit)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void a_donor_of_another_name_is_found_by_its_words_and_no_more_by_those_of_the_old_one() {
        var donor = stored(
                aDonor().named("Jan Otto").withEmail("jo@" + unique + ".org").from(haarlem));

        tables.donors.edit(aDonor().withId(donor.id())
                .named("Jan Frits")
                .withEmail("jo@" + unique + ".org")
                .from(haarlem)
                .build());

        assertThat(found("otto")).isEmpty();
        assertThat(found("frits")).extracting(Donor::id).containsExactly(donor.id());
        tables.donors.erase(donor.id());
        assertThat(found("frits")).isEmpty();
        assertThat(tables.itemsOf(donor)).isEmpty();
    }

    @Test
    void a_text_that_no_name_can_begin_with_finds_nobody() {
        assertThat(found("\u0301")).isEmpty();
        assertThat(found("\uff9e")).isEmpty();
        assertThat(found("\ufdfa".repeat(80))).isEmpty();
        assertThat(found("\ufdfa".repeat(254))).isEmpty();
    }

    @Test
    void an_apostrophe_in_front_of_a_name_makes_no_difference() {
        var abd = stored(aDonor().named("‘Abd " + letters()).from(haarlem));

        assertThat(found("abd " + letters())).containsExactly(abd);
        assertThat(found("'Abd " + letters())).containsExactly(abd);
    }

    @Test
    void a_name_is_found_with_and_without_the_joiners_of_its_script() {
        var golnaz = stored(aDonor().named("گل\u200cناز " + letters()).from(haarlem));

        assertThat(found("گلناز " + letters())).containsExactly(golnaz);
        assertThat(found("گل\u200cناز " + letters())).containsExactly(golnaz);
    }

    /** Names have no digits that could tell tests apart. */
    private String letters() {
        return unique.replaceAll("[0-9]", "x");
    }

    @Test
    void an_address_is_found_whole_and_by_its_beginning() {
        var donor =
                stored(aDonor().withEmail("Lotte." + unique + "@Example.org").from(haarlem));

        assertThat(found("lotte." + unique + "@example.org")).containsExactly(donor);
        assertThat(found("LOTTE." + unique.substring(0, 5))).containsExactly(donor);
        assertThat(found(unique)).isEmpty();
    }

    @Test
    void who_fits_by_name_and_by_address_is_listed_once() {
        var donor = stored(aDonor().named("Quirijn")
                .withEmail("quirijn@" + unique + ".org")
                .from(haarlem));
        var other = stored(
                aDonor().named("Anna").withEmail("quirijn.2@" + unique + ".org").from(haarlem));

        assertThat(found("quirijn")).containsExactly(donor, other);
    }

    @Test
    void a_search_goes_on_page_by_page_over_names_and_addresses_each_donor_once() {
        var expected = new ArrayList<Donor>();
        for (var i = 0; i < 5; i++) {
            expected.add(stored(aDonor().named("Wies").from(haarlem)));
            expected.add(stored(
                    aDonor().withEmail("wies" + i + "@" + unique + ".org").from(haarlem)));
        }

        assertThat(pages(query("wies").in(haarlem), 3)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void name_city_type_and_status_hold_together() {
        var wanted = stored(aDonor().named("Yara").from(haarlem).ofType(BloodType.O_NEGATIVE));
        stored(aDonor().named("Yara").from(haarlem));
        stored(aDonor().named("Yara").from("Leiden " + unique).ofType(BloodType.O_NEGATIVE));
        var stopped = stored(aDonor().named("Yara").from(haarlem).ofType(BloodType.O_NEGATIVE));
        tables.donors.suppress(stopped.id(), "bounced");

        var query = new DonorQuery(
                "yara",
                Optional.of(City.of(haarlem)),
                Optional.of(BloodType.O_NEGATIVE),
                Optional.of(DonorStatus.SUBSCRIBED));

        assertThat(pages(query, 10)).containsExactly(wanted);
    }

    @Test
    void a_search_by_text_follows_a_donor_to_another_type_and_status() {
        var donor = stored(
                aDonor().named("Ulrike").withEmail("u@" + unique + ".org").from(haarlem));
        var typed = aDonor().withId(donor.id())
                .named("Ulrike")
                .withEmail("u@" + unique + ".org")
                .from(haarlem)
                .ofType(BloodType.B_NEGATIVE)
                .build();

        tables.donors.edit(typed);
        tables.donors.suppress(donor.id(), "bounced");

        for (var text : List.of("ulrike", "u@" + unique)) {
            var query = new DonorQuery(
                    text,
                    Optional.of(City.of(haarlem)),
                    Optional.of(BloodType.B_NEGATIVE),
                    Optional.of(DonorStatus.SUPPRESSED));
            assertThat(pages(query, 10)).as(text).extracting(Donor::id).containsExactly(donor.id());
        }
    }

    @Test
    void donors_of_a_type_and_a_status_are_listed_page_by_page_across_cities_each_once() {
        var expected = new ArrayList<Donor>();
        for (var city = 0; city < 4; city++) {
            for (var type : List.of(BloodType.A_POSITIVE, BloodType.UNKNOWN)) {
                var donor = stored(aDonor().from(city + "stad " + unique).ofType(type));
                tables.donors.suppress(donor.id(), "bounced");
                expected.add(donor);
            }
        }
        var query = new DonorQuery("", Optional.empty(), Optional.empty(), Optional.of(DonorStatus.SUPPRESSED));

        assertThat(pages(query, 3))
                .extracting(Donor::id)
                .containsAll(expected.stream().map(Donor::id).toList())
                .doesNotHaveDuplicates();
        assertThat(pages(
                        new DonorQuery(
                                "",
                                Optional.of(City.of("2stad " + unique)),
                                Optional.of(BloodType.UNKNOWN),
                                Optional.empty()),
                        1))
                .extracting(Donor::id)
                .containsExactly(expected.get(5).id());
    }

    @Test
    void donors_stored_before_there_were_entries_are_found_by_city_and_by_address() {
        var donor = aDonor().named("Oude")
                .withEmail("oude@" + unique + ".org")
                .from(haarlem)
                .build();
        tables.cities.register(City.of(haarlem));
        tables.putAsBefore(donor);

        assertThat(pages(query("").in(haarlem), 10)).containsExactly(donor);
        assertThat(found("oude@" + unique)).containsExactly(donor);
    }

    @Test
    void a_cursor_of_another_search_is_refused() {
        stored(aDonor().named("Xander").from(haarlem));
        stored(aDonor().named("Xander").from(haarlem));
        var next =
                tables.search.list(query("xander").in(haarlem), Cursor.NONE, 1).next();

        assertThatThrownBy(() -> tables.search.list(query("anna").in(haarlem), next, 1))
                .isInstanceOf(InvalidFieldsException.class);
    }

    @Test
    void no_cursor_tells_a_name_or_an_address() {
        stored(aDonor().named("Vera").withEmail("vera1@" + unique + ".org").from(haarlem));
        stored(aDonor().named("Anna").withEmail("vera2@" + unique + ".org").from(haarlem));
        stored(aDonor().named("Anna").withEmail("vera3@" + unique + ".org").from(haarlem));

        var first = tables.search.list(query("vera").in(haarlem), Cursor.NONE, 1);
        var second = tables.search.list(query("vera").in(haarlem), first.next(), 1);

        assertThat(List.of(first.next(), second.next()))
                .allSatisfy(
                        cursor -> assertThat(String.join(" ", cursor.keys())).doesNotContain("vera"));
    }

    private record Query(String text) {

        DonorQuery in(String city) {
            return new DonorQuery(text, Optional.of(City.of(city)), Optional.empty(), Optional.empty());
        }
    }

    private static Query query(String text) {
        return new Query(text);
    }

    private List<Donor> found(String text) {
        return pages(query(text).in(haarlem), 10);
    }

    private static List<Donor> pages(DonorQuery query, int limit) {
        var found = new ArrayList<Donor>();
        var cursor = Cursor.NONE;
        do {
            var page = tables.search.list(query, Cursor.parse(cursor.text(), 2), limit);
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
            found.addAll(page.entries());
            cursor = page.next();
        } while (!cursor.isNone());
        return found;
    }

    private static Donor stored(DonorBuilder builder) {
        var donor = builder.build();
        tables.donors.add(donor);
        return donor;
    }
}
