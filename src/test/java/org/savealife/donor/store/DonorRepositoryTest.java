package org.savealife.donor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.AddressTakenException;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Consent;
import org.savealife.donor.Donor;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.LostAnswers;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.paging.Cursor;

class DonorRepositoryTest {

    private static EmbeddedDynamoDb database;

    private TestTables tables;
    private final LostAnswers lost = new LostAnswers();
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
        tables = new TestTables(database.endpoint(), lost);
        var stored = new DonorTables(tables);
        donors = stored.donors;
        byCity = stored.byCity;
    }

    @Test
    void a_stored_donor_is_found_as_they_signed_up() {
        var donor = aDonor().named("Zoë").from("São Paulo " + unique).build();

        donors.add(donor);

        assertThat(donors.find(donor.id())).hasValueSatisfying(found -> {
            assertThat(found).isEqualTo(donor);
            assertThat(found.city().name()).isEqualTo("São Paulo " + unique);
        });
    }

    @Test
    void an_address_signs_up_once_however_it_is_written() {
        var donor = aDonor().withEmail("Zoe@Example.org").build();
        donors.add(donor);

        var again = aDonor().withEmail("zoe@EXAMPLE.ORG").build();

        assertThatThrownBy(() -> donors.add(again)).isInstanceOf(AddressTakenException.class);
        assertThat(donors.find(again.id())).isEmpty();
    }

    @Test
    void donors_who_are_stored_once_more_since_the_answer_was_lost_are_there_once() {
        var city = "Lost " + unique;
        var several = List.of(aDonor().from(city).build(), aDonor().from(city).build());
        donors.addAll(several);

        donors.addAll(several);

        assertThat(byCity.list(City.of(city), Cursor.NONE, 10).entries()).containsExactlyInAnyOrderElementsOf(several);
    }

    @Test
    void what_was_done_to_a_donor_counts_though_the_answer_was_lost() {
        var donor = aDonor().from("Lost " + unique).build();

        loseAnswer(() -> donors.add(donor));
        assertThat(loseAnswer(() -> donors.edit(aDonor().withId(donor.id())
                        .named("Anna")
                        .from("Found " + unique)
                        .build())))
                .hasValueSatisfying(edited -> assertThat(edited.city()).isEqualTo(City.of("Found " + unique)));
        assertThat(loseAnswer(() -> donors.unsubscribe(donor.id(), Instant.EPOCH)))
                .isTrue();
        assertThat(loseAnswer(() -> donors.suppress(donor.id(), "bounced"))).isTrue();
        assertThat(loseAnswer(() -> donors.erase(donor.id()))).isTrue();
        assertThat(donors.find(donor.id())).isEmpty();
        assertThat(donors.erase(donor.id())).isFalse();
    }

    private void loseAnswer(Runnable call) {
        loseAnswer(() -> {
            call.run();
            return true;
        });
    }

    private <T> T loseAnswer(Supplier<T> call) {
        lost.loseNext();
        var answer = call.get();
        assertThat(lost.isLost()).isTrue();
        return answer;
    }

    @Test
    void who_unsubscribed_stays_so_and_keeps_all_else() {
        var donor = aDonor().from("Haarlem " + unique).build();
        donors.add(donor);

        assertThat(donors.unsubscribe(donor.id(), Instant.EPOCH)).isTrue();
        assertThat(donors.unsubscribe(donor.id(), Instant.EPOCH.plusSeconds(1))).isTrue();

        assertThat(donors.find(donor.id()))
                .hasValueSatisfying(found -> assertThat(found)
                        .usingRecursiveComparison()
                        .ignoringFields("unsubscribed")
                        .isEqualTo(donor));
        assertThat(donors.walk(donor.city(), "", "~", 10).donors())
                .singleElement()
                .satisfies(walked -> assertThat(walked.unsubscribed()).isTrue());
        assertThat(item(donor).text("unsubscribed_at")).isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void a_sign_up_with_a_known_address_changes_nothing_of_the_donor_who_has_it() {
        var donor = aDonor().named("Zoë").from("Haarlem " + unique).build();
        donors.add(donor);
        donors.unsubscribe(donor.id(), Instant.EPOCH);
        var before = item(donor);
        var again = aDonor().named("Somebody")
                .from("Amsterdam " + unique)
                .withEmail(donor.email().value().toUpperCase(Locale.ROOT))
                .ofType(BloodType.O_NEGATIVE)
                .agreedTo(Consent.current(), Instant.parse("2026-11-23T12:00:00Z"))
                .build();

        assertThat(donors.addUnlessKnown(again)).contains(donor.id());

        assertThat(item(donor)).isEqualTo(before);
        assertThat(donors.find(again.id())).isEmpty();
        assertThat(donors.findSameAddress(again)).map(Donor::id).contains(donor.id());
    }

    @Test
    void who_signs_up_for_the_first_time_is_stored() {
        var donor = aDonor().from("Haarlem " + unique).build();

        assertThat(donors.addUnlessKnown(donor)).isEmpty();

        assertThat(donors.find(donor.id())).contains(donor);
    }

    @Test
    void a_consent_is_kept_with_the_language_in_which_it_was_read_until_another_is_given() {
        var moment = Instant.parse("2026-11-23T12:00:00Z");
        var donor = aDonor().from("Haarlem " + unique)
                .reading(Language.DUTCH)
                .agreedTo(Consent.current(), moment)
                .build();
        donors.add(donor);
        assertThat(donors.find(donor.id())).map(Donor::consent).contains(new Consent(Consent.current(), moment, "nl"));

        donors.subscribe(donor.id(), new Consent(Consent.current(), moment.plusSeconds(1), ""));

        assertThat(donors.find(donor.id()))
                .map(Donor::consent)
                .contains(new Consent(Consent.current(), moment.plusSeconds(1), ""));
    }

    @Test
    void an_address_that_gets_no_mail_says_why_until_it_may_again() {
        var donor = aDonor().from("Haarlem " + unique).build();
        donors.add(donor);

        assertThat(donors.suppress(donor.id(), "bounced")).isTrue();
        assertThat(donors.addUnlessKnown(donor)).contains(donor.id());

        assertThat(donors.find(donor.id())).map(Donor::suppression).contains("bounced");
        assertThat(donors.unsuppress(donor.id())).isTrue();
        assertThat(donors.find(donor.id())).contains(donor);
    }

    @Test
    void nobody_by_that_id_is_changed_and_none_comes_into_being() {
        assertThat(donors.unsubscribe(unique, Instant.EPOCH)).isFalse();
        assertThat(donors.subscribe(unique)).isFalse();
        assertThat(donors.suppress(unique, "bounced")).isFalse();
        assertThat(donors.unsuppress(unique)).isFalse();

        assertThat(donors.find(unique)).isEmpty();
    }

    @Test
    void nobody_is_found_by_an_unknown_id() {
        assertThat(donors.find("nobody")).isEmpty();
    }

    private Item item(Donor donor) {
        return Item.from(tables.client()
                .getItem(get ->
                        get.tableName("savealife").key(DonorItem.of(donor).key()))
                .item());
    }
}
