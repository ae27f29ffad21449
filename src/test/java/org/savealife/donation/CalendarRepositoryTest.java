package org.savealife.donation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.CalendarRepository.When;
import org.savealife.donor.City;
import org.savealife.donor.store.StoredCities;
import org.savealife.fixture.TestClock;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;

class CalendarRepositoryTest {

    private final TestClock clock = new TestClock();
    private EmbeddedDynamoDb database;
    private TestTables tables;
    private CalendarRepository calendar;
    private DonationRepository donations;

    /** Each test has tables of its own, since a calendar has all donations. */
    @BeforeEach
    void connect() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        calendar = StoredDonations.calendar(tables, clock);
        donations = StoredDonations.repository(tables, clock);
    }

    @AfterEach
    void disconnect() {
        tables.close();
        database.close();
    }

    @Test
    void what_is_coming_is_listed_before_what_is_past_and_the_nearest_first_in_both() {
        var nextMonth = stored(Duration.ofDays(30));
        var tomorrow = stored(Duration.ofDays(1));
        var lastYear = stored(Duration.ofDays(-365));
        var yesterday = stored(Duration.ofDays(-1));

        assertThat(list(When.ALL)).containsExactly(tomorrow, nextMonth, yesterday, lastYear);
        assertThat(list(When.COMING)).containsExactly(tomorrow, nextMonth);
        assertThat(list(When.PAST)).containsExactly(yesterday, lastYear);
    }

    @Test
    void a_donation_that_has_begun_is_coming_until_it_is_over() {
        var donation = aDonation()
                .at(clock.instant().minus(Duration.ofDays(2)))
                .lasting(Duration.ofDays(3))
                .build();
        donations.add(donation);

        assertThat(list(When.COMING)).containsExactly(donation);
        assertThat(list(When.PAST)).isEmpty();
        clock.advance(Duration.ofDays(1));
        assertThat(list(When.COMING)).isEmpty();
        assertThat(list(When.PAST)).containsExactly(donation);
    }

    @Test
    void page_by_page_every_donation_comes_once_and_in_order() {
        var all = new ArrayList<Donation>();
        IntStream.range(1, 8).forEach(days -> all.add(stored(Duration.ofDays(days))));
        IntStream.range(1, 8).forEach(days -> all.add(stored(Duration.ofDays(-days))));

        var listed = new ArrayList<Donation>();
        Listing<Donation> page;
        var after = Cursor.NONE;
        do {
            page = calendar.list(When.ALL, Optional.empty(), after, 3);
            listed.addAll(page.entries());
            after = Cursor.parse(page.next().text(), 2);
        } while (!after.isNone());

        assertThat(listed).containsExactlyElementsOf(all);
    }

    @Test
    void the_list_of_a_city_has_no_other_city() {
        var here = stored(Duration.ofDays(1));
        donations.add(aDonation()
                .in("Zwolle")
                .at(clock.instant().plus(Duration.ofDays(2)))
                .build());

        assertThat(calendar.list(When.ALL, Optional.of(here.city()), Cursor.NONE, 10)
                        .entries())
                .containsExactly(here);
        assertThat(calendar.list(When.ALL, Optional.of(City.of("Ede")), Cursor.NONE, 10)
                        .entries())
                .isEmpty();
    }

    @Test
    void a_donation_that_another_tool_stored_is_listed_once_it_is_filed() {
        var donation = aDonation().at(clock.instant().plus(Duration.ofDays(1))).build();
        tables.client()
                .putItem(put -> put.tableName("savealife")
                        .item(DonationItem.of(donation).attributes()));
        assertThat(list(When.ALL)).isEmpty();

        calendar.file(donation);
        calendar.file(donation);

        assertThat(list(When.ALL)).containsExactly(donation);
        assertThat(StoredCities.repository(tables).known()).contains(donation.city());
    }

    @Test
    void a_donation_called_off_is_listed_as_such_and_one_deleted_not_at_all() {
        var donation = stored(Duration.ofDays(1));
        var deleted = stored(Duration.ofDays(2));

        donations.cancel(donation.id());
        tables.client()
                .deleteItem(delete -> delete.tableName("savealife")
                        .key(DonationItem.of(deleted).key()));

        assertThat(list(When.ALL)).singleElement().satisfies(listed -> {
            assertThat(listed.id()).isEqualTo(donation.id());
            assertThat(listed.cancelled()).isTrue();
        });
    }

    @Test
    void a_donation_that_is_stored_once_more_is_there_once() {
        var donation = stored(Duration.ofDays(1));

        donations.add(donation);

        assertThat(list(When.ALL)).containsExactly(donation);
    }

    @Test
    void a_list_of_many_is_as_long_as_asked() {
        var stored = new ArrayList<Donation>();
        IntStream.range(0, 120).forEach(hours -> stored.add(stored(Duration.ofHours(-1L - hours))));
        Collections.reverse(stored);

        assertThat(calendar.list(When.PAST, Optional.empty(), Cursor.NONE, 100).entries())
                .hasSize(100);
    }

    @Test
    void a_donation_that_is_erased_is_in_no_calendar_and_others_stay() {
        var gone = stored(Duration.ofDays(1));
        var stays = stored(Duration.ofDays(1));

        donations.erase(gone.id());
        donations.erase(gone.id());

        assertThat(list(When.ALL)).containsExactly(stays);
        assertThat(calendar.list(When.ALL, Optional.of(gone.city()), Cursor.NONE, 50)
                        .entries())
                .containsExactly(stays);
        assertThat(donations.find(gone.id())).isEmpty();
    }

    private Donation stored(Duration fromNow) {
        var donation = aDonation().at(clock.instant().plus(fromNow)).build();
        donations.add(donation);
        return donation;
    }

    private List<Donation> list(When when) {
        return calendar.list(when, Optional.empty(), Cursor.NONE, 50).entries();
    }
}
