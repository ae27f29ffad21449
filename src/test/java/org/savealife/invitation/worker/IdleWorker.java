package org.savealife.invitation.worker;

import java.time.Clock;
import org.savealife.fixture.Injected;
import org.savealife.platform.dynamodb.TestTables;

/** A process that is no worker: to wake it does nothing. */
public final class IdleWorker {

    private IdleWorker() {}

    public static RunWorker of(TestTables tables, Clock clock) {
        var worker = new RunWorker();
        Injected.into(worker, "role", TestTables.role("web"));
        return worker;
    }
}
