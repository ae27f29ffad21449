package org.savealife.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
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
import org.savealife.fixture.EmbeddedDynamoDb;
import org.savealife.fixture.TestClock;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class AuditTest {

    private static EmbeddedDynamoDb database;

    private TestTables tables;
    private final TestClock clock = new TestClock();
    private final Audit audit = new Audit();

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
        audit.dynamoDb = tables.client();
        audit.tables = tables.tables();
        audit.clock = clock;
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
                .containsExactly(new Audit.Entry(
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

    /** New things, or none of them. */
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
        audit.keptDays = 730;

        audit.record("noor", "donation.create", "9011b609e0dd4376bbffab9fd7018ff0");

        var items = tables.client()
                .scan(scan -> scan.tableName(tables.tables().invitations()))
                .items();
        assertThat(Item.listOf(items))
                .hasSize(2)
                .allSatisfy(item -> assertThat(item.number(Tables.DELETE_AFTER))
                        .isEqualTo(clock.instant().plus(Duration.ofDays(730)).getEpochSecond()));
    }

    private List<String> actions(ListingQuery query) {
        return audit.list(query).entries().stream().map(Audit.Entry::action).toList();
    }
}
