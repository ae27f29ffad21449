package org.savealife.stream.kcl;

/**
 * What one process needs to read the stream, from the lookup until reading ends.
 *
 * @param sleepTime the time between two reads of a shard
 * @param leases who reads which shard, in tables of the database
 * @param peers the other processes that read
 */
record OpenStream(
        StreamScheduler scheduler, StreamSleepTimeController sleepTime, LeaseTables leases, PeerWorkers peers) {}
