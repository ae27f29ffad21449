package org.savealife.donor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.DonorStatus;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;

/** Donors of one city under several keys are found and counted as one city until the migration has moved them. */
class FormerKeysTest {

    private static final City LODZ = City.of("Lodz");

    private EmbeddedDynamoDb database;
    private TestTables tables;
    private DonorTables stored;
    private List<Donor> donors;

    @BeforeEach
    void store() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        tables.forgetSchema();
        stored = new DonorTables(tables);
        var former = new FormerRelease(tables);
        donors = new ArrayList<>();
        for (var city : List.of("Łódź", "Lodz", "ŁÓDŹ", "Łodź")) {
            donors.add(former.add(aDonor().from(city)
                    .named("Anna")
                    .ofType(BloodType.A_POSITIVE)
                    .build()));
        }
        var newer =
                aDonor().from("Łódź").named("Anna").ofType(BloodType.A_POSITIVE).build();
        stored.donors.add(newer);
        donors.add(newer);
        former.add(aDonor().from("Haarlem")
                .named("Anna")
                .ofType(BloodType.A_POSITIVE)
                .build());
    }

    @AfterEach
    void stop() {
        tables.close();
        database.close();
    }

    @Test
    void a_list_of_the_city_has_all_of_them_page_by_page() {
        assertThat(listed(new DonorQuery("", Optional.of(LODZ), Optional.empty(), Optional.empty())))
                .containsExactlyInAnyOrderElementsOf(donors);
    }

    @Test
    void so_has_a_list_by_type_or_status() {
        assertThat(listed(new DonorQuery(
                        "", Optional.of(LODZ), Optional.of(BloodType.A_POSITIVE), Optional.of(DonorStatus.SUBSCRIBED))))
                .containsExactlyInAnyOrderElementsOf(donors);
        assertThat(listed(new DonorQuery("", Optional.of(LODZ), Optional.of(BloodType.O_NEGATIVE), Optional.empty())))
                .isEmpty();
    }

    @Test
    void so_has_a_search_by_name() {
        assertThat(listed(new DonorQuery("ann", Optional.of(LODZ), Optional.empty(), Optional.empty())))
                .containsExactlyInAnyOrderElementsOf(donors);
    }

    @Test
    void so_has_a_search_by_address() {
        var wanted = donors.get(0).email().value();

        assertThat(listed(new DonorQuery(wanted, Optional.of(LODZ), Optional.empty(), Optional.empty())))
                .containsExactly(donors.get(0));
    }

    @Test
    void they_are_counted_as_one_city() {
        assertThat(stored.counts.in(LODZ).donors()).isEqualTo(5);
        assertThat(stored.counts.byCity())
                .extracting(
                        DonorCountRepository.OfCity::city, line -> line.counts().donors())
                .containsExactly(tuple(LODZ, 5L), tuple(City.of("Haarlem"), 1L));
    }

    @Test
    void the_city_is_offered_once() {
        assertThat(stored.cities.known()).containsExactlyInAnyOrder(LODZ, City.of("Haarlem"));
        assertThat(Stream.of("lo", "Łó", "LOD", "łodź"))
                .allSatisfy(start ->
                        assertThat(stored.cities.startingWith(start, 10)).containsExactly(LODZ));
    }

    @Test
    void it_is_known_until_its_last_donor_is_gone_whichever_key_they_are_under() {
        donors.subList(1, 5).forEach(donor -> stored.donors.erase(donor.id()));
        assertThat(stored.cities.known()).contains(LODZ);

        stored.donors.edit(aDonor().withId(donors.get(0).id())
                .withEmail(donors.get(0).email().value())
                .from("Haarlem")
                .build());

        assertThat(stored.byCity.list(LODZ, Cursor.NONE, 10).entries()).isEmpty();
        assertThat(stored.counts.in(LODZ).donors()).isZero();
    }

    @Test
    void whom_an_entry_of_the_former_release_says_to_be_elsewhere_is_found_all_the_same() {
        var moved = donors.get(0);
        assertThat(stored.donors.refile(StoredDonors.item(tables, moved.id()).orElseThrow()))
                .isTrue();
        new FormerRelease(tables).unsubscribe(moved);

        var unsubscribed =
                listed(new DonorQuery("", Optional.of(LODZ), Optional.empty(), Optional.of(DonorStatus.UNSUBSCRIBED)));

        assertThat(unsubscribed).extracting(Donor::id).containsExactly(moved.id());
        assertThat(listed(new DonorQuery(moved.email().value(), Optional.empty(), Optional.empty(), Optional.empty())))
                .extracting(Donor::id)
                .containsExactly(moved.id());
    }

    /** Reads pages of two donors. */
    private List<Donor> listed(DonorQuery query) {
        var found = new ArrayList<Donor>();
        var after = Cursor.NONE;
        do {
            var page = stored.search.list(query, after, 2);
            found.addAll(page.entries());
            after = page.next();
        } while (!after.isNone());
        return found;
    }
}
