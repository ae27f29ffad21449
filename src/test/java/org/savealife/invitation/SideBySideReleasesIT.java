package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donation.DonationBuilder.aDonation;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donation.FiledDonations;
import org.savealife.donation.StoredDonations;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.store.FiledDonors;
import org.savealife.donor.store.StoredDonors;
import org.savealife.fixture.Depth;
import org.savealife.invitation.opening.Migrator;
import org.savealife.platform.KilledProcess;
import org.savealife.platform.audit.StoredAudit;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.SchemaVersion;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.migration.Schema;
import org.savealife.platform.paging.Cursor;

/** Migrations by processes that are killed, and while the previous release works beside this one. */
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
}
