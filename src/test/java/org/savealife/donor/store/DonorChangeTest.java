package org.savealife.donor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.AddressTakenException;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorBuilder;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.DonorStatus;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.TestAudit;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Editing, moving and deleting donors, with their guards, index items and counts. */
class DonorChangeTest {

    private static final Instant LATER = Instant.parse("2026-02-01T00:00:00Z");

    private static EmbeddedDynamoDb database;
    private static TestTables all;
    private static DonorTables tables;

    /** Each test has cities of its own, since all share one table. */
    private final String unique = RandomId.next();

    private final String haarlem = "Haarlem " + unique;
    private final String leiden = "Leiden " + unique;

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        all = new TestTables(database.endpoint());
        tables = new DonorTables(all);
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @Test
    void whatever_changes_a_donor_can_be_recorded_in_the_same_transaction() {
        var donors = tables.donors;
        var donor = aDonor().from(haarlem).build();
        var id = donor.id();

        assertThat(TestAudit.records(all, () -> donors.add(donor))).as("add").isTrue();
        assertThat(TestAudit.records(
                        all, () -> donors.edit(edited(donor).from(leiden).build())))
                .as("edit")
                .isTrue();
        assertThat(TestAudit.records(all, () -> donors.unsubscribe(id, LATER)))
                .as("unsubscribe")
                .isTrue();
        assertThat(TestAudit.records(all, () -> donors.subscribe(id)))
                .as("subscribe")
                .isTrue();
        assertThat(TestAudit.records(all, () -> donors.suppress(id, "bounced")))
                .as("suppress")
                .isTrue();
        assertThat(TestAudit.records(all, () -> donors.unsuppress(id)))
                .as("unsuppress")
                .isTrue();
        assertThat(TestAudit.records(all, () -> donors.erase(id))).as("erase").isTrue();
        assertThat(TestAudit.records(all, () -> donors.erase(id)))
                .as("erase once more")
                .isFalse();
    }

    @Test
    void a_donor_who_moves_is_in_the_new_city_and_nowhere_else() {
        var donor = stored(aDonor().from(haarlem).ofType(BloodType.A_POSITIVE));

        var moved = tables.donors.edit(
                edited(donor).from(leiden).ofType(BloodType.A_POSITIVE).build());

        assertThat(moved.map(Donor::city)).contains(City.of(leiden));
        assertThat(tables.donors.find(donor.id())).isEqualTo(moved);
        assertThat(listed(haarlem)).isEmpty();
        assertThat(listed(leiden)).containsExactly(donor.id());
        assertThat(tables.counts.in(City.of(haarlem)).donors()).isZero();
        assertThat(tables.counts.in(City.of(leiden)).of(BloodType.A_POSITIVE)).isOne();
        assertThat(tables.itemsOf(donor))
                .hasSize(5)
                .allSatisfy(item -> assertThat(item.toString()
                                + item.sortKey()
                                + item.findText(DonorIndexItems.CITY_KEY).orElse(""))
                        .doesNotContain("haarlem"));
    }

    @Test
    void who_moved_is_known_in_the_cities_before() {
        var donor = stored(aDonor().from(haarlem));
        tables.donors.edit(edited(donor).from(leiden).build());
        tables.donors.edit(edited(donor).from(leiden).named("Anna").build());

        assertThat(tables.donors.citiesOf(donor.id())).containsExactly(City.of(leiden), City.of(haarlem));

        tables.donors.edit(edited(donor).from(haarlem).build());
        assertThat(tables.donors.citiesOf(donor.id())).containsExactly(City.of(haarlem), City.of(leiden));
    }

    @Test
    void a_new_address_takes_the_guard_along_and_sets_the_old_one_free() {
        var old = RandomId.next() + "@example.org";
        var donor = stored(aDonor().from(haarlem).withEmail(old));

        tables.donors.edit(edited(donor).withEmail("new-" + old).build());

        assertThatThrownBy(() -> stored(aDonor().withEmail("NEW-" + old))).isInstanceOf(AddressTakenException.class);
        assertThat(stored(aDonor().from(haarlem).withEmail(old)).id()).isNotEqualTo(donor.id());
    }

    @Test
    void an_address_of_another_donor_is_refused_and_nothing_changes() {
        var first = stored(aDonor().from(haarlem));
        var second = stored(aDonor().from(haarlem));

        assertThatThrownBy(() -> tables.donors.edit(edited(second)
                        .from(leiden)
                        .withEmail(first.email().value())
                        .build()))
                .isInstanceOf(AddressTakenException.class);

        assertThat(tables.donors.find(second.id())).contains(second);
        assertThat(tables.counts.in(City.of(haarlem)).donors()).isEqualTo(2);
    }

    @Test
    void an_edit_keeps_what_other_parts_wrote_into_the_item() {
        var donor = stored(aDonor().from(haarlem).ofType(BloodType.B_NEGATIVE));
        tables.donors.suppress(donor.id(), "bounced");
        var key = Item.of("DONOR#" + donor.id(), "CITY#" + City.of(haarlem).key());
        tables.client.updateItem(update -> update.tableName("savealife")
                .key(key.key())
                .updateExpression("SET remark = :version")
                .expressionAttributeValues(Map.of(":version", AttributeValue.fromS("3"))));

        tables.donors.edit(edited(donor)
                .ofType(BloodType.UNKNOWN)
                .named("Émile")
                .from(leiden)
                .build());

        var item = tables.itemsOf(donor).stream()
                .filter(found -> found.partitionKey().startsWith("DONOR#" + donor.id()))
                .findFirst()
                .orElseThrow();
        assertThat(item.text("remark")).isEqualTo("3");
        assertThat(DonorItem.read(item).orElseThrow())
                .isEqualTo(aDonor().withId(donor.id())
                        .withEmail(donor.email().value())
                        .named("Émile")
                        .from(leiden)
                        .suppressed("bounced")
                        .build());
    }

