package org.savealife.invitation;

import java.util.Map;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.CountingRelay;

/** A worker process that can be killed and restarted, and its own line to the relay. */
final class WorkerNode {

    private final int line;
    private final EmbeddedDynamoDb database;
    private final CountingRelay relay;
    private ApplicationProcess process;

    private WorkerNode(int line, EmbeddedDynamoDb database, CountingRelay relay) {
        this.line = line;
        this.database = database;
        this.relay = relay;
        this.process = started();
    }

    /**
     * Starts the process, and does not wait until it is ready.
     *
     * @param line the number of the relay's proxy through which the process sends
     */
    static WorkerNode start(int line, EmbeddedDynamoDb database, CountingRelay relay) {
        return new WorkerNode(line, database, relay);
    }

    private ApplicationProcess started() {
        return ApplicationProcess.start(
                "crash-table-" + line,
                Map.of(
                        "savealife.role",
                        "worker",
                        "savealife.dynamodb.endpoint",
                        database.endpoint().toString(),
                        "savealife.mail.smtp.host",
                        "127.0.0.1",
                        "savealife.mail.smtp.port",
                        Integer.toString(relay.port(line))));
    }

    int line() {
        return line;
    }

    /** The process of this moment: a restart makes another one. */
    ApplicationProcess process() {
        return process;
    }

    void restart() {
        process = started();
    }

    /** Starts the process again if a failed test has left it dead. */
    void beThere() {
        if (!process.isAlive()) {
            restart();
        }
        process.awaitReady();
    }
}
