package org.savealife.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.fixture.TestClock;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.dynamodb.Transactions;
import org.savealife.platform.migration.Migration;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.ListingQuery;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class AuditLogTest {

    private static EmbeddedDynamoDb database;

    private TestTables tables;
    private final TestClock clock = new TestClock();
    private AuditLog audit;

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
        tables = new TestTables(database.endpoint());
        audit = StoredAudit.audit(tables, clock);
    }

    @AfterEach
    void deleteTables() {
        tables.client().deleteTable(table -> table.tableName(tables.tables().invitations()));
        tables.close();
    }

    @Test
    void an_entry_says_who_did_what_to_which_and_when() {
        audit.record("noor", "donation.create", "9011b609e0dd4376bbffab9fd7018ff0");

        assertThat(audit.list(new ListingQuery(10, Cursor.NONE)).entries())
                .containsExactly(new AuditLog.Entry(
                        clock.instant(), "noor", "donation.create", "9011b609e0dd4376bbffab9fd7018ff0"));
    }

    @Test
    void an_act_and_its_entry_are_one_write() {
        var answer = audit.recording("noor", "thing.make", "1", () -> {
            write("1", "2");
            return "made";
        });

        assertThat(answer).isEqualTo("made");
        assertThat(actions(new ListingQuery(10, Cursor.NONE))).containsExactly("thing.make");
        assertThat(things()).isEqualTo(2);
    }

    @Test
    void an_act_that_is_refused_leaves_no_entry() {
        write("1");

        assertThatExceptionOfType(Transactions.ConditionFailedException.class)
                .isThrownBy(() -> audit.recording("noor", "thing.make", "1", () -> {
                    write("2", "1");
                    return "made";
                }));

        assertThat(actions(new ListingQuery(10, Cursor.NONE))).isEmpty();
        assertThat(things()).isEqualTo(1);
    }

    @Test
    void an_act_that_changes_nothing_leaves_no_entry_and_what_comes_behind_it_none_either() {
        audit.recording("noor", "thing.make", "1", () -> "nothing to do");
        write("1");

        assertThat(actions(new ListingQuery(10, Cursor.NONE))).isEmpty();
    }

    @Test
    void an_act_of_several_transactions_is_recorded_once_with_the_first_that_comes_through() {
        write("1");
        audit.recording("noor", "thing.make", "1", () -> {
            try {
                write("1");
            } catch (Transactions.ConditionFailedException taken) {
                write("2");
            }
            write("3");
            return "made";
        });

        assertThat(actions(new ListingQuery(10, Cursor.NONE))).containsExactly("thing.make");
        assertThat(things()).isEqualTo(3);
    }

    /** Writes new things, all or none. */
    private void write(String... ids) {
        tables.transactions()
                .write(Stream.of(ids)
                        .map(id -> Transactions.putNew(tables.tables().invitations(), Item.of("THING", id)))
                        .toList());
    }

    private int things() {
        return tables.client()
                .query(query -> query.tableName(tables.tables().invitations())
                        .keyConditionExpression("PK = :thing")
                        .expressionAttributeValues(Map.of(":thing", AttributeValue.fromS("THING"))))
                .count();
    }

    @Test
    void the_newest_comes_first_over_days_without_any() {
        audit.record("noor", "first", "1");
        clock.advance(Duration.ofDays(40));
        audit.record("noor", "second", "2");
        clock.advance(Duration.ofMillis(1));
        audit.record("noor", "third", "3");

        assertThat(actions(new ListingQuery(10, Cursor.NONE))).containsExactly("third", "second", "first");
    }

    @Test
    void pages_follow_each_other_without_gap_or_repetition() {
        IntStream.range(0, 25).forEach(number -> {
            audit.record("noor", "action" + number, "id");
            clock.advance(Duration.ofHours(5));
        });

        var seen = new ArrayList<String>();
        var cursor = Cursor.NONE;
        do {
            var page = audit.list(new ListingQuery(4, cursor));
            page.entries().forEach(entry -> seen.add(entry.action()));
            cursor = page.next();
        } while (!cursor.isNone());

        assertThat(seen)
                .containsExactlyElementsOf(IntStream.range(0, 25)
                        .mapToObj(number -> "action" + (24 - number))
                        .toList());
    }

    @Test
    void an_entry_and_its_day_go_when_their_time_is_over() {
        StoredAudit.audit(tables, clock, 730).record("noor", "donation.create", "9011b609e0dd4376bbffab9fd7018ff0");

        var items = tables.client()
                .scan(scan -> scan.tableName(tables.tables().invitations()))
                .items();
        assertThat(Item.listOf(items))
                .hasSize(4)
                .allSatisfy(item -> assertThat(item.number(Tables.DELETE_AFTER))
                        .isEqualTo(clock.instant().plus(Duration.ofDays(730)).getEpochSecond()));
    }

    @Test
    void entries_are_found_by_person_by_thing_by_day_and_by_all_of_these() {
        audit.record("noor", "first", "1");
        clock.advance(Duration.ofDays(1));
        audit.record("sam", "second", "1");
        audit.record("noor", "third", "2");
        audit.record("noor", "fourth", "1");
        var secondDay = clock.instant().truncatedTo(ChronoUnit.DAYS);

        assertThat(wanted("noor", "", Duration.ofDays(9))).containsExactlyInAnyOrder("first", "third", "fourth");
        assertThat(wanted("", "1", Duration.ofDays(9))).containsExactlyInAnyOrder("first", "second", "fourth");
        assertThat(wanted("noor", "1", Duration.ofDays(9))).containsExactly("fourth", "first");
        assertThat(actions(new AuditLog.Wanted("", "", secondDay, secondDay.plus(Duration.ofDays(1)))))
                .containsExactlyInAnyOrder("second", "third", "fourth");
        assertThat(actions(new AuditLog.Wanted("noor", "", secondDay, secondDay.plus(Duration.ofDays(1)))))
                .containsExactlyInAnyOrder("third", "fourth");
        assertThat(wanted("nobody", "", Duration.ofDays(9))).isEmpty();
        assertThat(wanted("", "3", Duration.ofDays(9))).isEmpty();
    }

    /** Entries of so many days before and after now. */
    private List<String> wanted(String caller, String subject, Duration days) {
        return actions(new AuditLog.Wanted(
                caller, subject, clock.instant().minus(days), clock.instant().plus(days)));
    }

    @Test
    void a_day_is_that_of_whoever_asks_down_to_the_millisecond() {
        var midnight = Instant.parse("2026-12-02T23:00:00Z");
        clock.advance(Duration.between(clock.instant(), midnight.minusMillis(1)));
        audit.record("noor", "before", "1");
        clock.advance(Duration.ofMillis(1));
        audit.record("noor", "first", "1");
        clock.advance(Duration.ofDays(1).minusMillis(1));
        audit.record("noor", "last", "1");
        clock.advance(Duration.ofMillis(1));
        audit.record("noor", "after", "1");
        var end = midnight.plus(Duration.ofDays(1));

        for (var caller : List.of("", "noor")) {
            assertThat(actions(new AuditLog.Wanted(caller, "", midnight, end))).containsExactly("last", "first");
            assertThat(actions(new AuditLog.Wanted(caller, "1", midnight, end))).containsExactly("last", "first");
        }
    }

    @Test
    void what_is_found_comes_page_by_page_without_gap_or_repetition() {
        IntStream.range(0, 20).forEach(number -> {
            audit.record(number % 2 == 0 ? "noor" : "sam", "action" + number, "id");
            clock.advance(Duration.ofHours(5));
        });
        var all = new AuditLog.Wanted("noor", "id", Instant.EPOCH, AuditLog.Wanted.ALL.to());

        var seen = new ArrayList<String>();
        var cursor = Cursor.NONE;
        do {
            var page = audit.list(all, new ListingQuery(3, cursor));
            page.entries().forEach(entry -> seen.add(entry.action()));
            cursor = page.next();
        } while (!cursor.isNone());

        assertThat(seen)
                .containsExactlyElementsOf(IntStream.range(0, 10)
                        .mapToObj(number -> "action" + (18 - 2 * number))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"x, y", "2099-01-01, 9", "0, ~~~", "9999-99-99, 999999999999999~z"})
    void a_cursor_that_leads_nowhere_is_no_error(String day, String key) {
        audit.record("noor", "first", "1");
        var query = new ListingQuery(10, Cursor.of(day, key));

        assertThat(audit.list(query).entries()).hasSizeLessThanOrEqualTo(1);
        assertThat(audit.list(new AuditLog.Wanted("noor", "", Instant.EPOCH, clock.instant()), query)
                        .entries())
                .isEmpty();
    }

    /** An earlier release wrote an entry and its day only. */
    @Test
    void entries_of_a_release_before_are_found_by_person_and_thing_once_they_are_filed() {
        recordSome();
        var before = items();
        before.stream()
                .filter(item -> item.partitionKey().startsWith("AUDIT-"))
                .forEach(copy -> tables.client()
                        .deleteItem(delete ->
                                delete.tableName(tables.tables().invitations()).key(copy.key())));
        assertThat(wanted("noor", "", Duration.ofDays(9))).isEmpty();

        var looked = 0L;
        var changed = 0L;
        var end = "";
        do {
            var page = audit.fileOlder(end, 3);
            looked += page.looked();
            changed += page.changed();
            end = page.end();
        } while (!end.isEmpty());

        assertThat(items()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(List.of(looked, changed)).containsExactly(7L, 7L);
        assertThat(audit.fileOlder("", 100)).isEqualTo(new Migration.Page("", 7, 0, 0));
    }

    private void recordSome() {
        IntStream.range(0, 7).forEach(number -> {
            audit.record("noor", "action" + number, "id" + number % 2);
            clock.advance(Duration.ofHours(9));
        });
    }

    @Test
    void what_a_release_before_goes_on_recording_is_filed_when_it_is_looked_for() {
        recordSome();
        var migration = StoredAudit.migration(tables, clock);
        assertThat(migration.isDueAgain()).isFalse();
        clock.advance(Duration.ofMinutes(1));
        audit.record("noor", "ours", "1");
        assertThat(migration.isDueAgain()).isFalse();

        StoredAudit.recordAsBefore(tables, clock, "noor", "theirs", "2");
        clock.advance(Duration.ofMinutes(1));

        assertThat(migration.isDueAgain()).isTrue();
        assertThat(migration.next("").changed()).isEqualTo(1);
        assertThat(wanted("", "2", Duration.ofDays(9))).containsExactly("theirs");
        assertThat(migration.isDueAgain()).isFalse();
    }

    @Test
    void a_process_that_has_just_started_looks_for_what_was_recorded_within_a_day() {
        StoredAudit.recordAsBefore(tables, clock, "noor", "theirs", "2");
        clock.advance(Duration.ofHours(20));
        IntStream.range(0, 600).forEach(number -> audit.record("noor", "ours" + number, "1"));

        assertThat(StoredAudit.migration(tables, clock).isDueAgain()).isTrue();
    }

    private List<Item> items() {
        return Item.listOf(tables.client()
                .scan(scan -> scan.tableName(tables.tables().invitations()))
                .items());
    }

    private List<String> actions(AuditLog.Wanted wanted) {
        return audit.list(wanted, new ListingQuery(50, Cursor.NONE)).entries().stream()
                .map(AuditLog.Entry::action)
                .toList();
    }

    private List<String> actions(ListingQuery query) {
        return audit.list(query).entries().stream().map(AuditLog.Entry::action).toList();
    }
}
