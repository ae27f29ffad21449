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
 * Donors who have just come to a city, as this process read it from the stream: the index by city, which a run reads, may not
 * show them for a moment. They are remembered until a run of this process came across them in the index, or the index has had
 * time enough; then somebody looks whether a run has begun without them. In memory, since it takes the index to be later
 * than the stream, a run to begin in that moment and this process to be killed in the next for it to matter. Thread-safe.
 */
@ApplicationScoped
public class RecentArrivals {

    /** How late the index may be. Mostly it is not a second. */
    static final Duration MAX_INDEX_LAG = Duration.ofSeconds(30);

    /** Whom to remember at most, some 4 MB; then those who came first are forgotten. */
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

    /** The index shows these. */
    synchronized void forget(Collection<String> donorIds) {
        if (!recent.isEmpty()) {
            donorIds.forEach(recent::remove);
        }
    }

    /** Takes out those for whom the index has had time enough. */
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
