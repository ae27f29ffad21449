package org.savealife.platform.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.fixture.TestClock;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.SchemaVersion;
import org.savealife.platform.dynamodb.TestTables;

class MigrationsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TestClock clock = new TestClock();
    private final List<String> done = new ArrayList<>();
    private final List<Pages> all =
            IntStream.rangeClosed(1, SchemaVersion.CURRENT).mapToObj(Pages::new).toList();
    private EmbeddedDynamoDb database;
    private TestTables tables;

    /** The lowest schema versions that other workers know: of those that may be alive, and of those that are. */
    private int mayKnow = SchemaVersion.CURRENT;

    private int know = SchemaVersion.CURRENT;

    @BeforeEach
    void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        tables.forgetSchema();
    }

    @AfterEach
    void stopDatabase() {
        tables.close();
        database.close();
    }

    /** Has three pages. */
    private final class Pages implements Migration {

        private final int number;
        private boolean failing;
        private boolean due;

        private Pages(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public String name() {
            return "pages";
        }

        @Override
        public Page next(String after) {
            var end = after + "x";
            done.add(number + end);
            return new Page(end.length() == 3 ? "" : end, 10, 2, failing ? 1 : 0);
        }

        @Override
        public boolean isDueAgain() {
            return due;
        }
    }

    private Runnable process() {
        return tables.migrations(
                clock,
                new Workers() {
                    @Override
                    public boolean mayBeBefore(int schema) {
                        return schema > mayKnow;
                    }

                    @Override
                    public boolean areBefore(int schema) {
                        return schema > know;
                    }
                },
                all.toArray(Migration[]::new));
    }

    @Test
    void all_are_worked_in_their_order_page_by_page_and_then_the_data_have_the_schema() {
        process().run();

        assertThat(done)
                .containsExactly("1x", "1xx", "1xxx", "2x", "2xx", "2xxx", "3x", "3xx", "3xxx", "4x", "4xx", "4xxx");
        assertThat(version()).isEqualTo(SchemaVersion.CURRENT);
        assertThat(tables.schema().states().values()).allSatisfy(state -> {
            assertThat(state.isDone()).isTrue();
            assertThat(state.looked()).isEqualTo(30);
            assertThat(state.changed()).isEqualTo(6);
        });
        assertThat(tables.schema().pending()).isZero();
    }

    @Test
    void tables_that_this_release_made_have_its_schema_from_the_start() {
        try (var other = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
                var made = new TestTables(other.endpoint())) {
            assertThat(made.schema().isDone(SchemaVersion.CURRENT)).isTrue();
            assertThat(made.schema().pending()).isZero();
        }
    }

    @Test
    void what_is_done_is_not_worked_again_by_whichever_process() {
        process().run();
        done.clear();

        process().run();

        assertThat(done).isEmpty();
    }

    @Test
    void where_an_item_fails_all_are_tried_again_in_an_hour_and_until_then_it_is_not_done() {
        var process = process();
        all.get(1).failing = true;
        process.run();
        assertThat(done).endsWith("2xxx");
        assertThat(tables.schema().state(2).isDone()).isFalse();
        assertThat(version()).isZero();
        done.clear();
        all.get(1).failing = false;

        clock.advance(Duration.ofMinutes(59));
        process.run();
        assertThat(done).isEmpty();
        clock.advance(MINUTE);
        process.run();

        assertThat(done).startsWith("2x").endsWith("4xxx");
        assertThat(version()).isEqualTo(SchemaVersion.CURRENT);
    }

    @Test
    void nothing_begins_while_a_worker_may_be_alive_that_does_not_know_the_schema() {
        var process = process();
        mayKnow = 0;
        process.run();
        assertThat(done).isEmpty();

        mayKnow = SchemaVersion.CURRENT;
        process.run();

        assertThat(done).hasSize(12);
    }

    @Test
    void a_worker_that_knows_some_of_it_keeps_what_comes_then_waiting_and_has_nothing_else_begin_anew() {
        process().run();
        done.clear();
        mayKnow = 2;
        know = 2;

        process().run();

        assertThat(tables.schema().state(1).isDone()).isTrue();
        assertThat(tables.schema().state(2).isDone()).isTrue();
        assertThat(tables.schema().state(3).isBegun()).isFalse();
        assertThat(done).isEmpty();
    }

    @Test
    void when_a_worker_of_an_earlier_release_was_alive_what_it_does_not_know_begins_anew() {
        var process = process();
        process.run();
        done.clear();
        mayKnow = 0;
        know = 0;
        process.run();
        assertThat(tables.schema().states().values()).noneMatch(MigrationState::isBegun);
        assertThat(version()).as("the data are not younger for it").isEqualTo(SchemaVersion.CURRENT);

        mayKnow = SchemaVersion.CURRENT;
        know = SchemaVersion.CURRENT;
        process.run();

        assertThat(done).hasSize(12);
    }

    @Test
    void where_one_is_due_again_it_begins_anew_with_those_behind_it_asked_once_a_minute() {
        var process = process();
        process.run();
        done.clear();
        all.get(1).due = true;
        process.run();
        assertThat(done).isEmpty();

        clock.advance(MINUTE);
        process.run();

        assertThat(done).startsWith("2x").endsWith("4xxx").hasSize(9);
    }

    @Test
    void a_process_does_not_start_on_data_of_a_later_release() {
        setVersion(SchemaVersion.CURRENT + 1);

        assertThatThrownBy(() -> tables.tables().prepare())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"savealife\" holds data of a later release")
                .hasMessageContaining(Integer.toString(SchemaVersion.CURRENT + 1));

        setVersion(SchemaVersion.CURRENT);
        tables.tables().prepare();
    }

    private void setVersion(int version) {
        tables.client()
                .putItem(put -> put.tableName("savealife")
                        .item(SchemaVersion.of(version).attributes()));
    }

    private long version() {
        var item = tables.client()
                .getItem(get ->
                        get.tableName("savealife").key(SchemaVersion.key().key()))
                .item();
        return item.isEmpty() ? 0 : Item.from(item).number(SchemaVersion.VERSION);
    }
}