    @Test
    void nothing_of_an_erased_donor_is_left_and_the_address_may_sign_up_again() {
        var donor = stored(aDonor().from(haarlem).ofType(BloodType.O_NEGATIVE));
        tables.donors.unsubscribe(donor.id(), LATER);

        assertThat(tables.donors.erase(donor.id())).isTrue();

        assertThat(tables.itemsOf(donor)).isEmpty();
        assertThat(tables.counts.in(City.of(haarlem)).numbers()).isEmpty();
        assertThat(tables.donors.erase(donor.id())).isFalse();
        stored(aDonor().from(haarlem).withEmail(donor.email().value()));
    }

    @Test
    void who_stops_the_mails_and_comes_back_is_found_and_counted_as_such() {
        var donor = stored(aDonor().from(haarlem));

        tables.donors.unsubscribe(donor.id(), LATER);
        tables.donors.suppress(donor.id(), "bounced");

        assertThat(withStatus(DonorStatus.UNSUBSCRIBED)).containsExactly(donor.id());
        assertThat(withStatus(DonorStatus.SUBSCRIBED)).isEmpty();
        assertThat(tables.counts.in(City.of(haarlem)).of(DonorStatus.UNSUBSCRIBED))
                .isOne();
        tables.donors.subscribe(donor.id());
        assertThat(withStatus(DonorStatus.SUPPRESSED)).containsExactly(donor.id());
        tables.donors.unsuppress(donor.id());
        assertThat(withStatus(DonorStatus.SUBSCRIBED)).containsExactly(donor.id());
        assertThat(tables.counts.in(City.of(haarlem)).of(DonorStatus.SUBSCRIBED))
                .isOne();
        assertThat(tables.counts.in(City.of(haarlem)).donors()).isOne();
    }

    @Test
    void a_donor_stored_by_another_tool_is_counted_and_found_from_the_first_change_on() {
        var donor = aDonor().from(haarlem).named("Jörg").build();
        tables.putBare(donor);
        assertThat(listed(haarlem)).containsExactly(donor.id());
        assertThat(tables.counts.in(City.of(haarlem)).donors()).isZero();

        tables.donors.unsubscribe(donor.id(), LATER);

        assertThat(withStatus(DonorStatus.UNSUBSCRIBED)).containsExactly(donor.id());
        assertThat(tables.counts.in(City.of(haarlem)).donors()).isOne();
        assertThat(tables.donors.erase(donor.id())).isTrue();
        assertThat(tables.counts.in(City.of(haarlem)).donors()).isZero();
    }

    @Test
    void a_donor_stored_by_another_tool_with_somebodys_address_leaves_that_guard_alone() {
        var guarded = stored(aDonor().from(haarlem));
        var other = aDonor().from(haarlem).withEmail(guarded.email().value()).build();
        tables.putBare(other);

        assertThat(tables.donors.unsubscribe(other.id(), LATER)).isTrue();
        assertThat(tables.donors.erase(other.id())).isTrue();

        assertThat(tables.donors.findSameAddress(guarded)).contains(guarded);
    }

    @Test
    void as_many_donors_as_it_says_are_stored_at_once_though_each_is_of_another_city_and_day_and_has_many_names() {
        var many = IntStream.range(0, DonorRepository.MAX_AT_ONCE)
                .mapToObj(number -> aDonor().named("Anna Maria Johanna van Buren")
                        .from(number + " city " + unique)
                        .signedUpAt(LATER.plus(number, ChronoUnit.DAYS))
                        .build())
                .toList();

        tables.donors.addAll(many);

        assertThat(many)
                .allSatisfy(donor ->
                        assertThat(tables.counts.in(donor.city()).donors()).isOne());
    }

    @Test
    void two_changes_at_the_same_time_both_count() {
        var donor = stored(aDonor().from(haarlem));

        var work = List.of(
                CompletableFuture.runAsync(() -> tables.donors.unsubscribe(donor.id(), LATER)),
                CompletableFuture.runAsync(() -> tables.donors.suppress(donor.id(), "bounced")),
                CompletableFuture.runAsync(() -> tables.donors.edit(
                        edited(donor).from(leiden).named("Anna").build())));
        work.forEach(CompletableFuture::join);

        assertThat(tables.donors.find(donor.id())).hasValueSatisfying(found -> {
            assertThat(found.city()).isEqualTo(City.of(leiden));
            assertThat(found.firstName().value()).isEqualTo("Anna");
            assertThat(found.unsubscribed()).isTrue();
            assertThat(found.suppression()).isEqualTo("bounced");
        });
        assertThat(tables.itemsOf(donor)).hasSize(5);
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

    private static List<String> listed(String city) {
        return ids(new DonorQuery("", Optional.of(City.of(city)), Optional.empty(), Optional.empty()));
    }

    private List<String> withStatus(DonorStatus status) {
        return ids(new DonorQuery("", Optional.of(City.of(haarlem)), Optional.empty(), Optional.of(status)));
    }

    private static List<String> ids(DonorQuery query) {
        return new ArrayList<>(tables.search.list(query, Cursor.NONE, 50).entries().stream()
                .map(Donor::id)
                .toList());
    }
}
