package org.savealife.stream;

/**
 * Takes the records of the stream that it accepts. A bean of this type is found by {@link org.savealife.stream.kcl.StreamConsumer} and called
 * on the stream's threads, for one record at a time and shard, in the order in which an item changed.
 *
 * <p>A record comes at least once: again after a crash, a take-over by another node, or when staff replay it. It
 * counts as handled once {@link #handle} returns, so whatever it does must be durable by then.
 */
public interface StreamListener {

    /**
     * The filter: whether {@link #handle} is to see this record. A record that no listener accepts is filtered. Must
     * be a pure function of the record, and quick: it is asked for every record of the stream.
     */
    boolean accepts(StreamRecord record);

    /**
     * Does whatever the record calls for, once: called again for the same record it finds its work done and returns.
     * Returns only when the effect is durable. Must not wait for anything but the database, since the records behind
     * wait meanwhile.
     *
     * @throws RuntimeException if the effect is not there; the record is tried again, and parked in the end
     */
    void handle(StreamRecord record);
}
