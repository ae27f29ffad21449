package org.savealife.platform.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.platform.retry.DatabaseFullException;
import org.savealife.platform.retry.DatabaseUnavailable;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** On its own small disk, which can be filled. */
class DynamoDbLocalGuardTest {

    private static final String TABLE = "savealife";
    private static final int DISK_MEGABYTES = 8;

    /** With this much room, DynamoDB Local stores single writes, but not the transactions that it confirms. */
    private static final int HARDLY_ANY_ROOM = 16 * 1024;

    /** Referenced, because java.util.logging forgets the level of a logger without references. */
    private static final Logger SQLITE = Logger.getLogger("sqlite");

    @TempDir
    Path disk;

    private EmbeddedDynamoDb database;
    private TestTables tables;
    private DynamoDbLocalGuard local;
    private Transactions transactions;
    private boolean isMounted;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        SQLITE.setLevel(Level.OFF);
        isMounted = isDone("mount", "-t", "tmpfs", "-o", "size=" + DISK_MEGABYTES + "m", "tmpfs", disk.toString());
        assumeThat(isMounted).as("mount -t tmpfs needs root").isTrue();
        database = EmbeddedDynamoDb.inFolder(disk.resolve("dynamodb"), EmbeddedDynamoDb.ANY_PORT);
        tables = new TestTables(database.endpoint());
        watch(TestTables.guard(tables.client(), tables.tables(), true));
    }

    private void watch(DynamoDbLocalGuard guard) {
        local = guard;
        transactions = new Transactions(tables.client(), local);
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        if (isMounted) {
            tables.close();
            database.close();
            assertThat(isDone("umount", "-l", disk.toString())).isTrue();
        }
        SQLITE.setLevel(null);
    }

    private static boolean isDone(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    @Test
    void what_a_full_disk_did_not_take_is_not_said_to_be_stored_until_there_is_room_again() throws IOException {
        transactions.write(items("before", 10));
        fill();

        var accepted = new ArrayList<String>();
        for (var name : List.of("one", "two", "three")) {
            try {
                transactions.write(items(name, 10));
                accepted.add(name);
            } catch (DatabaseFullException told) {
                assertThat(local.isFull()).isTrue();
            }
        }

        assertThat(accepted).allSatisfy(name -> assertThat(isStored(name)).isTrue());
        assertThat(accepted).hasSizeLessThan(3);
        assertThat(isStored("before")).isTrue();
        makeRoom();
        await().atMost(Duration.ofSeconds(10)).until(() -> !local.isFull());
        transactions.write(items("after", 10));
        assertThat(isStored("after")).isTrue();
    }

    @Test
    void nothing_is_begun_while_there_is_too_little_room_where_its_files_are() throws IOException {
        watch(new DynamoDbLocalGuard(
                tables.client(),
                tables.tables(),
                Clock.systemUTC(),
                new DynamoDbSettings(
                        tables.tables().main(),
                        tables.tables().invitations(),
                        true,
                        Optional.empty(),
                        true,
                        Optional.of(disk.resolve("dynamodb")),
                        Optional.empty()),
                1024 * 1024));
        assertThat(local.isFull()).isFalse();

        fill();

        assertThat(local.isFull()).isTrue();
        assertThatThrownBy(() -> transactions.write(items("more", 2)))
                .isInstanceOf(DatabaseFullException.class)
                .matches(DatabaseUnavailable::isCauseOf);
        assertThat(isStored("more")).isFalse();
        makeRoom();
        assertThat(local.isFull()).isFalse();
        transactions.write(items("more", 2));
        assertThat(isStored("more")).isTrue();
    }

    @Test
    void a_transaction_without_room_for_a_witness_is_looked_at_itself() {
        transactions.write(items("most", 100));

        assertThat(isStored("most")).isTrue();
        assertThat(local.isFull()).isFalse();
    }

    @Test
    void a_condition_that_does_not_hold_is_one_and_no_loss() {
        transactions.write(items("taken", 2));

        assertThatThrownBy(() -> transactions.write(items("taken", 2)))
                .isInstanceOf(Transactions.ConditionFailedException.class);
        assertThat(local.isFull()).isFalse();
    }

    @Test
    void a_database_that_is_not_said_to_be_one_is_not_watched() {
        watch(TestTables.guard(tables.client(), tables.tables(), false));

        assertThat(local.isOurs()).isFalse();
        assertThat(local.isFull()).isFalse();
    }

    private void fill() throws IOException {
        var store = Files.getFileStore(disk);
        try (var filling = Files.newOutputStream(disk.resolve("filling"))) {
            while (store.getUsableSpace() > HARDLY_ANY_ROOM) {
                filling.write(new byte[4096]);
            }
        }
    }

    private void makeRoom() throws IOException {
        Files.delete(disk.resolve("filling"));
    }

    private static List<TransactWriteItem> items(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Transactions.putNew(
                        TABLE, Item.of("DONOR#" + name + number, "CITY#haarlem").with("text", "x".repeat(100))))
                .toList();
    }

    private boolean isStored(String name) {
        return tables.client()
                .getItem(get -> get.tableName(TABLE)
                        .key(Item.of("DONOR#" + name + "0", "CITY#haarlem").key())
                        .consistentRead(true))
                .hasItem();
    }
}
