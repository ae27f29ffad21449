package org.savealife.invitation.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Since when things have been as they are, as this node has seen it by its own monotonic clock: what others say of the time
 * is only compared with itself, so the clocks of nodes need not agree. A node that was stopped itself, or could not look,
 * begins to watch anew. Thread-safe.
 */
final class UnchangedTimer {

    /** Longer between two looks, and who did not move in between may have been stopped together with us. */
    private static final long MAX_GAP_NANOS = 4_500_000_000L;

    private record Sight(Object state, long since) {}

    private Map<String, Sight> sights = Map.of();
    private long lastLook;

    /**
     * Takes note of how all things are; those that are not among them are gone. What was read before the last look is old news.
     *
     * @param askedAt {@link System#nanoTime()} before they were read
     * @param readAt the same when they had been
     */
    synchronized void look(Map<String, ?> states, long askedAt, long readAt) {
        if (!sights.isEmpty() && askedAt - lastLook < 0) {
            return;
        }
        var before = askedAt - lastLook > MAX_GAP_NANOS ? Map.<String, Sight>of() : sights;
        var now = new HashMap<String, Sight>();
        states.forEach((name, state) -> {
            var sight = before.get(name);
            now.put(name, sight != null && sight.state().equals(state) ? sight : new Sight(state, readAt));
        });
        sights = now;
        lastLook = askedAt;
    }

    /** For how many nanoseconds the thing has been seen as it is, up to the last look; nothing where it is gone. */
    synchronized OptionalLong unchangedFor(String name) {
        var sight = sights.get(name);
        return sight == null ? OptionalLong.empty() : OptionalLong.of(Math.max(0, lastLook - sight.since()));
    }

    /** What was there at the last look. */
    synchronized Set<String> names() {
        return Set.copyOf(sights.keySet());
    }
}
