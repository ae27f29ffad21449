package org.savealife.platform.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;

class OwnWriteInterceptorTest {

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private final OwnWriteInterceptor own = TestClients.ownWrites();
    private final AtomicInteger told = new AtomicInteger();
    private final Item donor = Item.of("DONOR#1", "CITY#haarlem");
    private TestTables tables;

    @BeforeEach
    void open() {
        tables = TestTables.watched(database.endpoint(), own);
        own.tell(told::incrementAndGet);
    }

    @AfterEach
    void close() {
        tables.close();
        database.close();
    }

    @Test
    void each_write_to_the_main_table_is_told() {
        var client = tables.client();

        client.putItem(put -> put.tableName("savealife").item(donor.attributes()));
        client.updateItem(update -> update.tableName("savealife").key(donor.key()));
        client.deleteItem(delete -> delete.tableName("savealife").key(donor.key()));
        tables.transactions()
                .write(List.of(
                        Transactions.put("savealife-invitations", donor), Transactions.putNew("savealife", donor)));
        tables.transactions().write(List.of(Transactions.delete("savealife", donor)));

        assertThat(told).hasValue(5);
    }

    @Test
    void reads_and_writes_to_the_table_without_a_stream_are_not() {
        var client = tables.client();

        client.getItem(get -> get.tableName("savealife").key(donor.key()));
        client.putItem(put -> put.tableName("savealife-invitations").item(donor.attributes()));
        tables.transactions().write(List.of(Transactions.put("savealife-invitations", donor)));

        assertThat(told).hasValue(0);
    }
}
