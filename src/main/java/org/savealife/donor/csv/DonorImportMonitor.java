package org.savealife.donor.csv;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds imports of donors that no process works on any more. It watches their beats by its own clock, and never
 * compares it with times from other processes. Not thread-safe.
 */
final class DonorImportMonitor {

    /** If its worker has stored nothing for this long, any process may take the import over. */
    static final Duration ABANDONED = Duration.ofSeconds(15);

    private final String node;
    private Map<String, Sight> sights = Map.of();

    /** Since when an import has had this beat. */
    private record Sight(long beat, long since) {}

    /** @param node this process */
    DonorImportMonitor(String node) {
        this.node = node;
    }

    /**
     * The imports that should be worked on and are not: they were given back, or their worker has stored nothing for 15
     * seconds.
     *
     * @param jobs all imports
     * @param isUnderWay whether this process works on the import with that id
     * @param now {@link System#nanoTime()}
     */
    List<DonorImportJob> abandoned(Collection<DonorImportJob> jobs, Predicate<String> isUnderWay, long now) {
        var before = sights;
        sights = new HashMap<>();
        for (var job : jobs) {
            var sight = Optional.ofNullable(before.get(job.id()))
                    .filter(known -> known.beat() == job.beat())
                    .orElse(new Sight(job.beat(), now));
            sights.put(job.id(), sight);
        }
        return jobs.stream()
                .filter(job -> job.isWorking()
                        && !(job.worker().equals(node) && isUnderWay.test(job.id()))
                        && (job.worker().isEmpty() || isSilent(job, now)))
                .toList();
    }

    private boolean isSilent(DonorImportJob job, long now) {
        return Optional.ofNullable(sights.get(job.id()))
                .filter(sight -> now - sight.since() >= ABANDONED.toNanos())
                .isPresent();
    }
}
