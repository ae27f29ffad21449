package org.savealife.stream.kcl;

/**
 * The stream as one process reads it, from its lookup until reading ends.
 *
 * @param sleepTime how long a shard is left alone between two reads
 * @param leases who reads which shard, in tables of the database
 * @param peers the other processes that read
 */
record OpenStream(
        StreamScheduler scheduler, StreamSleepTimeController sleepTime, LeaseTables leases, PeerWorkers peers) {}
