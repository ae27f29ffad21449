package org.savealife.platform.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
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
        var missing = tables("elsewhere", false);

        assertThatThrownBy(missing::prepare)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The table \"elsewhere\" does not exist.");
    }

    @Test
    void a_table_with_other_keys_ends_the_start_and_the_difference_is_named() {
        create(
                "other-keys",
                table -> table.attributeDefinitions(attribute("id", ScalarAttributeType.S))
                        .keySchema(key("id", KeyType.HASH)));

        assertThatThrownBy(() -> mainTable("other-keys").prepare())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The table \"other-keys\" cannot be used.")
                .hasMessageContaining("Its keys are id (HASH, S), and must be PK (HASH, S), SK (RANGE, S).")
                .hasMessageContaining("It has no index SK-PK-index.")
                .hasMessageContaining("Its stream must be on, with NEW_AND_OLD_IMAGES.");
    }

    @Test
    void keys_of_another_type_end_the_start() {
        create(
                "numbers",
                table -> table.attributeDefinitions(
                                attribute(Item.PK, ScalarAttributeType.S), attribute(Item.SK, ScalarAttributeType.N))
                        .keySchema(key(Item.PK, KeyType.HASH), key(Item.SK, KeyType.RANGE)));

        assertThatThrownBy(() -> mainTable("numbers").prepare())
                .hasMessageContaining(
                        "Its keys are PK (HASH, S), SK (RANGE, N), and must be PK (HASH, S), SK (RANGE, S).");
    }

    @Test
    void an_index_that_holds_less_or_has_other_keys_ends_the_start() {
        create(
                "poor-index",
                table -> asOurs(
                        table, StreamViewType.NEW_AND_OLD_IMAGES, index(Item.SK, Item.PK, ProjectionType.KEYS_ONLY)));
        create(
                "other-index",
                table -> asOurs(table, StreamViewType.NEW_AND_OLD_IMAGES, index(Item.PK, Item.SK, ProjectionType.ALL)));

        assertThatThrownBy(() -> mainTable("poor-index").prepare())
                .hasMessageContaining("Its index SK-PK-index does not hold the attributes that it must: all.")
                .hasMessageNotContaining("stream");
        assertThatThrownBy(() -> mainTable("other-index").prepare())
                .hasMessageContaining("The keys of its index SK-PK-index are PK (HASH, S), SK (RANGE, S), and must be"
                        + " SK (HASH, S), PK (RANGE, S).");
    }

    @Test
    void a_stream_with_less_than_both_images_ends_the_start() {
        create(
                "poor-stream",
                table -> asOurs(table, StreamViewType.KEYS_ONLY, index(Item.SK, Item.PK, ProjectionType.ALL)));

        assertThatThrownBy(() -> mainTable("poor-stream").prepare())
                .hasMessageContaining("Its stream must be on, with NEW_AND_OLD_IMAGES.")
                .hasMessageNotContaining("index");
    }

    private static Tables mainTable(String name) {
        return tables(name, true);
    }

    private static void create(String name, Consumer<CreateTableRequest.Builder> definition) {
        client.createTable(table -> definition.accept(table.tableName(name).billingMode(BillingMode.PAY_PER_REQUEST)));
    }

    private static void asOurs(CreateTableRequest.Builder table, StreamViewType stream, GlobalSecondaryIndex index) {
        table.attributeDefinitions(attribute(Item.PK, ScalarAttributeType.S), attribute(Item.SK, ScalarAttributeType.S))
                .keySchema(key(Item.PK, KeyType.HASH), key(Item.SK, KeyType.RANGE))
                .globalSecondaryIndexes(index)
                .streamSpecification(on -> on.streamEnabled(true).streamViewType(stream));
    }

    private static GlobalSecondaryIndex index(String hash, String range, ProjectionType held) {
        return GlobalSecondaryIndex.builder()
                .indexName(Tables.INVERTED_INDEX)
                .keySchema(key(hash, KeyType.HASH), key(range, KeyType.RANGE))
                .projection(projection -> projection.projectionType(held))
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    private static Tables tables(boolean create) {
        return tables(NAMES.get(0), create);
    }

    private static Tables tables(String main, boolean create) {
        return new Tables(
                client,
                new DynamoDbSettings(
                        main, NAMES.get(1), create, Optional.empty(), true, Optional.empty(), Optional.empty()));
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
