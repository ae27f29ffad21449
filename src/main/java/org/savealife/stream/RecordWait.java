package org.savealife.stream;

import java.time.Instant;

/**
 * For how long a record can have waited, as far as that depends on its reader.
 *
 * @param begunAt when this process began to read the shard: for what waited before that nobody is late
 * @param previousRead when the record was not in the stream yet, {@link Instant#EPOCH} if that is not known
 */
public record RecordWait(Instant begunAt, Instant previousRead) {}
