package org.savealife.invitation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells which segments may be claimed: those without an owner whose time has come, and those whose owner has not renewed
 * the lease for as long as this node has watched, {@link RunRepository#LEASE} at least. The time in a lease is only
 * compared with itself, so the clocks of nodes need not agree. A node that was stopped itself, or could not see the
 * leases, begins to watch anew.
 */
final class LeaseWatch {

    /** Longer between two looks, and whatever was not seen in between may have been renewed. */
    private static final long LONGEST_GAP_NANOS = 3_500_000_000L;

    private record Sight(Segment segment, long since) {}

    private final Set<String> abandoned = new HashSet<>();
    private Map<String, Sight> sights = new HashMap<>();
    private long lastLook;

    /**
     * Those of the segments that may be claimed, in their order. To be called often, with all that are open.
     *
     * @param nanoTime {@link System#nanoTime()}
     * @param epochMillis the time by the clock
     */
    synchronized List<Segment> claimable(List<Segment> open, long nanoTime, long epochMillis) {
        if (nanoTime - lastLook > LONGEST_GAP_NANOS) {
            sights.clear();
        }
        lastLook = nanoTime;
        var now = new HashMap<String, Sight>();
        for (var segment : open) {
            var before = sights.getOrDefault(key(segment), new Sight(segment, nanoTime));
            var unchanged = before.segment().leaseUntil() == segment.leaseUntil();
            now.put(key(segment), unchanged ? before : new Sight(segment, nanoTime));
        }
        sights = now;
        return open.stream()
                .filter(segment -> segment.owner().isEmpty()
                        ? segment.leaseUntil() <= epochMillis
                        : abandoned.contains(segment.owner()) || isSilent(segment, nanoTime))
                .toList();
    }

    private boolean isSilent(Segment segment, long nanoTime) {
        var sight = sights.get(key(segment));
        return sight != null && nanoTime - sight.since() >= RunRepository.LEASE.toNanos();
    }

    /** How long the segment has been seen as it is now, in nanoseconds. */
    synchronized long seenFor(Segment segment, long nanoTime) {
        var sight = sights.get(key(segment));
        return sight == null ? 0 : nanoTime - sight.since();
    }

    /** An owner of this node that works no more, but could not give its lease back. */
    synchronized void abandon(String owner) {
        abandoned.add(owner);
    }

    /** The lease of that owner was taken over. */
    synchronized void forget(String owner) {
        abandoned.remove(owner);
    }

    private static String key(Segment segment) {
        return segment.donationId() + "/" + segment.from();
    }
}
