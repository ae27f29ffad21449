package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.fixture.EmbeddedDynamoDb;
import org.savealife.fixture.TestClock;
import org.savealife.platform.Item;
import org.savealife.platform.RandomId;
import org.savealife.platform.Schema;
import org.savealife.platform.TestTables;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class HeartbeatTest {

    private static EmbeddedDynamoDb database;
    private static TestTables tables;

    private long nanos = Duration.ofDays(1).toNanos();
    private final Heartbeat heart = heart();
    private final Heartbeat other = heart();

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

    @Test
    void it_is_silent_until_it_has_beaten_and_goes_on_in_one_stretch() {
        assertThat(heart.stretch()).isZero();

        heart.beat();

        var stretch = heart.stretch();
        assertThat(stretch).isPositive();
        heart.beat();
        assertThat(heart.stretch()).isEqualTo(stretch);
        heart.end();
    }

    @Test
    void after_a_pause_of_the_process_it_is_silent_and_another_stretch_begins() {
        heart.beat();
        var before = heart.stretch();

        nanos += Heartbeat.SURE.toNanos();

        assertThat(heart.stretch()).isZero();
        heart.beat();
        assertThat(heart.stretch()).isPositive().isNotEqualTo(before);
        heart.end();
    }

    @Test
    void who_has_ended_is_gone_at_once_and_beats_no_more() {
        other.beat();
        heart.watch();
        assertThat(heart.knows(other.node())).isTrue();
        assertThat(heart.isSilent(other.node())).isFalse();

        other.end();
        other.beat();
        heart.watch();

        assertThat(other.stretch()).isZero();
        assertThat(heart.knows(other.node())).isFalse();
        assertThat(heart.isSilent(other.node())).isTrue();
    }

    @Test
    void who_was_seen_to_stand_still_for_ten_seconds_is_silent_and_counts_no_more_while_who_beats_does() {
        other.beat();
        for (var second = 0; second <= 10; second++) {
            assertThat(heart.isSilent(other.node())).isEqualTo(second == 0);
            heart.beat();
            heart.watch();
            nanos += Duration.ofSeconds(1).toNanos();
        }

        assertThat(heart.isSilent(other.node())).isTrue();
        assertThat(heart.isSilent(heart.node())).isFalse();
        assertThat(heart.count()).isEqualTo(1);
        other.beat();
        heart.watch();
        assertThat(heart.isSilent(other.node())).isFalse();
        heart.end();
        other.end();
    }

    @Test
    void the_workers_that_are_alive_are_counted_this_one_among_them() {
        assertThat(heart.count()).isEqualTo(1);
        heart.beat();
        other.beat();
        heart.watch();

        assertThat(heart.count()).isEqualTo(2);

        other.end();
        heart.watch();
        assertThat(heart.count()).isEqualTo(1);
        heart.end();
    }

    @Test
    void who_stood_still_for_long_is_forgotten_unless_it_beats_again() {
        var nodes = heart.nodes;
        other.beat();
        nodes.bury(other.node(), 2);
        assertThat(nodes.nodes()).containsEntry(other.node(), new NodeRepository.Node(1, Schema.CURRENT));

        nodes.bury(other.node(), 1);

        assertThat(nodes.nodes()).doesNotContainKey(other.node());
    }

    @Test
    void until_it_has_watched_it_cannot_tell_whether_there_are_workers_that_know_no_schema_as_new() {
        assertThat(heart.mayBeBefore(Schema.CURRENT)).isTrue();
        assertThat(heart.areBefore(Schema.CURRENT)).isFalse();

        heart.beat();
        heart.watch();

        assertThat(heart.mayBeBefore(Schema.CURRENT)).isFalse();
        heart.end();
    }

    @Test
    void a_worker_of_an_earlier_release_is_known_by_its_beat_and_gone_when_that_has_stood_still_for_ten_seconds() {
        var before = RandomId.next();
        beatAsBefore(before);
        heart.beat();
        heart.watch();
        assertThat(heart.mayBeBefore(Schema.CURRENT)).isTrue();
        assertThat(heart.areBefore(Schema.CURRENT))
                .as("it may have been killed long ago")
                .isFalse();

        beatAsBefore(before);
        heart.watch();

        assertThat(heart.areBefore(Schema.CURRENT)).isTrue();
        for (var second = 0; second < 11; second++) {
            nanos += Duration.ofSeconds(1).toNanos();
            heart.beat();
            heart.watch();
        }
        assertThat(heart.mayBeBefore(Schema.CURRENT)).isFalse();
        assertThat(heart.areBefore(Schema.CURRENT)).isFalse();
        heart.nodes.remove(before);
        heart.end();
    }

    @Test
    void who_knows_the_schema_is_not_before_it_though_a_later_one_is_known_here() {
        var before = RandomId.next();
        beatWith(before, 1);
        heart.beat();
        heart.watch();

        assertThat(heart.mayBeBefore(1)).isFalse();
        assertThat(heart.mayBeBefore(2)).isTrue();
        heart.nodes.remove(before);
        heart.end();
    }

    /** As releases did that knew of no schema. */
    private static void beatAsBefore(String node) {
        tables.client().updateItem(update -> update.tableName("savealife-invitations")
                .key(Item.of("NODES", node).key())
                .updateExpression("ADD beat :one")
                .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))));
    }

    private static void beatWith(String node, int schema) {
        tables.client().putItem(put -> put.tableName("savealife-invitations")
                .item(Item.of("NODES", node).with("beat", 1).with("schema", schema).attributes()));
    }

    private Heartbeat heart() {
        var heart = new Heartbeat();
        heart.nanoTime = () -> nanos;
        heart.nodes = new NodeRepository();
        heart.nodes.dynamoDb = tables.client();
        heart.nodes.tables = tables.tables();
        heart.nodes.clock = new TestClock();
        return heart;
    }
}
