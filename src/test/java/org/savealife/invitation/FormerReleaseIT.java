package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.savealife.donation.Donation;
import org.savealife.donation.FiledDonations;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorOrder;
import org.savealife.donor.store.FiledDonors;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.TableFile;
import org.savealife.invitation.opening.Migrator;
import org.savealife.invitation.worker.RunUnderTest;
import org.savealife.platform.dynamodb.BusyDatabase;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.SchemaVersion;
import org.savealife.platform.retry.DatabaseUnavailable;

/** What becomes of the data of the last release without migrations. */
class FormerReleaseIT extends FormerReleaseDataIT {

    private static final int DONORS = 36;
    private static final int DONATIONS = 7;

    private static final Map<String, Integer> DONORS_OF = Map.ofEntries(
            Map.entry("Łódź", 8),
            Map.entry("LODZ", 8),
            Map.entry("København", 5),
            Map.entry("Kobenhavn", 5),
            Map.entry("Großenhain", 6),
            Map.entry("GROẞENHAIN", 6),
            Map.entry("Sint-Truiden", 5),
            Map.entry("Sint Truiden", 5),
            Map.entry("दिल्ली", 2),
            Map.entry("दलल", 1),
            Map.entry("いわき", 1),
            Map.entry("いわぎ", 1),
            Map.entry("s Hertogenbosch", 2),
            Map.entry("Haarlem", 4));

    private static final Map<String, Integer> DONATIONS_OF =
            Map.of("Lodz", 2, "København", 1, "Sint-Truiden", 1, "दिल्ली", 1, "दलल", 0, "Grossenhain", 1, "Haarlem", 1);

    @Test
    void a_city_has_the_same_donors_before_it_is_migrated_and_after() {
        var before = new TreeMap<String, List<Donor>>();
        DONORS_OF.keySet().forEach(city -> before.put(city, walk(city)));

        migrate();

        DONORS_OF.forEach((city, count) -> {
            assertThat(before.get(city)).as(city).hasSize(count).doesNotHaveDuplicates();
            assertThat(walk(city)).as(city).containsExactlyElementsOf(before.get(city));
        });
    }

    @Test
    void a_city_has_the_same_donations_before_it_is_migrated_and_after() {
        var before = new TreeMap<String, List<Donation>>();
        DONATIONS_OF.keySet().forEach(city -> before.put(city, donations(city)));

        migrate();

        DONATIONS_OF.forEach((city, count) -> {
            assertThat(before.get(city)).as(city).hasSize(count).doesNotHaveDuplicates();
            assertThat(donations(city)).as(city).containsExactlyElementsOf(before.get(city));
        });
    }

    @Test
    void all_of_it_is_where_this_release_files_it_then_and_nothing_is_left_elsewhere() {
        migrate();

        assertThat(FiledDonors.check(tables)).hasSize(DONORS);
        assertThat(FiledDonations.check(tables)).hasSize(DONATIONS);
        assertThat(version()).isEqualTo(4);
    }

