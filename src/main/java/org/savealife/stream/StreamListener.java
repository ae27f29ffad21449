package org.savealife.stream;

/**
 * Handles the records of the stream that it accepts. {@link org.savealife.stream.kcl.StreamConsumer} finds the beans of
 * this type and calls them on the threads of the stream, with one record at a time for each shard, in the order in
 * which an item changed.
 *
 * <p>A record comes at least once: again after a crash, after a take-over by another node, or when staff replay it. It
 * counts as handled once {@link #handle} returns, so the effect must be durable by then.
 */
public interface StreamListener {

    /**
     * Whether {@link #handle} should get this record. A record that no listener accepts is filtered. Must be a pure
     * function of the record, and fast, because it is called for every record of the stream.
     */
    boolean accepts(StreamRecord record);

    /**
     * Handles the record. Must be idempotent: called again for the same record, it finds its work done and returns.
     * Returns only when the effect is durable. Must wait for nothing but the database, because later records wait in
     * the meantime.
     *
     * @throws RuntimeException if there is no effect; the record is tried again, and finally parked
     */
    void handle(StreamRecord record);
}
