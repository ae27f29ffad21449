package org.savealife.invitation.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donation.DonationBuilder.aDonation;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.fixture.TestClock;
import org.savealife.invitation.Segment;
import org.savealife.invitation.StoredRuns;
import org.savealife.invitation.run.RunId;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.kcl.IdleStream;

class WantedRunsTest {

    @Test
    void a_cancellation_is_looked_at_before_runs_that_have_waited_longer() {
        try (var database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
                var tables = new TestTables(database.endpoint())) {
            var clock = new TestClock();
            var stored = new StoredRuns(tables, clock);
            var first = aDonation().build();
            var second = aDonation().build();
            stored.runs.open(first);
            stored.runs.open(
                    RunId.change(second.id(), 1),
                    second,
                    Optional.empty(),
                    Map.of(Segment.BOOKED, Segment.BEHIND_BOOKED));
            stored.runs.open(
                    RunId.cancellation(second.id()),
                    second,
                    Optional.empty(),
                    Map.of(Segment.BOOKED, Segment.BEHIND_BOOKED));
            var stream = new IdleStream(tables);
            var heart = new Heartbeat(new NodeRepository(tables.client(), tables.tables(), clock), stream);
            var wanted = new WantedRuns(stored.openRuns, heart, clock, System::nanoTime, owner -> false);

            wanted.read();
            wanted.claimable(RunId.cancellation(second.id()).text());

            assertThat(wanted.inTurn())
                    .hasSize(3)
                    .startsWith(RunId.cancellation(second.id()).text());
        }
    }
}
