package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donation.FiledDonations;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorOrder;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.store.FiledDonors;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.Depth;
import org.savealife.fixture.TableFile;
import org.savealife.invitation.opening.Migrator;
import org.savealife.platform.KilledProcess;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.StoredAudit;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Meanwhile;
import org.savealife.platform.dynamodb.SchemaVersion;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.migration.Schema;
import org.savealife.platform.paging.Cursor;
import org.savealife.stream.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Migrations while the previous release works beside this one, or while people change data. */
class SideBySideReleasesIT extends SideBySideIT {

    private static final int KILL_EVERY = Depth.of(4, 1);

    /** Stores one of each kind of data that is migrated. */
    private void storeAsBefore() {
        former.add(aDonor().from("Łódź").withEmail("anna@lodz.example").build());
        former.add(aDonor().from("Sint-Truiden").withEmail("piet@straße.de").build());
        StoredDonors.add(
                tables.client(), "savealife", List.of(aDonor().from("Haarlem").build()));
        former.add(aDonor().named("Jan Willem").from("Haarlem").build());
        announcedAsBefore(aDonation().in("Łódź").build());
        StoredAudit.recordAsBefore(tables, clock, "noor", "donor.create", "1");
    }

    // Killed

    @Test
    void a_process_that_is_killed_at_any_write_costs_nothing() {
        storeAsBefore();
        var start = contents();
        migrate();
        var expected = withoutCounts();
        var kills = 0;
        for (var write = 1; isKilled(KilledProcess.before(write), start); write += KILL_EVERY) {
            assertThat(withoutCounts()).as("killed before write %s", write).isEqualTo(expected);
            isKilled(KilledProcess.after(write), start);
            assertThat(withoutCounts()).as("killed after write %s", write).isEqualTo(expected);
            kills++;
        }
        assertThat(kills).isGreaterThan(10 / KILL_EVERY);
    }

    /** @return false if there are fewer writes than that */
    private boolean isKilled(KilledProcess kill, List<Item> start) {
        restore(start);
        try (var killed = new Migrator(database.endpoint(), clock, kill)) {
            killed.look();
        } catch (KilledProcess.Kill atThatWrite) {
            // as it should be
        }
        clock.advance(Duration.ofMinutes(1));
        migrate();
        FiledDonors.check(tables);
        FiledDonations.check(tables);
        return kill.isDead();
    }

    private List<Item> contents() {
        return Stream.of("savealife", "savealife-invitations")
                .flatMap(table -> TableFile.items(tables.client(), table).stream()
                        .map(item -> Item.from(item).with("table", table)))
                .toList();
    }

    private void restore(List<Item> items) {
        contents()
                .forEach(item -> tables.client()
                        .deleteItem(
                                delete -> delete.tableName(item.text("table")).key(item.key())));
        items.forEach(item -> tables.client()
                .putItem(put -> put.tableName(item.text("table"))
                        .item(item.without("table").attributes())));
    }

    /** All items but counts, which are on random shards and checked separately, and the migrations' own. */
    private List<Item> withoutCounts() {
        return contents().stream()
                .filter(item -> Stream.of("COUNTS#", "SIGNUPS", "META#").noneMatch(item.partitionKey()::startsWith))
                .toList();
    }

    @Test
    void what_a_killed_process_left_another_takes_over_half_a_minute_later_and_goes_on_there() {
        former.addAll(from("Łódź", 80));
        var kill = KilledProcess.before(70);
        try (var killed = new Migrator(database.endpoint(), clock, kill);
                var other = process()) {
            assertThatThrownBy(killed::look).isInstanceOf(KilledProcess.Kill.class);
            var left = other.state(Schema.CITY_KEYS);
            other.look();
            assertThat(other.state(Schema.CITY_KEYS)).isEqualTo(left);
            assertThat(left.end()).isNotEmpty();

            clock.advance(Duration.ofSeconds(30));
            other.look();

            assertThat(other.isDone()).isTrue();
            assertThat(other.state(Schema.CITY_KEYS).looked())
                    .as("no page twice, but that at which the process was killed")
                    .isBetween(80L, 150L);
        }
        clock.advance(Duration.ofMinutes(1));
        migrate();
        assertThat(FiledDonors.check(tables)).hasSize(80);
    }

    // Changed meanwhile

    /** What people do. */
    private enum Change {
        RENAME,
        MOVE,
        SPELL_THE_CITY_OTHERWISE,
        CHANGE_THE_ADDRESS,
        UNSUBSCRIBE,
        SUPPRESS,
        ERASE
    }

