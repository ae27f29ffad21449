package org.savealife.stream;

import java.util.List;

/**
 * Sees every batch of the stream before its records go to their {@link StreamListener listeners}, whatever their verdicts
 * will be. A bean of this type is found by {@link org.savealife.stream.kcl.StreamConsumer} and called on the stream's threads.
 *
 * <p>A batch is seen at least once, and not when records are replayed. All of it happened before it is shown: what a witness
 * reads from the database is newer than each of its records.
 */
public interface StreamBatchListener {

    /**
     * Takes note of a batch, never an empty one. Returns only when the effect is durable. Must not wait for anything but the
     * database, since all records wait meanwhile.
     *
     * @throws RuntimeException if the effect is not there; the batch is shown again, some times at most while the database
     *     answers
     */
    void see(List<StreamRecord> batch);
}
