package org.savealife.donor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorBuilder;
import org.savealife.donor.DonorOrder;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.DonorStatus;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.paging.Cursor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class SortedDonorIT {

    private static final Instant FIRST = Instant.parse("2026-03-01T23:59:59.500Z");

    private static EmbeddedDynamoDb database;

    private TestTables table;
    private DonorTables tables;

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @BeforeEach
    void createTables() {
        table = new TestTables(database.endpoint());
        tables = new DonorTables(table);
    }

    @AfterEach
    void deleteTables() {
        table.client().deleteTable(delete -> delete.tableName(table.tables().main()));
        table.close();
    }

    @Test
    void donors_come_by_name_whatever_case_accents_script_and_city() {
        for (var name : List.of("Zoë", "anna", "Élise", "Ümit", "Bjørn", "Олена", "Anja Bea", "绮")) {
            stored(aDonor().named(name).from(name.length() + "stad"));
        }

        assertThat(pages(DonorQuery.ALL, DonorOrder.NAME, 3))
                .extracting(donor -> donor.firstName().value())
                .containsExactly("Anja Bea", "anna", "Bjørn", "Élise", "Ümit", "Zoë", "Олена", "绮");
    }

    @Test
    void who_signed_up_last_comes_first_over_days_without_any() {
        var expected = new ArrayList<Donor>();
        for (var hours : new int[] {0, 1, 24, 25, 24 * 40, 24 * 400}) {
            expected.add(
                    0,
                    stored(aDonor().signedUpAt(FIRST.plus(Duration.ofHours(hours)))
                            .from("Haarlem")));
        }
        expected.add(
                expected.size() - 1,
                stored(aDonor().signedUpAt(FIRST.plusMillis(400)).from("Leiden")));

        for (var limit = 1; limit < 9; limit++) {
            assertThat(pages(DonorQuery.ALL, DonorOrder.NEWEST, limit))
                    .as("%d a page", limit)
                    .containsExactlyElementsOf(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void filters_hold_in_every_order_page_by_page_each_donor_once(DonorOrder order) {
        var expected = new ArrayList<Donor>();
        for (var number = 0; number < 12; number++) {
            var signedUp = FIRST.plus(Duration.ofHours(7L * number));
            var name = Character.toString('a' + 2 * number) + "nna";
            expected.add(stored(
                    aDonor().named(name).signedUpAt(signedUp).from("Haarlem").ofType(BloodType.A_POSITIVE)));
            stored(aDonor().named(name).signedUpAt(signedUp).from("Haarlem"));
            stored(aDonor().named(name).signedUpAt(signedUp).from("Leiden").ofType(BloodType.A_POSITIVE));
        }
        var query = new DonorQuery(
                "",
                Optional.of(City.of("haarlem")),
                Optional.of(BloodType.A_POSITIVE),
                Optional.of(DonorStatus.SUBSCRIBED));

        var found = pages(query, order, 5);

        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        if (order == DonorOrder.NAME) {
            assertThat(found)
                    .isSortedAccordingTo(
                            Comparator.comparing(donor -> donor.firstName().key()));
        }
        if (order == DonorOrder.NEWEST) {
            assertThat(found)
                    .isSortedAccordingTo(Comparator.comparing(Donor::signedUpAt).reversed());
        }
        assertThat(query.countIn(tables.counts.in(City.of("Haarlem")))).isEqualTo(12);
    }

    @Test
    void a_donor_who_changes_name_or_is_gone_is_listed_as_such() {
        var anna = stored(aDonor().named("Anna").withEmail("anna@example.org").from("Haarlem"));
        var bea = stored(aDonor().named("Bea").from("Haarlem"));
        tables.donors.edit(aDonor().withId(anna.id())
                .named("Coen")
                .withEmail("anna@example.org")
                .from("Leiden")
                .build());
        assertThat(pages(DonorQuery.ALL, DonorOrder.NAME, 10))
                .extracting(donor -> donor.firstName().value())
                .containsExactly("Bea", "Coen");
        tables.donors.erase(bea.id());

        assertThat(pages(DonorQuery.ALL, DonorOrder.NAME, 10)).hasSize(1);
        assertThat(pages(DonorQuery.ALL, DonorOrder.NEWEST, 10)).hasSize(1);
    }

    @Test
    void a_search_by_text_has_its_own_order() {
        var anna = stored(aDonor().named("Anna").from("Haarlem"));
        stored(aDonor().named("Bea").from("Haarlem"));
        var query = new DonorQuery("ann", Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(pages(query, DonorOrder.NEWEST, 10)).containsExactly(anna);
    }

    @Test
    void a_cursor_of_another_list_is_refused_or_leads_on() {
        var anna = stored(aDonor().named("Anna").from("Haarlem"));

        assertThatThrownBy(() -> list(DonorOrder.NAME, Cursor.of("b", anna.id())))
                .isInstanceOf(InvalidFieldsException.class);
        assertThatThrownBy(() -> list(DonorOrder.NEWEST, Cursor.of("haarlem", anna.id())))
                .isInstanceOf(InvalidFieldsException.class);
        assertThat(list(DonorOrder.NAME, Cursor.of("b", ""))).isEmpty();
        assertThat(list(DonorOrder.NEWEST, Cursor.of("2020-01-01", ""))).isEmpty();
    }

    @Test
    void no_cursor_tells_a_name() {
        stored(aDonor().named("Vera").from("Haarlem"));
        stored(aDonor().named("Vera").from("Haarlem"));

        for (var order : List.of(DonorOrder.NAME, DonorOrder.NEWEST)) {
            var next = tables.sorted.list(DonorQuery.ALL, order, Cursor.NONE, 1).next();

            assertThat(String.join(" ", next.keys()).toLowerCase(Locale.ROOT)).doesNotContain("vera");
        }
    }

    /** The earlier release wrote an entry of the whole name, and no register of letters. */
    @Test
    void donors_of_a_release_before_are_listed_by_name_and_the_rest_of_their_entries_come_with_the_first_change() {
        var donor = stored(aDonor().named("Jan Willem").from("Haarlem"));
        for (var entry : tables.itemsOf(donor)) {
            if (entry.partitionKey().startsWith("WORD#") || entry.partitionKey().startsWith("SIGNED#")) {
                table.client()
                        .deleteItem(delete ->
                                delete.tableName(table.tables().main()).key(entry.key()));
            }
        }
        table.client()
                .updateItem(update -> update.tableName(table.tables().main())
                        .key(StoredDonors.item(table, donor.id()).orElseThrow().key())
                        .updateExpression("REMOVE found_as"));
        table.client()
                .deleteItem(delete -> delete.tableName(table.tables().main())
                        .key(Item.of("NAMES", "j").key()));
        assertThat(pages(DonorQuery.ALL, DonorOrder.NAME, 10)).containsExactly(donor);
        assertThat(pages(DonorQuery.ALL, DonorOrder.NEWEST, 10)).isEmpty();

        tables.donors.unsubscribe(donor.id(), FIRST);

        assertThat(pages(DonorQuery.ALL, DonorOrder.NEWEST, 10))
                .extracting(Donor::id)
                .containsExactly(donor.id());
        assertThat(pages(
                        new DonorQuery("willem", Optional.empty(), Optional.empty(), Optional.empty()),
                        DonorOrder.CITY,
                        10))
                .extracting(Donor::id)
                .containsExactly(donor.id());
        assertThat(tables.counts.all().donors()).isOne();
    }

    @Test
    void a_long_list_is_read_a_page_at_a_time_and_one_with_a_filter_looks_at_so_many_entries_only() {
        var many = new ArrayList<Donor>();
        for (var number = 0; number < 1_700; number++) {
            many.add(aDonor().named("Anna").signedUpAt(FIRST).from("Haarlem").build());
        }
        StoredDonors.addWithEntries(table.client(), table.tables().main(), many);
        table.client()
                .putItem(put -> put.tableName(table.tables().main())
                        .item(Map.of(
                                "PK", AttributeValue.fromS("SIGNUPS"), "SK", AttributeValue.fromS("2026-03-01#0"))));
        var nobody = new DonorQuery("", Optional.of(City.of("Leiden")), Optional.empty(), Optional.empty());

        for (var order : List.of(DonorOrder.NAME, DonorOrder.NEWEST)) {
            assertThat(tables.sorted
                            .list(DonorQuery.ALL, order, Cursor.NONE, 25)
                            .entries())
                    .hasSize(25);
            var page = tables.sorted.list(nobody, order, Cursor.NONE, 25);
            assertThat(page.entries()).isEmpty();
            assertThat(page.next().isNone()).isFalse();
            assertThat(pages(nobody, order, 25)).isEmpty();
        }
    }

    private List<Donor> list(DonorOrder order, Cursor after) {
        return tables.sorted.list(DonorQuery.ALL, order, after, 10).entries();
    }

    private List<Donor> pages(DonorQuery query, DonorOrder order, int limit) {
        var found = new ArrayList<Donor>();
        var cursor = Cursor.NONE;
        do {
            var page = tables.sorted.list(query, order, Cursor.parse(cursor.text(), 2), limit);
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
            found.addAll(page.entries());
            cursor = page.next();
        } while (!cursor.isNone());
        return found;
    }

    private Donor stored(DonorBuilder builder) {
        var donor = builder.build();
        tables.donors.add(donor);
        return donor;
    }
}
