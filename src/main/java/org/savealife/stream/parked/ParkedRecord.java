package org.savealife.stream.parked;

import java.time.Instant;
import org.savealife.stream.FailureSummary;
import org.savealife.stream.StreamEntity;
import org.savealife.stream.StreamRecord.Kind;

/**
 * A record of the stream that no attempt could handle. Its full body is kept beside it: {@link ParkedRecordRepository#body}.
 *
 * @param id names the parked record, the same each time the same stream record is parked; sorts by the time of the
 *     change, and is fit for a URL
 * @param entityId of the donor or donation, as in {@link org.savealife.stream.StreamRecord#id}
 * @param createdAt when the item was changed
 * @param parkedAt when it was given up
 * @param attempts how often it was tried, replays included
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
