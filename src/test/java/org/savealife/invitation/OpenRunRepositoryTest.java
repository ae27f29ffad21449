package org.savealife.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donation.Donation;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.run.KeyRangeSplit;
import org.savealife.mail.SendingQuota;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;

class OpenRunRepositoryTest {

    private static final String NODE = "node";

    private static final EmbeddedDynamoDb DATABASE = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
    private static final TestTables TABLES = new TestTables(DATABASE.endpoint());

    private final TestClock clock = new TestClock();
    private final Donation donation = aDonation().build();
    private final StoredRuns stored = new StoredRuns(TABLES, clock);

    @AfterAll
    static void stopDatabase() {
        TABLES.close();
        DATABASE.close();
    }

    @Test
    void a_run_all_of_whose_segments_wait_wants_work_when_the_first_of_them_may_be_claimed() {
        var owned = stored.segments.begin(
                stored.segments.claim(openSegment(), NODE).orElseThrow(),
                new KeyRangeSplit(5_000, true, List.of("8")),
                SendingQuota.UNKNOWN);
        assertThat(stored.segments.openNextPass(owned, sent(1), Duration.ofSeconds(20)))
                .isTrue();
        var second = openSegments().get(1);
        second = stored.segments.claim(second, NODE).orElseThrow();
        assertThat(openSegments()).hasSize(2);
        assertThat(stored.openRuns.findWork().runs()).as("an owner may die").contains(donation.id());

        assertThat(stored.segments.openNextPass(second, sent(1), Duration.ofSeconds(10)))
                .isTrue();

        assertThat(openSegments()).hasSize(2);
        assertThat(stored.openRuns.findWork().runs()).doesNotContain(donation.id());
        assertThat(stored.openRuns.findOpen()).contains(donation.id());
        clock.advance(Duration.ofSeconds(10));
        assertThat(stored.openRuns.findWork().runs()).contains(donation.id());
    }

    @Test
    void a_run_that_the_release_before_left_in_the_middle_goes_on() {
        stored.runs.open(donation);
        var run = Item.of("RUN#" + donation.id(), "RUN");
        var segment = Item.of("RUN#" + donation.id(), "SEGMENT#")
                .with("to", "~")
                .with("open", "open")
                .with("lease_until", clock.millis() + 9_000)
                .with("owner", "somebody")
                .with("cursor", "b");
        TABLES.client()
                .updateItem(update -> update.tableName("savealife-invitations")
                        .key(run.key())
                        .updateExpression("REMOVE #open, lease_until")
                        .expressionAttributeNames(Map.of("#open", "open")));
        TABLES.client().putItem(put -> put.tableName("savealife-invitations").item(segment.attributes()));
        assertThat(stored.openRuns.findOpen()).contains(donation.id());

        var found = openSegments();
        var claimed = stored.segments.claim(found.get(0), NODE).orElseThrow();

        assertThat(found)
                .singleElement()
                .satisfies(old -> assertThat(old.node()).isEmpty());
        assertThat(claimed.cursor()).isEqualTo("b");
        assertThat(stored.openRuns.findWork().runs()).contains(donation.id());
        stored.segmentCounts.end(claimed, sent(1));
        assertThat(openSegments()).isEmpty();
        assertThat(stored.openRuns.findOpen()).doesNotContain(donation.id());
        assertThat(status()).isEqualTo(InvitationRun.Status.FINISHED);
    }

    @Test
    void more_runs_than_one_read_brings_hide_none() {
        var text = "x".repeat(200_000);
        for (var number = 0; number < 8; number++) {
            var item = Item.of("RUN#many-" + number, "RUN").with("open", "open").with("lease_until", 0);
            TABLES.client()
                    .putItem(put -> put.tableName("savealife-invitations")
                            .item(item.with("owner", text).attributes()));
        }

        assertThat(stored.openRuns.findWork().runs())
                .contains("many-0", "many-1", "many-2", "many-3", "many-4", "many-5", "many-6", "many-7");
    }

    private Segment openSegment() {
        stored.runs.open(donation);
        return openSegments().get(0);
    }

    private List<Segment> openSegments() {
        return stored.openRuns.workable(donation.id());
    }

    private InvitationRun.Status status() {
        var status = stored.runStatus.status(donation.id()).orElseThrow();
        assertThat(stored.runs.find(donation.id()).orElseThrow().status()).isEqualTo(status);
        return status;
    }

    private static Counts sent(long count) {
        return new Counts(count, Map.of(), Map.of(), 0);
    }
}
