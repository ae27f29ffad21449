package org.savealife.invitation.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.fixture.TestClock;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.SchemaVersion;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.kcl.IdleStream;
import org.savealife.stream.kcl.StreamConsumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class HeartbeatTest {

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private long nanos = Duration.ofDays(1).toNanos();
    private final NodeRepository nodes = new NodeRepository(TABLES.client(), TABLES.tables(), new TestClock());
    private final Shards stream = new Shards();
    private final StreamConsumer otherStream = new IdleStream(TABLES);
    private final Heartbeat heart = heart(stream);
    private final Heartbeat other = heart(otherStream);

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
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

        nanos += Heartbeat.LEASE_SAFETY.toNanos();

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
        other.beat();
        nodes.bury(other.node(), 2);
        assertThat(nodes.signs())
                .containsEntry(other.node(), new NodeRepository.Sign(1, otherStream.worker(), SchemaVersion.CURRENT));

        nodes.bury(other.node(), 1);

        assertThat(nodes.signs()).doesNotContainKey(other.node());
    }

    @Test
    void until_it_has_watched_it_cannot_tell_whether_there_are_workers_that_know_no_schema_as_new() {
        assertThat(heart.mayBeBefore(SchemaVersion.CURRENT)).isTrue();
        assertThat(heart.areBefore(SchemaVersion.CURRENT)).isFalse();

        heart.beat();
        heart.watch();

        assertThat(heart.mayBeBefore(SchemaVersion.CURRENT)).isFalse();
        heart.end();
    }

    @Test
    void a_worker_of_an_earlier_release_is_known_by_its_beat_and_gone_when_that_has_stood_still_for_ten_seconds() {
        var before = RandomId.next();
        beatAsBefore(before);
        heart.beat();
        heart.watch();
        assertThat(heart.mayBeBefore(SchemaVersion.CURRENT)).isTrue();
        assertThat(heart.areBefore(SchemaVersion.CURRENT))
                .as("it may have been killed long ago")
                .isFalse();

        beatAsBefore(before);
        heart.watch();

        assertThat(heart.areBefore(SchemaVersion.CURRENT)).isTrue();
        for (var second = 0; second < 11; second++) {
            nanos += Duration.ofSeconds(1).toNanos();
            heart.beat();
            heart.watch();
        }
        assertThat(heart.mayBeBefore(SchemaVersion.CURRENT)).isFalse();
        assertThat(heart.areBefore(SchemaVersion.CURRENT)).isFalse();
        nodes.remove(before);
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
        nodes.remove(before);
        heart.end();
    }

    @Test
    void the_shards_of_a_worker_that_falls_silent_or_ends_are_taken_over_once() {
        beatAndWatch(12);
        assertThat(stream.takenOver).as("who was gone before").isEqualTo(1);

        other.beat();
        beatAndWatch(5);
        assertThat(stream.takenOver).isEqualTo(1);
        beatAndWatch(10);

        assertThat(stream.takenOver).as("silent").isEqualTo(2);
        assertThat(stream.isGone.test(otherStream.worker())).isTrue();
        assertThat(stream.isGone.test(stream.worker())).isFalse();
        other.beat();
        beatAndWatch(3);
        other.end();
        beatAndWatch(3);
        assertThat(stream.takenOver).as("ended").isEqualTo(3);
        heart.end();
    }

    @Test
    void they_are_asked_for_again_until_this_process_reads_itself() {
        stream.reading = false;
        beatAndWatch(12);
        assertThat(stream.takenOver).isZero();

        stream.reading = true;
        beatAndWatch(1);

        assertThat(stream.takenOver).isEqualTo(1);
        heart.end();
    }

    /** Whose lease it is the library knows alone, then. */
    @Test
    void none_are_taken_over_beside_a_worker_of_a_release_before() {
        for (var second = 0; second < 20; second++) {
            beatAsBefore("old");
            beatAndWatch(1);
        }

        assertThat(stream.takenOver).isZero();
        nodes.remove("old");
        heart.end();
    }

    @Test
    void who_is_seen_to_beat_is_known_to_read_and_who_is_only_there_is_not() {
        other.beat();
        beatAndWatch(2);
        assertThat(stream.alive).doesNotContain(otherStream.worker()).contains(stream.worker());

        other.beat();
        beatAndWatch(1);

        assertThat(stream.alive).contains(otherStream.worker());
        other.end();
        beatAndWatch(1);
        assertThat(stream.alive).doesNotContain(otherStream.worker());
        heart.end();
    }

    @Test
    void at_rest_others_are_watched_every_other_second_and_missed_all_the_same() {
        heart.rest(true);
        beatAndWatch(12);
        other.beat();
        beatAndWatch(3);
        var watched = stream.told;

        beatAndWatch(4);

        assertThat(stream.told - watched).isEqualTo(2);
        assertThat(stream.takenOver).isEqualTo(1);
        beatAndWatch(4);
        assertThat(stream.takenOver).isEqualTo(2);
        assertThat(heart.isSilent(other.node())).isTrue();
        other.end();
        heart.end();
    }

    /** Beats like releases without schema versions. */
    private static void beatAsBefore(String node) {
        TABLES.client()
                .updateItem(update -> update.tableName("savealife-invitations")
                        .key(Item.of("NODES", node).key())
                        .updateExpression("ADD beat :one")
                        .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))));
    }

    private static void beatWith(String node, int schema) {
        TABLES.client()
                .putItem(put -> put.tableName("savealife-invitations")
                        .item(Item.of("NODES", node)
                                .with("beat", 1)
                                .with("schema", schema)
                                .attributes()));
    }

    private void beatAndWatch(int seconds) {
        for (var second = 0; second < seconds; second++) {
            heart.beat();
            heart.watchInTurn();
            nanos += Duration.ofSeconds(1).toNanos();
        }
    }

    /** The stream, as far as heartbeats use it. */
    private static final class Shards extends IdleStream {

        boolean reading = true;
        int takenOver;
        int told;
        Predicate<String> isGone = reader -> false;
        Set<String> alive = Set.of();

        Shards() {
            super(TABLES);
        }

        @Override
        public boolean takeOver(Predicate<String> gone) {
            takenOver += reading ? 1 : 0;
            isGone = gone;
            return reading;
        }

        @Override
        public void note(Set<String> readers) {
            told++;
            alive = readers;
        }
    }

    private Heartbeat heart(StreamConsumer itsStream) {
        var heart = new Heartbeat(nodes, itsStream);
        heart.nanoTime = () -> nanos;
        return heart;
    }
}
