package org.savealife.invitation.worker;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.savealife.donor.City;
import org.savealife.donor.store.Arrival;

/**
 * Donors who have just come to a city, as this process read it from the stream. The index by city, from which a run
 * reads donors, may not show them yet. They are remembered until a run on this process finds them in the index, or
 * until the index has had enough time; then it is checked whether a run has missed them. Kept in memory only: it
 * matters only if the index is later than the stream, a run begins in that moment, and this process is killed in
 * the next. Thread-safe.
 */
@ApplicationScoped
public class RecentArrivals {

    /** How late the index may be. Usually it is less than a second. */
    static final Duration MAX_INDEX_LAG = Duration.ofSeconds(30);

    /** Donors remembered at most, some 4 MB. Beyond that the earliest are forgotten. */
    private static final int MAX_ARRIVALS = 20_000;

    private record Recent(City city, long since) {}

    private final Map<String, Recent> recent = new LinkedHashMap<>();

    /** @param nanoTime {@link System#nanoTime()} */
    public synchronized void remember(Collection<Arrival> arrivals, long nanoTime) {
        for (var arrival : arrivals) {
            recent.remove(arrival.donorId());
            recent.put(arrival.donorId(), new Recent(arrival.city(), nanoTime));
        }
        var tooMany = recent.size() - MAX_ARRIVALS;
        if (tooMany > 0) {
            recent.keySet().removeAll(recent.keySet().stream().limit(tooMany).toList());
        }
    }

    /** Forgets donors whom the index shows. */
    synchronized void forget(Collection<String> donorIds) {
        if (!recent.isEmpty()) {
            donorIds.forEach(recent::remove);
        }
    }

    /** Removes and returns the donors for whom the index has had enough time. */
    public synchronized List<Arrival> takeSettled(long nanoTime) {
        var settled = new ArrayList<Arrival>();
        var entries = recent.entrySet().iterator();
        while (entries.hasNext()) {
            var entry = entries.next();
            if (nanoTime - entry.getValue().since() < MAX_INDEX_LAG.toNanos()) {
                break;
            }
            settled.add(new Arrival(entry.getKey(), entry.getValue().city()));
            entries.remove();
        }
        return settled;
    }
}
