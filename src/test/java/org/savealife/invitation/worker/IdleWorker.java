package org.savealife.invitation.worker;

import java.time.Clock;
import org.savealife.invitation.StoredRuns;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.kcl.IdleStream;
import org.savealife.stream.kcl.StreamConsumer;

/** Workers without work, for tests outside the container. */
public final class IdleWorker {

    private IdleWorker() {}

    /** That of a process that is no worker: waking it does nothing. */
    public static RunWorker of(TestTables tables, Clock clock) {
        var stream = new IdleStream(tables);
        var heart = new Heartbeat(new NodeRepository(tables.client(), tables.tables(), clock), stream);
        return of("web", tables, new StoredRuns(tables, clock), heart, stream, clock);
    }

    /** @param role of the process, as in {@code savealife.role} */
    static RunWorker of(
            String role, TestTables tables, StoredRuns stored, Heartbeat heart, StreamConsumer stream, Clock clock) {
        return new RunWorker(
                TestTables.role(role),
                tables.tables(),
                stored.openRuns,
                WorkerNodes.idle(tables, stored, clock),
                heart,
                stream,
                new FailureLimit(0, 1));
    }
}
