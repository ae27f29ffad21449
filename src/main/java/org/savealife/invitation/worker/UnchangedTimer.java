package org.savealife.invitation.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Measures for how long things have not changed, as this node has seen it by its own monotonic clock. Times that
 * other nodes write are only compared with themselves, so clocks need not agree. A node that was stopped, or could
 * not look, starts to measure anew. Thread-safe.
 */
final class UnchangedTimer {

    /** After a longer gap between two looks, whatever did not change may have been stopped together with this node. */
    private static final long MAX_GAP_NANOS = 4_500_000_000L;

    private record Sight(Object state, long since) {}

    private Map<String, Sight> sights = Map.of();
    private long lastLook;

    /**
     * Notes the current states of all things; things that are missing are gone. States that were read before the
     * last look are ignored.
     *
     * @param askedAt {@link System#nanoTime()} before they were read
     * @param readAt the same after they were read
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

    /** For how many nanoseconds the thing had not changed at the last look; empty if it is gone. */
    synchronized OptionalLong unchangedFor(String name) {
        var sight = sights.get(name);
        return sight == null ? OptionalLong.empty() : OptionalLong.of(Math.max(0, lastLook - sight.since()));
    }

    /** The things that were present at the last look. */
    synchronized Set<String> names() {
        return Set.copyOf(sights.keySet());
    }
}
