package org.savealife.platform.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.platform.dynamodb.BatchGet;
import org.savealife.platform.dynamodb.BusyDatabase;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class DatabaseUnavailableTest {

    private static final String TABLE = "savealife";

    private static EmbeddedDynamoDb database;
    private static BusyDatabase busy;
    private static TestTables tables;

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        busy = new BusyDatabase(11, 0);
        tables = new TestTables(database.endpoint(), busy);
    }

    @AfterAll
    static void stopDatabase() {
        tables.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ThrottlingError",
                "ThrottlingException",
                "ProvisionedThroughputExceeded",
                "ProvisionedThroughputExceededException",
                "RequestLimitExceeded",
                "RequestLimitExceededException",
                "TransactionConflictException",
                "TransactionInProgressException"
            })
    void an_error_of_a_busy_database_passes(String code) {
        assertThat(DatabaseUnavailable.isCauseOf(BusyDatabase.error(code))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ValidationException", "AccessDeniedException", "ConditionalCheckFailedException"})
    void a_mistake_of_ours_does_not_pass(String code) {
        assertThat(DatabaseUnavailable.isCauseOf(BusyDatabase.error(code))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ThrottlingError, None, true",
        "None, ProvisionedThroughputExceeded, true",
        "RequestLimitExceeded, ThrottlingError, true",
        "TransactionConflict, None, true",
        "ValidationError, None, false",
        "ThrottlingError, ValidationError, false",
        "ThrottlingError, ConditionalCheckFailed, false",
        "ItemCollectionSizeLimitExceeded, ThrottlingError, false",
        "None, None, false"
    })
    void a_cancelled_transaction_may_succeed_later_where_every_reason_passes(
            String first, String second, boolean passes) {
        assertThat(DatabaseUnavailable.isCauseOf(BusyDatabase.cancelled(first, second)))
                .isEqualTo(passes);
    }

    @Test
    void what_a_busy_database_refuses_is_asked_again_until_it_is_done() {
        var before = busy.refused();
        busy.refuse(0.5);

        for (var number = 0; number < 20; number++) {
            var item = Item.of("WRITTEN#" + number, "TEST");
            tables.transactions().write(List.of(Transactions.putNew(TABLE, item)));
        }
        busy.refuse(0);

        assertThat(busy.refused()).isGreaterThan(before);
        assertThat(BatchGet.read(tables.client(), TABLE, keys("WRITTEN#", 20))).hasSize(20);
    }

    @Test
    void keys_that_a_batch_leaves_for_later_are_read_all_the_same() {
        for (var key : keys("BUSY#", 20)) {
            tables.client().putItem(put -> put.tableName(TABLE).item(key.attributes()));
        }
        busy.refuse(0.3);

        var found = BatchGet.read(tables.client(), TABLE, keys("BUSY#", 20));

        busy.refuse(0);
        assertThat(found).containsExactlyInAnyOrderElementsOf(keys("BUSY#", 20));
    }

    @Test
    void every_retry_has_an_end() {
        busy.refuse(1);
        try {
            assertThatThrownBy(() ->
                            tables.transactions().write(List.of(Transactions.put(TABLE, Item.of("NEVER#1", "TEST")))))
                    .isInstanceOf(SdkException.class)
                    .matches(DatabaseUnavailable::isCauseOf);
            assertThatThrownBy(() -> BatchGet.read(tables.client(), TABLE, keys("BUSY#", 3)))
                    .isInstanceOf(SdkException.class)
                    .matches(DatabaseUnavailable::isCauseOf);
        } finally {
            busy.refuse(0);
        }
    }

    @Test
    void a_condition_that_does_not_hold_is_not_tried_again() {
        var item = Item.of("TWICE#1", "TEST");
        tables.transactions().write(List.of(Transactions.putNew(TABLE, item)));

        assertThatThrownBy(() -> tables.transactions().write(List.of(Transactions.putNew(TABLE, item))))
                .isInstanceOf(Transactions.ConditionFailedException.class)
                .hasCauseInstanceOf(TransactionCanceledException.class);
    }

    private static List<Item> keys(String family, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Item.of(family + number, "TEST"))
                .toList();
    }
}
