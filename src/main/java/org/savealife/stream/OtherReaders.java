package org.savealife.stream;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Tells for a process without a shard whether others read: the lease of one of their shards was renewed between two looks.
 * That it has an owner tells nothing, since after a crash the dead one is still there. Once seen it is not looked at again.
 * Thread-safe.
 */
final class OtherReaders {

    /** Leases are renewed about as often; health may be asked for much more often. */
    private static final long BETWEEN_LOOKS_NANOS = Duration.ofSeconds(1).toNanos();

    private final Supplier<Map<String, String>> leases;
    private Map<String, String> before = Map.of();
    private long lookedAt;
    private boolean looked;
    private boolean seen;

    /** @param leases of the others by shard, each a text that changes when it is renewed */
    OtherReaders(Supplier<Map<String, String>> leases) {
        this.leases = leases;
    }

    /** @param nanoTime {@link System#nanoTime()} */
    synchronized boolean areSeen(long nanoTime) {
        if (!seen && (!looked || nanoTime - lookedAt >= BETWEEN_LOOKS_NANOS)) {
            var now = leases.get();
            seen = now.entrySet().stream()
                    .anyMatch(lease -> before.containsKey(lease.getKey())
                            && !lease.getValue().equals(before.get(lease.getKey())));
            before = now;
            lookedAt = nanoTime;
            looked = true;
        }
        return seen;
    }
}
