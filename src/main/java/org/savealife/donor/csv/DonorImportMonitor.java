package org.savealife.donor.csv;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tells which imports of donors nobody works any more, as one process has watched them by its own clock: what others say of the
 * time is never compared with it. Not thread-safe.
 */
final class DonorImportMonitor {

    /** Whose worker has been silent for so long is anybody's. */
    static final Duration ABANDONED = Duration.ofSeconds(15);

    private final String node;
    private Map<String, Sight> sights = Map.of();

    /** Since when an import has been as it is. */
    private record Sight(long beat, long since) {}

    /** @param node this process */
    DonorImportMonitor(String node) {
        this.node = node;
    }

    /**
     * Those that are to be worked and are not: given back, or of a worker that has stored nothing for a while.
     *
     * @param jobs all there are
     * @param isUnderWay whether this process works the import of that id
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