    private void make(Change change, Donor donor) {
        var same = aDonor().withId(donor.id())
                .withEmail(donor.email().value())
                .from(donor.city().name());
        switch (change) {
            case RENAME -> donors.edit(same.named("Anna").build());
            case MOVE -> donors.edit(same.from("Haarlem").build());
            case SPELL_THE_CITY_OTHERWISE -> donors.edit(same.from("Lodz").build());
            case CHANGE_THE_ADDRESS ->
                donors.edit(same.withEmail(RandomId.next() + "@example.org").build());
            case UNSUBSCRIBE -> donors.unsubscribe(donor.id(), Instant.EPOCH);
            case SUPPRESS -> donors.suppress(donor.id(), "bounced");
            case ERASE -> donors.erase(donor.id());
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_done_to_a_donor_at_the_moment_when_they_are_moved_holds(Change change) {
        var bystander = former.add(aDonor().from("Łódź").build());
        var donor = former.add(aDonor().from("Łódź").build());
        var before = words(donor);
        var meanwhile = new Meanwhile();
        var seen = new ArrayList<String>();
        meanwhile.beforeWriting("DONOR#" + donor.id(), () -> {
            make(change, donor);
            seen.add(words(donor));
        });
        try (var process = new Migrator(database.endpoint(), clock, meanwhile)) {
            process.look();
        }
        clock.advance(Duration.ofMinutes(1));
        migrate();

        assertThat(meanwhile.isOver()).isTrue();
        assertThat(seen).containsExactly(words(donor)).doesNotContain(before);
        assertThat(FiledDonors.check(tables)).contains(bystander);
    }

    /** Everything that is known of the donor as a person. */
    private String words(Donor donor) {
        return donors.find(donor.id())
                .map(now -> String.join(
                        " ",
                        now.firstName().value(),
                        now.email().value(),
                        now.city().name(),
                        now.status().word(),
                        now.suppression()))
                .orElse("");
    }

    @Test
    void a_donation_that_is_called_off_at_the_moment_when_it_is_moved_stays_called_off() {
        var donation = announcedAsBefore(aDonation().in("Łódź").build());
        former.add(aDonor().from("Łódź").build());
        var meanwhile = new Meanwhile();
        meanwhile.beforeWriting("DONATION#" + donation.id(), () -> donations.cancel(donation.id()));
        try (var process = new Migrator(database.endpoint(), clock, meanwhile)) {
            process.look();
        }

        assertThat(meanwhile.isOver()).isTrue();
        assertThat(FiledDonations.check(tables)).extracting(Donation::cancelled).containsExactly(true);
    }

    @Test
    void a_donation_that_is_called_off_when_it_has_just_been_moved_is_called_off() {
        var donation = announcedAsBefore(aDonation().in("Łódź").build());
        var meanwhile = new Meanwhile();
        meanwhile.beforeWriting("DONATION#" + donation.id(), this::migrateUnlookedAt);
        try (var watched = new TestTables(database.endpoint(), meanwhile)) {
            var cancelled = StoredDonations.repository(watched, clock).cancel(donation.id());

            assertThat(cancelled.map(Donation::cancelled)).contains(true);
        }
        assertThat(meanwhile.isOver()).isTrue();
        assertThat(FiledDonations.check(tables)).extracting(Donation::cancelled).containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Łódź", "Lodz"})
    void who_signs_up_while_others_are_moved_is_with_them(String city) {
        var moved = former.add(aDonor().from("Łódź").build());
        var late = aDonor().from(city).build();
        var meanwhile = new Meanwhile();
        meanwhile.beforeWriting("DONOR#" + moved.id(), () -> donors.add(late));
        try (var process = new Migrator(database.endpoint(), clock, meanwhile)) {
            process.look();
        }
        clock.advance(Duration.ofMinutes(1));
        migrate();

        assertThat(FiledDonors.check(tables)).containsExactlyInAnyOrder(moved, late);
        assertThat(donors.walk(City.of("Lodz"), "", Segment.BEHIND_ALL, 10).donors())
                .containsExactlyInAnyOrder(moved, late);
    }

    // The former release goes on

    @Test
    void nothing_is_moved_while_a_worker_of_the_former_release_may_be_alive_and_all_is_found_meanwhile() {
        var old = former.add(aDonor().from("Łódź").ofType(BloodType.A_POSITIVE).build());
        var donation = announcedAsBefore(aDonation().in("Łódź").build());
        var start = contents();
        try (var process = process()) {
            process.othersMayKnow = 0;
            process.look();

            assertThat(contents()).isEqualTo(start);
            assertThat(process.isDone()).isFalse();
            var fresh = aDonor().from("Lodz").ofType(BloodType.A_POSITIVE).build();
            donors.add(fresh);
            assertThat(donors.walk(City.of("lodz"), "", Segment.BEHIND_ALL, 10).donors())
                    .containsExactlyInAnyOrder(old, fresh);
            assertThat(coming("Lodz")).containsExactly(donation);

            process.othersMayKnow = SchemaVersion.CURRENT;
            process.look();
            assertThat(process.isDone()).isTrue();
        }
    }

    private List<Donation> coming(String city) {
        return StoredDonations.calendar(tables, clock)
                .list(CalendarRepository.When.COMING, Optional.of(City.of(city)), Cursor.NONE, 10)
                .entries();
    }

    @Test
    void a_worker_of_the_former_release_that_comes_later_has_all_walked_again_when_it_is_gone() {
        migrate();
        try (var process = process()) {
            process.look();
            process.othersMayKnow = 0;
            process.othersKnow = 0;
            process.look();
            assertThat(process.isDone()).isFalse();
            var unseen = former.add(aDonor().from("Łódź").build());
            process.look();
            try (var other = new TestTables(database.endpoint())) {
                assertThat(StoredDonors.repository(other)
                                .walk(City.of("Lodz"), "", Segment.BEHIND_ALL, 10)
                                .donors())
                        .containsExactly(unseen);
            }

            process.othersMayKnow = SchemaVersion.CURRENT;
            process.othersKnow = SchemaVersion.CURRENT;
            process.look();

            assertThat(process.isDone()).isTrue();
        }
        clock.advance(Duration.ofMinutes(1));
        migrate();
        assertThat(FiledDonors.check(tables)).hasSize(1);
    }

    @Test
    void whom_the_former_release_stores_behind_the_walk_is_moved_as_the_stream_shows_them() {
        migrate();
        var donor = former.add(aDonor().from("Łódź").build());
        var donation = announcedAsBefore(aDonation().in("Łódź").build());

        try (var process = process()) {
            show(process, "DONOR#" + donor.id());
            show(process, "DONATION#" + donation.id());
        }
        migrate();

        assertThat(FiledDonors.check(tables)).containsExactly(donor);
        assertThat(FiledDonations.check(tables)).containsExactly(donation);
    }

    @Test
    void before_the_migration_has_begun_the_stream_moves_nobody() {
        var donor = former.add(aDonor().from("Łódź").build());
        var start = contents();
        try (var process = process()) {
            show(process, "DONOR#" + donor.id());
        }
        assertThat(contents()).isEqualTo(start);
    }

    @Test
    void what_the_former_release_stores_while_nobody_reads_the_stream_is_found_by_the_register_within_a_minute() {
        migrate();
        var donor = former.add(aDonor().from("Łódź").build());

        migrate();

        clock.advance(Duration.ofMinutes(1));
        migrate();
        assertThat(FiledDonors.check(tables)).containsExactly(donor);
    }

    @ParameterizedTest
    @CsvSource({
        "Łódź, unsubscribes",
        "Łódź, renames",
        "Łódź, renames in part",
        "Łódź, moves",
        "Łódź, moves back",
        "Łódź, moves and unsubscribes",
        "Utrecht, unsubscribes",
        "Utrecht, renames",
        "Utrecht, renames in part",
        "Utrecht, moves",
        "Utrecht, moves back",
        "Utrecht, moves and unsubscribes",
    })
    void what_the_former_release_does_to_a_donor_whom_this_one_has_filed_is_put_right(String city, String what) {
        var donor = former.add(aDonor().named("Jan Willem")
                .from(city)
                .ofType(BloodType.O_NEGATIVE)
                .build());
        former.add(aDonor().from(city).build());
        former.add(aDonor().from("Haarlem").build());
        migrate();
        var before = words(donor);
        var changed = aDonor().withId(donor.id()).named("Jan Willem").from(city);

        if (what.startsWith("moves")) {
            former.edit(changed.from("Haarlem").build());
        }
        if (what.contains("back")) {
            former.edit(changed.from(city.toUpperCase(Locale.ROOT)).build());
        }
        if (what.startsWith("renames")) {
            former.edit(changed.named(what.endsWith("in part") ? "Anna Willem" : "Anna Maria")
                    .build());
        }
        if (what.contains("unsubscribes")) {
            former.unsubscribe(donor);
        }
        var after = words(donor);
        try (var process = process()) {
            show(process, "DONOR#" + donor.id());
        }
        migrate();

        assertThat(words(donor)).isEqualTo(after).isNotEqualTo(before);
        assertThat(FiledDonors.checkBesideFormerRelease(tables)).hasSize(3);
    }

    @Test
    void donors_of_the_former_release_and_of_another_tool_are_found_by_each_of_their_names_and_in_every_order_then() {
        var first = Instant.parse("2026-03-01T23:59:59Z");
        var all = new ArrayList<Donor>();
        for (var name : List.of("Jan Willem van Dam", "Олена Марія", "Anna-Maria", "Zoë")) {
            for (var city : List.of("Łódź", "Haarlem")) {
                var signedUp = first.plus(Duration.ofHours(5L * all.size()));
                all.add(former.add(
                        aDonor().named(name).from(city).signedUpAt(signedUp).build()));
            }
        }
        all.addAll(StoredDonors.add(
                tables.client(),
                "savealife",
                List.of(aDonor().named("Ümit Can")
                        .from("Haarlem")
                        .signedUpAt(first.minusSeconds(1))
                        .build())));

        migrate();

        assertThat(listed("", DonorOrder.NAME))
                .extracting(donor -> donor.firstName().value())
                .containsExactly(
                        "Anna-Maria",
                        "Anna-Maria",
                        "Jan Willem van Dam",
                        "Jan Willem van Dam",
                        "Ümit Can",
                        "Zoë",
                        "Zoë",
                        "Олена Марія",
                        "Олена Марія");
        assertThat(listed("", DonorOrder.NEWEST))
                .extracting(Donor::signedUpAt)
                .isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(listed("", DonorOrder.NEWEST)).containsExactlyInAnyOrderElementsOf(all);
        for (var word : List.of("jan", "willem", "van dam", "dam", "олена", "марія", "anna", "maria")) {
            assertThat(listed(word, DonorOrder.CITY)).as(word).hasSize(2);
        }
        assertThat(listed("can", DonorOrder.CITY)).hasSize(1);
        FiledDonors.check(tables);
    }

    /** Donors without index items for the words of their names were found by their addresses. */
    @Test
    void before_the_migration_nobody_is_missed_who_could_be_found_by_a_word_of_their_name_and_by_the_address() {
        var old = former.add(
                aDonor().named("Jan Willem").withEmail("willem@example.org").build());
        var fresh = aDonor().named("Jan Willem").withEmail("willem@example.com").build();
        donors.add(fresh);

        assertThat(listed("willem", DonorOrder.CITY)).contains(old, fresh);

        migrate();
        assertThat(listed("willem", DonorOrder.CITY)).containsExactlyInAnyOrder(old, fresh);
    }

    private List<Donor> listed(String text, DonorOrder order) {
        var query = new DonorQuery(text, Optional.empty(), Optional.empty(), Optional.empty());
        var sorted = StoredDonors.sorted(tables);
        var found = new ArrayList<Donor>();
        var after = Cursor.NONE;
        do {
            var page = sorted.list(query, order, after, 4);
            found.addAll(page.entries());
            after = page.next();
        } while (!after.isNone());
        return found;
    }

    @Test
    void nothing_is_left_of_a_donor_whom_the_former_release_erases_when_this_one_has_filed_them() {
        var staying = former.add(aDonor().named("Jan Willem").from("Łódź").build());
        var before = StoredDonors.item(tables, staying.id()).orElseThrow();
        var gone = former.add(aDonor().named("Jan Willem").from("Haarlem").build());
        migrate();
        var moved = StoredDonors.item(tables, staying.id()).orElseThrow();

        var erased = former.erase(gone);
        try (var process = process()) {
            process.stream.see(Stream.of(before, moved, erased)
                    .map(item -> StreamRecord.removed(RandomId.next(), item, Instant.EPOCH))
                    .toList());
        }

        assertThat(FiledDonors.check(tables)).containsExactly(staying);
        assertThat(contents()).noneMatch(item -> item.attributes().toString().contains(gone.id()));
    }

    private void show(Migrator process, String partitionKey) {
        var items = tables.client()
                .query(query -> query.tableName("savealife")
                        .keyConditionExpression("PK = :key")
                        .expressionAttributeValues(Map.of(":key", AttributeValue.fromS(partitionKey)))
                        .consistentRead(true))
                .items();
        process.stream.see(Item.listOf(items).stream()
                .map(item -> StreamRecord.inserted(RandomId.next(), item, Instant.EPOCH))
                .toList());
    }
}
