package org.savealife.stream.parked;

import java.time.Instant;
import org.savealife.stream.FailureSummary;
import org.savealife.stream.StreamEntity;
import org.savealife.stream.StreamRecord.Kind;

/**
 * A stream record that could not be handled. Its body is stored separately: {@link ParkedRecordRepository#body}.
 *
 * @param id identifies the parked record, the same each time the same stream record is parked; sorts by the time of the
 *     change, and can be part of a URL
 * @param entityId of the donor or donation, as in {@link org.savealife.stream.StreamRecord#id}
 * @param createdAt when the item was changed
 * @param parkedAt when it was parked
 * @param attempts number of attempts, including replays
 * @param failure why the last attempt failed
 */
public record ParkedRecord(
        String id,
        Kind kind,
        StreamEntity entity,
        String entityId,
        Instant createdAt,
        Instant parkedAt,
        int attempts,
        FailureSummary failure) {

    ParkedRecord triedAgain(FailureSummary newFailure) {
        return new ParkedRecord(id, kind, entity, entityId, createdAt, parkedAt, attempts + 1, newFailure);
    }
}
