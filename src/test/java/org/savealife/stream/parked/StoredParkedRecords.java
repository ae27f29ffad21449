package org.savealife.stream.parked;

import java.time.Clock;
import org.savealife.platform.RetentionSettings;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.stream.StreamListeners;

/** Parked records in a DynamoDB Local, outside the container. */
public final class StoredParkedRecords {

    private StoredParkedRecords() {}

    /** @param listeners handle what is replayed */
    public static ParkedRecordRepository repository(TestTables tables, StreamListeners listeners, Clock clock) {
        return repository(tables, listeners, clock, 0);
    }

    /** @param keptDays {@code savealife.retention.parked} */
    static ParkedRecordRepository repository(TestTables tables, StreamListeners listeners, Clock clock, int keptDays) {
        return new ParkedRecordRepository(
                tables.client(),
                tables.tables(),
                tables.transactions(),
                listeners,
                clock,
                new RetentionSettings(0, 0, keptDays, 0));
    }
}
