package org.savealife.stream;

import java.time.Instant;

/**
 * How long a record can have waited, as far as the reader knows.
 *
 * @param begunAt when this process began to read the shard; earlier waiting is nobody's delay
 * @param previousRead when the record was certainly not in the stream yet; {@link Instant#EPOCH} if that is not known
 */
public record RecordWait(Instant begunAt, Instant previousRead) {}
