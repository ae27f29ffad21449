package org.savealife.stream.kcl;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tells a process without a shard whether others read: a lease belongs to a live worker, or was renewed between two
 * looks. That a lease has an owner is not enough, because after a crash the dead one is still there. Once another
 * reader has been seen, it does not look again. Thread-safe.
 */
final class PeerWorkers {

    /** Health checks may ask much more often. */
    private static final long BETWEEN_LOOKS_NANOS = Duration.ofSeconds(1).toNanos();

    private final Supplier<Map<String, Holding>> leases;
    private Map<String, Holding> before = Map.of();
    private long lookedAt;
    private boolean looked;
    private boolean seen;

    /**
     * The owner of a shard.
     *
     * @param renewals changes each time the lease is renewed
     */
    record Holding(String owner, String renewals) {}

    /** @param leases of other workers, by shard */
    PeerWorkers(Supplier<Map<String, Holding>> leases) {
        this.leases = leases;
    }

    /**
     * Whether another process reads.
     *
     * @param alive readers that have given a sign of life
     * @param nanoTime {@link System#nanoTime()}
     */
    synchronized boolean areSeen(Set<String> alive, long nanoTime) {
        if (!seen && (!looked || nanoTime - lookedAt >= BETWEEN_LOOKS_NANOS)) {
            var now = leases.get();
            seen = now.entrySet().stream()
                    .anyMatch(lease -> alive.contains(lease.getValue().owner()) || isRenewed(lease));
            before = now;
            lookedAt = nanoTime;
            looked = true;
        }
        return seen;
    }

    private boolean isRenewed(Map.Entry<String, Holding> lease) {
        return before.containsKey(lease.getKey()) && !lease.getValue().equals(before.get(lease.getKey()));
    }
}
