package org.savealife.stream.parked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.fixture.TestClock;
import org.savealife.platform.audit.TestAudit;
import org.savealife.platform.dynamodb.BusyDatabase;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;
import org.savealife.stream.FailureSummary;
import org.savealife.stream.StreamEntity;
import org.savealife.stream.StreamListener;
import org.savealife.stream.StreamListeners;
import org.savealife.stream.StreamRecord;
import org.savealife.stream.Verdict;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ParkedRecordRepositoryTest {

    private static final FailureSummary NO_CITY =
            new FailureSummary("IllegalStateException: no city", "DonationItem.donation");

    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private final TestClock clock = new TestClock();
    private final Donations donations = new Donations();
    private ParkedRecordRepository parked;

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
    }

    @AfterAll
    static void stopDatabase() {
        tables.close();
        database.close();
    }

    @BeforeEach
    void connect() {
        parked = StoredParkedRecords.repository(tables, new StreamListeners(List.of(donations)), clock);
        discardAll();
    }

    @Test
    void a_parked_record_is_kept_with_its_error_and_its_full_body() {
        var record = donation("100");

        parked.park(record, 5, NO_CITY);

        var only = only();
        assertThat(only)
                .isEqualTo(new ParkedRecord(
                        "20261123T120000.000Z-100",
                        StreamRecord.Kind.INSERT,
                        StreamEntity.DONATION,
                        "100",
                        record.createdAt(),
                        clock.instant(),
                        5,
                        NO_CITY));
        assertThat(parked.find(only.id())).contains(only);
        assertThat(parked.body(only.id()).map(RecordBody::parse)).contains(record);
    }

    @Test
    void a_body_of_two_images_of_full_size_is_complete() {
        var large = "\uD83E\uDE78".repeat(95_000);
        var record = StreamRecord.modified(
                "100",
                Item.of("DONATION#100", "CITY#haarlem").with("text", large),
                Item.of("DONATION#100", "CITY#haarlem").with("text", "x" + large),
                clock.instant());

        parked.park(record, 5, NO_CITY);

        assertThat(parked.body(only().id()).map(RecordBody::parse)).contains(record);
    }

    @Test
    void a_record_that_is_parked_twice_is_there_once() {
        parked.park(donation("100"), 5, NO_CITY);
        parked.park(donation("100"), 5, NO_CITY);

        assertThat(parked.list(Cursor.NONE, 10).entries()).hasSize(1);
    }

    @Test
    void the_list_begins_with_the_oldest_change_and_goes_on_at_the_cursor() {
        var start = clock.instant();
        var moments = List.of(start.plusMillis(500), start, start.plusSeconds(1));
        IntStream.range(0, moments.size())
                .forEach(number -> parked.park(donation("10" + number, moments.get(number)), 5, NO_CITY));

        var first = parked.list(Cursor.NONE, 2);
        var rest = parked.list(Cursor.parse(first.next().text(), 2), 2);

        assertThat(first.entries()).extracting(ParkedRecord::entityId).containsExactly("101", "100");
        assertThat(rest.entries()).extracting(ParkedRecord::entityId).containsExactly("102");
        assertThat(rest.next().isNone()).isTrue();
    }

    @Test
    void what_staff_do_with_parked_records_can_be_recorded_in_the_same_transaction() {
        parked.park(donation("100"), 5, NO_CITY);
        var id = only().id();
        donations.broken = true;
        assertThat(TestAudit.records(tables, () -> parked.replay(id)))
                .as("replay in vain")
                .isTrue();
        donations.broken = false;
        assertThat(TestAudit.records(tables, () -> parked.replay(id)))
                .as("replay")
                .isTrue();
        parked.park(donation("100"), 5, NO_CITY);

        assertThat(TestAudit.records(tables, () -> parked.discard(id)))
                .as("discard")
                .isTrue();
        assertThat(TestAudit.records(tables, () -> parked.discard(id)))
                .as("discard once more")
                .isFalse();
    }

    @Test
    void a_replay_that_works_takes_the_record_off_the_list() {
        parked.park(donation("100"), 5, NO_CITY);
        var id = only().id();

        assertThat(parked.replay(id)).contains(Verdict.HANDLED);

        assertThat(donations.handled).containsExactly(donation("100"));
        assertThat(parked.find(id)).isEmpty();
        assertThat(itemsLeft()).isZero();
    }

    @Test
    void a_replay_that_fails_leaves_the_record_with_the_new_error() {
        parked.park(donation("100"), 5, NO_CITY);
        var before = only();
        donations.broken = true;
        clock.advance(Duration.ofMinutes(5));

        assertThat(parked.replay(before.id())).contains(Verdict.PARKED);

        var after = only();
        assertThat(after.attempts()).isEqualTo(6);
        assertThat(after.failure().error()).isEqualTo("java.lang.IllegalStateException: still no city");
        assertThat(after.failure().stack()).contains("ParkedRecordRepositoryTest");
        assertThat(after.parkedAt()).isEqualTo(before.parkedAt());
        assertThat(parked.body(after.id()).map(RecordBody::parse)).contains(donation("100"));
    }

    @Test
    void a_discarded_record_is_gone_with_its_body() {
        parked.park(donation("100"), 5, NO_CITY);
        var id = only().id();

        assertThat(parked.discard(id)).isTrue();

        assertThat(donations.handled).isEmpty();
        assertThat(parked.find(id)).isEmpty();
        assertThat(parked.body(id)).isEmpty();
        assertThat(itemsLeft()).isZero();
    }

    @ParameterizedTest
    @MethodSource("idsOfNothing")
    void a_record_that_is_not_there_can_be_neither_replayed_nor_discarded(String id) {
        assertThat(parked.find(id)).isEmpty();
        assertThat(parked.body(id)).isEmpty();
        assertThat(parked.replay(id)).isEmpty();
        assertThat(parked.discard(id)).isFalse();
    }

    @Test
    void a_record_is_not_parked_silently_while_the_database_is_away() {
        try {
            assertThat(parked.isOpen()).isTrue();

            database.disconnect();

            assertThat(parked.isOpen()).isFalse();
            assertThatThrownBy(() -> parked.park(donation("100"), 5, NO_CITY)).isInstanceOf(SdkException.class);
        } finally {
            database.reconnect();
        }
    }

    /** A sort key of DynamoDB takes 1 to 1,024 bytes. */
    static List<String> idsOfNothing() {
        return List.of("20261123T120000.000Z-17", "", "PARKED", "20261123T120000.000Z-" + "1".repeat(2_000));
    }

    private ParkedRecord only() {
        var entries = parked.list(Cursor.NONE, 10).entries();
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    private void discardAll() {
        parked.list(Cursor.NONE, 500).entries().forEach(record -> parked.discard(record.id()));
    }

    /** Bodies included. */
    private int itemsLeft() {
        return tables.client()
                .scan(scan -> scan.tableName(tables.tables().invitations())
                        .filterExpression("begins_with(PK, :parked)")
                        .expressionAttributeValues(Map.of(":parked", AttributeValue.fromS("PARKED"))))
                .count();
    }

    @Test
    void a_parked_record_goes_with_its_body_when_its_time_is_over() {
        parked = StoredParkedRecords.repository(tables, new StreamListeners(List.of(donations)), clock, 90);

        parked.park(donation("100"), 5, NO_CITY);

        var items = tables.client()
                .scan(scan -> scan.tableName(tables.tables().invitations()))
                .items();
        assertThat(Item.listOf(items))
                .hasSize(2)
                .allSatisfy(item -> assertThat(item.number("delete_after"))
                        .isEqualTo(clock.instant().plus(Duration.ofDays(90)).getEpochSecond()));
    }

    @Test
    void a_replay_while_the_database_is_busy_leaves_the_record_as_it_is() {
        parked.park(donation("100"), 5, NO_CITY);
        var before = only();
        var busy = new StreamListeners(List.of(new StreamListener() {
            @Override
            public boolean accepts(StreamRecord record) {
                return true;
            }

            @Override
            public void handle(StreamRecord record) {
                throw BusyDatabase.error("ThrottlingException");
            }
        }));

        assertThatThrownBy(() ->
                        StoredParkedRecords.repository(tables, busy, clock).replay(before.id()))
                .isInstanceOf(SdkException.class);

        assertThat(only()).isEqualTo(before);
    }

    private StreamRecord donation(String number) {
        return donation(number, Instant.parse("2026-11-23T12:00:00Z"));
    }

    private static StreamRecord donation(String number, Instant createdAt) {
        return StreamRecord.inserted(number, Item.of("DONATION#" + number, "CITY#haarlem"), createdAt);
    }

    private static final class Donations implements StreamListener {

        final List<StreamRecord> handled = new ArrayList<>();
        boolean broken;

        @Override
        public boolean accepts(StreamRecord record) {
            return record.entity() == StreamEntity.DONATION;
        }

        @Override
        public void handle(StreamRecord record) {
            if (broken) {
                throw new IllegalStateException("still no city");
            }
            handled.add(record);
        }
    }
}
