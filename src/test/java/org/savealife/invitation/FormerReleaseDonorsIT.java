package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.donor.BloodType;
import org.savealife.donor.Donor;
import org.savealife.donor.DonorOrder;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.store.FiledDonors;
import org.savealife.donor.store.StoredDonors;
import org.savealife.platform.RandomId;
import org.savealife.platform.paging.Cursor;
import org.savealife.stream.StreamRecord;

/** Donors that the previous release changes, erases or leaves behind, while this one works beside it. */
class FormerReleaseDonorsIT extends SideBySideIT {

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
}
