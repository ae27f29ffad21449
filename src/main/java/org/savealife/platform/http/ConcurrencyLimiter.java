package org.savealife.platform.http;

import java.util.HashMap;
import java.util.Map;

/** Limits how many are inside at the same time, for each key and in total. Thread-safe. */
final class ConcurrencyLimiter {

    private final int ofOne;
    private final int ofAll;
    private final Map<String, Integer> inside = new HashMap<>();
    private int all;

    ConcurrencyLimiter(int ofOne, int ofAll) {
        this.ofOne = ofOne;
        this.ofAll = ofAll;
    }

    /** @return whether there was room; if so, {@link #leave} must follow */
    synchronized boolean enter(String key) {
        if (all == ofAll || inside.getOrDefault(key, 0) == ofOne) {
            return false;
        }
        inside.merge(key, 1, Integer::sum);
        all++;
        return true;
    }

    synchronized void leave(String key) {
        inside.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
        all--;
    }

    /** How many keys are inside. */
    synchronized int keys() {
        return inside.size();
    }
}
