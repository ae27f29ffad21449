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
        super(TestTables.role("worker"), tables.tables(), schedulers(tables, log), log, TestClients.ownWrites());
    }

    private static SchedulerFactory schedulers(TestTables tables, StreamLog log) {
        var listeners = new StreamListeners(List.of());
        return new SchedulerFactory(
                tables.tables(),
                TestClients.unused(),
                tables.client(),
                NO_LEASES,
                NO_STREAM,
                listeners,
                StoredParkedRecords.repository(tables, listeners, Clock.systemUTC()),
                log,
                Clock.systemUTC(),
                new StreamSettings(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(5)));
    }
}