    @Test
    void nothing_of_a_donor_changes_but_where_they_are() {
        var before = allDonors();

        migrate();

        assertThat(allDonors()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(before.stream().filter(Donor::unsubscribed)).hasSize(1);
        assertThat(before.stream().filter(donor -> donor.suppression().equals("bounced")))
                .hasSize(1);
    }

    @Test
    void once_done_it_is_done() {
        migrate();
        var after = contents();

        migrate();

        assertThat(contents()).isEqualTo(after);
    }

    @Test
    void donors_whose_addresses_are_in_domains_that_had_another_name_are_known_by_them_before_and_after() {
        var anna = aDonor().withEmail("Anna@straße.de").build();
        var nikos = aDonor().withEmail("nikos@βόλος.gr").build();
        var known = List.of(find(anna), find(nikos));
        assertThat(donors.addUnlessKnown(anna)).isEqualTo(known.get(0).map(Donor::id));

        migrate();

        assertThat(known).allSatisfy(donor -> assertThat(donor).isPresent());
        assertThat(List.of(find(anna), find(nikos))).isEqualTo(known);
        assertThat(donors.addUnlessKnown(nikos)).isEqualTo(known.get(1).map(Donor::id));
        assertThat(donors.addUnlessKnown(aDonor().withEmail("anna@strasse.de").build()))
                .as("somebody else")
                .isEmpty();
    }

    @Test
    void who_has_moved_since_or_changed_their_address_is_brought_along_by_that() {
        var anna = find(aDonor().withEmail("anna@straße.de").build()).orElseThrow();
        var lodz = walk("Łódź").get(0);

        donors.edit(aDonor().withId(anna.id())
                .withEmail("anna@strasse.de")
                .from("Haarlem")
                .build());
        donors.edit(aDonor().withId(lodz.id())
                .withEmail(lodz.email().value())
                .from("Haarlem")
                .build());

        assertThat(walk("Haarlem")).extracting(Donor::id).contains(anna.id(), lodz.id());
        migrate();
        assertThat(FiledDonors.check(tables)).hasSize(DONORS);
    }

    @Test
    void who_is_erased_before_leaves_nothing() {
        allDonors().forEach(donor -> assertThat(donors.erase(donor.id())).isTrue());

        migrate();

        assertThat(TableFile.items(tables.client(), "savealife").stream()
                        .map(Item::from)
                        .filter(item -> Stream.of("DONOR", "EMAIL", "NAME#", "WORD#", "SIGNED#")
                                .anyMatch(item.partitionKey()::startsWith)))
                .isEmpty();
    }

    @Test
    void every_order_and_every_search_finds_all_donors_of_a_city_and_of_all_then() {
        migrate();

        var all = allDonors();
        assertThat(all).hasSize(DONORS);
        for (var order : DonorOrder.values()) {
            assertThat(listed("", Optional.empty(), order)).as(order.word()).containsExactlyInAnyOrderElementsOf(all);
            DONORS_OF.forEach((city, count) -> assertThat(listed("", Optional.of(City.of(city)), order))
                    .as("%s in %s", order.word(), city)
                    .containsExactlyInAnyOrderElementsOf(walk(city))
                    .hasSize(count));
        }
        assertThat(all)
                .allSatisfy(donor -> assertThat(listed(donor.email().normalised(), Optional.empty(), DonorOrder.CITY))
                        .containsExactly(donor));
        assertThat(listed("ZOE", Optional.empty(), DonorOrder.CITY)).hasSize(DONORS - 1);
        assertThat(listed("piet", Optional.empty(), DonorOrder.CITY)).hasSize(1);
        assertThat(StoredDonors.counts(tables).all().donors()).isEqualTo(DONORS);
    }

    @Test
    void a_donation_can_be_called_off_and_erased_where_it_is() {
        var donations = StoredDonations.repository(tables, clock);
        var lodz = donations("Łódź").get(0);
        var copenhagen = donations("København").get(0);

        assertThat(donations.cancel(lodz.id()).map(Donation::cancelled)).contains(true);
        donations.erase(copenhagen.id());

        migrate();
        assertThat(FiledDonations.check(tables)).hasSize(DONATIONS - 1);
        assertThat(donations.find(lodz.id()).map(Donation::cancelled)).contains(true);
    }

    @Test
    void two_processes_that_migrate_at_once_do_what_one_does() {
        try (var one = new Migrator(database.endpoint(), clock);
                var other = new Migrator(database.endpoint(), clock)) {
            var both = Stream.of(one, other)
                    .map(process -> CompletableFuture.runAsync(() -> {
                        for (var migration = 1; migration <= SchemaVersion.CURRENT; migration++) {
                            var end = process.step(migration, "");
                            while (!end.isEmpty()) {
                                end = process.step(migration, end);
                            }
                        }
                    }))
                    .toList();
            both.forEach(CompletableFuture::join);
        }
        migrate();

        assertThat(FiledDonors.check(tables)).hasSize(DONORS);
        assertThat(FiledDonations.check(tables)).hasSize(DONATIONS);
    }

    @Test
    void a_database_that_is_too_busy_for_one_call_in_five_is_migrated_all_the_same() {
        var busy = new BusyDatabase(12, 0);
        try (var process = new Migrator(database.endpoint(), clock, busy)) {
            busy.refuse(0.2);
            while (!isDone()) {
                try {
                    process.look();
                } catch (RuntimeException failed) {
                    assertThat(failed).matches(DatabaseUnavailable::isCauseOf);
                }
            }
        }
        migrate();

        assertThat(busy.refused()).isPositive();
        assertThat(FiledDonors.check(tables)).hasSize(DONORS);
        assertThat(FiledDonations.check(tables)).hasSize(DONATIONS);
    }

    @Test
    void the_runs_that_were_worked_invite_nobody_again_but_whom_they_took_for_donors_of_other_cities() {
        var lodz = run("Łódź");
        var delhi = run("दिल्ली");
        var truiden = run("Sint-Truiden");
        var sent = sent(lodz);

        migrate();
        List.of(lodz, delhi, truiden).forEach(RunUnderTest::work);

        assertThat(sent).hasSize(3);
        assertThat(mailed(lodz))
                .containsExactlyInAnyOrder("lodz5@example.org", "lodz6@example.org", "lodz7@example.org");
        assertThat(mailed(truiden))
                .containsExactlyInAnyOrder("truiden1@example.org", "truiden2@example.org", "truiden3@example.org");
        assertThat(mailed(delhi)).isEmpty();
        Stream.of(lodz, delhi, truiden).forEach(RunUnderTest::close);
    }

    private static List<String> mailed(RunUnderTest run) {
        assertThat(run.relay.received().values())
                .allSatisfy(mails -> assertThat(mails).hasSize(1));
        return List.copyOf(run.relay.received().keySet());
    }

    private static List<String> sent(RunUnderTest run) {
        return run.stored.ledger.pages(run.donation.id(), "", Segment.BEHIND_ALL, 100).stream()
                .flatMap(page -> page.outcomes().entrySet().stream())
                .filter(outcome -> outcome.getValue() instanceof Outcome.Sent)
                .map(outcome -> outcome.getKey())
                .toList();
    }

    private RunUnderTest run(String city) {
        var donation = donations(city).stream()
                .filter(coming -> !coming.isPast(clock.instant()))
                .findFirst();
        return new RunUnderTest(tables, clock, donation.orElseThrow());
    }
}
