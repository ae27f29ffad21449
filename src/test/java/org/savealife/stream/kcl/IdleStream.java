package org.savealife.stream.kcl;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.savealife.platform.dynamodb.TestClients;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.StreamListeners;
import org.savealife.stream.StreamLog;
import org.savealife.stream.parked.StoredParkedRecords;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A consumer of the stream that never starts to read. Tests override what they look at. */
public class IdleStream extends StreamConsumer {

    private static final DynamoDbAsyncClient NO_LEASES = new DynamoDbAsyncClient() {
        @Override
        public String serviceName() {
            return "leases that nobody takes";
        }

        @Override
        public void close() {
            // never open
        }
    };

    private static final DynamoDbStreamsClient NO_STREAM = new DynamoDbStreamsClient() {
        @Override
        public String serviceName() {
            return "a stream that nobody reads";
        }

        @Override
        public void close() {
            // never open
        }
    };

    public IdleStream(TestTables tables) {
        this(tables, new StreamLog(Clock.systemUTC()));
    }

    private IdleStream(TestTables tables, StreamLog log) {
        this(tables, log, new Schedulers(tables, log));
    }

    /** @param schedulers opens the stream */
    IdleStream(TestTables tables, StreamLog log, Schedulers schedulers) {
        super(TestTables.role("worker"), tables.tables(), schedulers, log, TestClients.ownWrites());
    }

    /** Schedulers of a stream that nobody reads. */
    static class Schedulers extends SchedulerFactory {

        private static final StreamListeners NO_LISTENERS = new StreamListeners(List.of());

        Schedulers(TestTables tables, StreamLog log) {
            super(
                    tables.tables(),
                    TestClients.unused(),
                    tables.client(),
                    NO_LEASES,
                    NO_STREAM,
                    NO_LISTENERS,
                    StoredParkedRecords.repository(tables, NO_LISTENERS, Clock.systemUTC()),
                    log,
                    Clock.systemUTC(),
                    new StreamSettings(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(5)));
        }
    }
}
