package org.savealife.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.EmbeddedDynamoDb;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

class TablesTest {

    private static final List<String> NAMES = List.of("savealife", "savealife-invitations");

    private static EmbeddedDynamoDb database;
    private static DynamoDbClient client;

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        client = TestTables.client(database.endpoint());
    }

    @AfterAll
    static void stopDatabase() {
        client.close();
        database.close();
    }

    @Test
    void both_tables_delete_what_is_past_its_time_and_where_that_is_switched_off_the_start_goes_on() {
        tables(true).prepare();
        assertThat(NAMES)
                .allSatisfy(name -> assertThat(life(name))
                        .returns(TimeToLiveStatus.ENABLED, TimeToLiveDescription::timeToLiveStatus)
                        .returns(Tables.DELETE_AFTER, TimeToLiveDescription::attributeName));
        NAMES.forEach(TablesTest::switchOff);

        tables(false).prepare();

        assertThat(NAMES)
                .allSatisfy(name -> assertThat(life(name).timeToLiveStatus()).isEqualTo(TimeToLiveStatus.DISABLED));
        tables(true).prepare();
        assertThat(NAMES)
                .allSatisfy(name -> assertThat(life(name).timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED));
    }

    @Test
    void a_table_that_is_missing_ends_the_start_where_none_may_be_made() {
        var missing = tables(false);
        missing.main = "elsewhere";

        assertThatThrownBy(missing::prepare)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The table \"elsewhere\" does not exist.");
    }

    private static Tables tables(boolean create) {
        var tables = new Tables();
        tables.dynamoDb = client;
        tables.main = NAMES.get(0);
        tables.invitations = NAMES.get(1);
        tables.create = create;
        return tables;
    }

    private static void switchOff(String table) {
        client.updateTimeToLive(update -> update.tableName(table)
                .timeToLiveSpecification(
                        life -> life.attributeName(Tables.DELETE_AFTER).enabled(false)));
    }

    private static TimeToLiveDescription life(String table) {
        return client.describeTimeToLive(describe -> describe.tableName(table)).timeToLiveDescription();
    }
}
