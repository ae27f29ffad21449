package org.savealife.stream;

import java.util.List;

/**
 * Sees every batch of the stream before its records go to the {@link StreamListener listeners}, whatever their
 * verdicts. {@link org.savealife.stream.kcl.StreamConsumer} finds the beans of this type and calls them on the threads
 * of the stream.
 *
 * <p>A batch is seen at least once, and not when records are replayed. Data read from the database at that time are
 * newer than every record of the batch.
 */
public interface StreamBatchListener {

    /**
     * Processes a batch, which is never empty. Returns only when the effect is durable. Must wait for nothing but the
     * database, because all records wait in the meantime.
     *
     * @throws RuntimeException if there is no effect; the batch is shown again, only a few times while the database
     *     answers
     */
    void see(List<StreamRecord> batch);
}
