package org.savealife.donation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.City;
import org.savealife.fixture.TestClock;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.TestAudit;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.LostAnswers;
import org.savealife.platform.dynamodb.Meanwhile;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.error.PreconditionFailedException;
import org.savealife.platform.paging.Cursor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DonationChangeRepositoryTest {

    private static final LostAnswers ANSWERS = new LostAnswers();
    private static final Meanwhile MEANWHILE = new Meanwhile();
    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private final TestClock clock = new TestClock();
    private final String city = "Haarlem " + RandomId.next();
    private final Instant nextWeek = clock.instant().plus(Duration.ofDays(7));
    private DonationRepository donations;
    private CalendarRepository calendar;
    private Donation donation;

    @BeforeAll
    static void connect() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = TestTables.watched(database.endpoint(), ANSWERS, MEANWHILE);
    }

    @BeforeEach
    void announce() {
        donations = StoredDonations.repository(tables, clock);
        calendar = StoredDonations.calendar(tables, clock);
        donation = donations.announce(
                aDonation()
                        .in(city)
                        .at(nextWeek)
                        .lasting(Duration.ofHours(6))
                        .telling("Bring a card.")
                        .build(),
                false,
                Optional.empty());
    }

    @AfterAll
    static void disconnect() {
        tables.close();
        database.close();
    }

    @Test
    void a_change_is_stored_as_the_next_version_with_whom_to_tell() {
        var changed = donations.change(donation, moved(donation), "noor");

        assertThat(donations.find(donation.id())).contains(changed);
        var item = stored();
        assertThat(item.number("revision")).isEqualTo(1);
        assertThat(item.number("sequence")).isEqualTo(1);
        assertThat(item.text("notify")).isEqualTo("all");
        assertThat(item.instant("changed_at")).isEqualTo(clock.instant());
        assertThat(item.instant("datetime")).isEqualTo(nextWeek.plus(Duration.ofDays(1)));
        assertThat(item.text("note")).isEqualTo("Bring a card.");
    }

    @Test
    void the_donation_is_in_the_calendars_at_the_new_time_only() {
        donations.change(donation, moved(donation), "noor");

        assertThat(calendarKeys())
                .hasSize(2)
                .allMatch(key ->
                        key.contains(moved(donation).startsAt().toString().substring(0, 19)));
        assertThat(calendar.list(CalendarRepository.When.COMING, Optional.of(City.of(city)), Cursor.NONE, 10)
                        .entries())
                .extracting(Donation::startsAt)
                .containsExactly(nextWeek.plus(Duration.ofDays(1)));
    }

    @Test
    void a_new_end_alone_moves_it_among_the_past_donations_in_time() {
        donations.change(
                donation, edited("ends_at", nextWeek.plus(Duration.ofHours(8)).toString()), "noor");
        clock.advance(Duration.ofDays(7).plusHours(7));

        assertThat(calendar.list(CalendarRepository.When.COMING, Optional.of(City.of(city)), Cursor.NONE, 10)
                        .entries())
                .hasSize(1);
    }

    @Test
    void of_two_who_edit_the_same_version_the_second_is_told() {
        donations.change(donation, moved(donation), "noor");

        assertThatExceptionOfType(PreconditionFailedException.class)
                .isThrownBy(() -> donations.change(donation, edited("address", "Town hall"), "ivica"))
                .satisfies(stale -> assertThat(stale.tag()).isEqualTo("1"));
        assertThat(donations.find(donation.id())).map(Donation::address).contains("Main street");
    }

    @Test
    void of_two_who_save_at_the_same_moment_the_second_is_told() {
        MEANWHILE.beforeWriting("DONATION#" + donation.id(), () -> donations.change(donation, moved(donation), "noor"));

        assertThatExceptionOfType(PreconditionFailedException.class)
                .isThrownBy(() -> donations.change(donation, edited("address", "Town hall"), "ivica"));

        assertThat(MEANWHILE.isOver()).isTrue();
        assertThat(donations.changes(donations.find(donation.id()).orElseThrow()))
                .extracting(DonationChange::by)
                .containsExactly("noor");
    }

    @Test
    void who_saves_while_another_calls_it_off_is_told_and_brings_it_not_back() {
        MEANWHILE.beforeWriting("DONATION#" + donation.id(), () -> donations.cancel(donation.id()));

        assertThatExceptionOfType(PreconditionFailedException.class)
                .isThrownBy(() -> donations.change(donation, moved(donation), "noor"));

        assertThat(donations.find(donation.id())).map(Donation::cancelled).contains(true);
    }

    @Test
    void a_change_whose_answer_was_lost_is_made_once() {
        ANSWERS.loseNext();

        var changed = donations.change(donation, moved(donation), "noor");

        assertThat(ANSWERS.isLost()).isTrue();
        assertThat(donations.change(donation, changed, "noor")).isEqualTo(changed);
        assertThat(stored().number("sequence")).isEqualTo(1);
        assertThat(donations.changes(changed)).hasSize(1);
    }

    @Test
    void a_donation_that_is_filed_elsewhere_meanwhile_is_changed_all_the_same() {
        var elsewhere = aDonation().in(city).at(nextWeek).build();
        StoredDonations.addUnder(tables, "CITY#elsewhere " + city, elsewhere);
        var stored = calendar.findItem(elsewhere.id()).orElseThrow();
        MEANWHILE.beforeWriting("DONATION#" + elsewhere.id(), () -> donations.refile(stored));

        donations.change(elsewhere, moved(elsewhere), "noor");

        assertThat(donations.find(elsewhere.id())).map(Donation::startsAt).contains(nextWeek.plus(Duration.ofDays(1)));
        assertThat(calendar.findItem(elsewhere.id()).orElseThrow().sortKey()).doesNotContain("elsewhere");
    }

    @Test
    void filing_a_donation_elsewhere_keeps_a_change_that_was_made_meanwhile() {
        var elsewhere = aDonation().in(city).at(nextWeek).build();
        StoredDonations.addUnder(tables, "CITY#elsewhere " + city, elsewhere);
        var stored = calendar.findItem(elsewhere.id()).orElseThrow();
        MEANWHILE.beforeWriting(
                "DONATION#" + elsewhere.id(), () -> donations.change(elsewhere, moved(elsewhere), "noor"));

        assertThat(donations.refile(stored)).isTrue();

        assertThat(donations.find(elsewhere.id())).map(Donation::startsAt).contains(nextWeek.plus(Duration.ofDays(1)));
    }

    @Test
    void attributes_of_other_tools_stay() {
        tables.client()
                .updateItem(update -> update.tableName("savealife")
                        .key(stored().key())
                        .updateExpression("SET hall = :hall")
                        .expressionAttributeValues(Map.of(":hall", AttributeValue.fromS("B"))));

        donations.change(donation, moved(donation), "noor");

        assertThat(stored().text("hall")).isEqualTo("B");
    }

    @Test
    void calling_off_says_why_and_whom_to_tell_and_counts_as_a_version() {
        var cancellation = new Cancellation(Optional.of("No heating."), Optional.of("booked"));

        var cancelled = donations.cancel(donation.id(), cancellation, "noor").orElseThrow();

        assertThat(donations.find(donation.id())).contains(cancelled);
        assertThat(cancelled.version()).isEqualTo(new Version(1, 1, Optional.empty(), Notify.BOOKED, "No heating."));
        assertThat(stored().instant("cancelled_at")).isEqualTo(clock.instant());
    }

    @Test
    void calling_off_closes_as_many_slots_as_there_can_be_in_the_same_transaction() {
        var slots = aDonation()
                .in(city)
                .at(nextWeek)
                .lasting(Duration.ofMinutes(5L * Seating.MAX_SLOTS))
                .build()
                .withSeating(new Seating(5, 1, 0, 1));
        donations.add(slots);

        assertThat(TestAudit.records(tables, () -> donations.cancel(slots.id())))
                .isTrue();

        assertThat(tables.client()
                        .query(query -> query.tableName(tables.tables().invitations())
                                .keyConditionExpression("PK = :slots")
                                .filterExpression("attribute_exists(closed)")
                                .expressionAttributeValues(
                                        Map.of(":slots", AttributeValue.fromS(SlotItem.partition(slots.id())))))
                        .items())
                .hasSize(Seating.MAX_SLOTS + 1);
    }

    @Test
    void calling_off_again_changes_nothing_and_is_not_recorded() {
        donations.cancel(donation.id(), new Cancellation(Optional.of("No heating."), Optional.empty()), "noor");
        var before = stored();

        assertThat(TestAudit.records(tables, () -> donations.cancel(donation.id())))
                .isFalse();

        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void a_donation_that_an_earlier_release_called_off_stays_so() {
        tables.client()
                .updateItem(update -> update.tableName("savealife")
                        .key(stored().key())
                        .updateExpression("SET cancelled_at = :now")
                        .expressionAttributeValues(Map.of(
                                ":now", AttributeValue.fromS(clock.instant().toString()))));

        assertThat(donations.cancel(donation.id())).map(Donation::version).contains(Version.FIRST);
        assertThatExceptionOfType(PreconditionFailedException.class)
                .isThrownBy(() -> donations.change(donation, moved(donation), "noor"));
    }

    @Test
    void the_history_tells_what_changed_when_and_by_whom() {
        var changed = donations.change(donation, moved(donation), "noor");
        clock.advance(Duration.ofHours(1));
        var again = donations.change(changed, next(changed, "address", "Town hall", "nobody"), "ivica");
        clock.advance(Duration.ofHours(1));
        donations.cancel(donation.id(), new Cancellation(Optional.of("No heating."), Optional.empty()), "noor");

        var changes = donations.changes(donations.find(donation.id()).orElseThrow());

        assertThat(changes).extracting(DonationChange::sequence).containsExactly(1L, 2L, 3L);
        assertThat(changes).extracting(DonationChange::by).containsExactly("noor", "ivica", "noor");
        assertThat(changes).extracting(DonationChange::told).containsExactly(Notify.ALL, Notify.NOBODY, Notify.ALL);
        assertThat(changes).extracting(DonationChange::cancellation).containsExactly(false, false, true);
        assertThat(changes.get(0).differences()).extracting(Difference::field).containsExactly("datetime", "ends_at");
        assertThat(changes.get(1).differences()).containsExactly(new Difference("address", "Main street", "Town hall"));
        assertThat(changes.get(2).cancelReason()).isEqualTo("No heating.");
        assertThat(changes.get(2).at()).isEqualTo(clock.instant());
        assertThat(changes.get(1).before().startsAt()).isEqualTo(again.startsAt());
    }

    @Test
    void a_change_is_recorded_in_the_same_transaction() {
        assertThat(TestAudit.records(tables, () -> donations.change(donation, moved(donation), "noor")))
                .isTrue();
        assertThat(TestAudit.records(tables, () -> donations.change(donation, moved(donation), "noor")))
                .as("sent again")
                .isFalse();
    }

    @Test
    void an_erased_donation_leaves_no_history_and_cannot_be_changed() {
        var changed = donations.change(donation, moved(donation), "noor");

        donations.erase(donation.id());

        assertThat(donations.changes(changed)).isEmpty();
        assertThat(calendarKeys()).isEmpty();
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> donations.change(changed, next(changed, "address", "Town hall", "all"), "noor"));
    }

    @Test
    void where_a_donation_was_another_can_be_announced() {
        donations.change(donation, moved(donation), "noor");

        var another = donations.announce(aDonation().in(city).at(nextWeek).build(), false, Optional.empty());

        assertThat(donations.find(another.id())).isPresent();
    }

    private Donation moved(Donation from) {
        return next(from, "datetime", nextWeek.plus(Duration.ofDays(1)).toString(), "all");
    }

    private Donation edited(String field, String value) {
        return next(donation, field, value, "all");
    }

    private Donation next(Donation from, String field, String value, String told) {
        var edit = new DonationEdit(
                Optional.empty(),
                Optional.of(value).filter(given -> field.equals("address")),
                Optional.of(value).filter(given -> field.equals("datetime")),
                Optional.of(value).filter(given -> field.equals("ends_at")),
                Optional.empty(),
                Optional.of(told));
        return edit.of(from, clock.instant(), ZoneId.of("Europe/Amsterdam"));
    }

    private Item stored() {
        return calendar.findItem(donation.id()).orElseThrow();
    }

    private List<String> calendarKeys() {
        return tables
                .client()
                .scanPaginator(scan -> scan.tableName(tables.tables().invitations())
                        .filterExpression("contains(SK, :id) AND begins_with(PK, :calendar)")
                        .expressionAttributeValues(Map.of(
                                ":id", AttributeValue.fromS(donation.id()),
                                ":calendar", AttributeValue.fromS("CALENDAR"))))
                .items()
                .stream()
                .map(item -> Item.from(item).sortKey())
                .toList();
    }
}
