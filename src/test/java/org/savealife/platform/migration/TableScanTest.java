package org.savealife.platform.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.platform.dynamodb.BusyDatabase;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;

class TableScanTest {

    private EmbeddedDynamoDb database;
    private TestTables tables;
    private TableScan walk;

    @BeforeEach
    void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        walk = tables.walk();
    }

    @AfterEach
    void stopDatabase() {
        tables.close();
        database.close();
    }

    @Test
    void every_item_is_come_across_once_whatever_its_key_is_made_of() {
        var keys = Stream.concat(
                        Stream.of("a b", "1\n2", " ", "7 x", "~"),
                        IntStream.range(0, 450).mapToObj(number -> "k" + number))
                .toList();
        keys.forEach(key -> put(Item.of(key, key + "\n" + key)));
        var found = new ArrayList<String>();

        var looked = walkThrough(item -> !item.partitionKey().startsWith("META#"), item -> {
            found.add(item.partitionKey());
            return item.partitionKey().startsWith("k");
        });

        assertThat(found).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(looked.stream().mapToLong(Migration.Page::looked).sum()).isEqualTo(keys.size());
        assertThat(looked.stream().mapToLong(Migration.Page::changed).sum()).isEqualTo(450);
        assertThat(looked).hasSizeGreaterThan(2);
    }

    @Test
    void one_that_fails_for_a_reason_of_its_own_holds_up_no_other() {
        IntStream.range(0, 10).forEach(number -> put(Item.of("k" + number, "k")));

        var pages = walkThrough(item -> item.partitionKey().startsWith("k"), item -> {
            if (item.partitionKey().equals("k3")) {
                throw new IllegalStateException("poisoned");
            }
            return true;
        });

        assertThat(pages.stream().mapToLong(Migration.Page::failed).sum()).isOne();
        assertThat(pages.stream().mapToLong(Migration.Page::changed).sum()).isEqualTo(9);
    }

    @Test
    void where_the_database_is_busy_the_page_is_left_to_be_worked_again() {
        put(Item.of("k", "k"));
        var busy = BusyDatabase.error("ThrottlingException");

        assertThatThrownBy(() -> walk.next("", item -> true, item -> {
                    throw busy;
                }))
                .isSameAs(busy);
    }

    private List<Migration.Page> walkThrough(Predicate<Item> wanted, Predicate<Item> change) {
        var pages = new ArrayList<>(List.of(walk.next("", wanted, change)));
        while (!pages.get(pages.size() - 1).end().isEmpty()) {
            pages.add(walk.next(pages.get(pages.size() - 1).end(), wanted, change));
        }
        return pages;
    }

    private void put(Item item) {
        tables.client().putItem(put -> put.tableName("savealife").item(item.attributes()));
    }
}
