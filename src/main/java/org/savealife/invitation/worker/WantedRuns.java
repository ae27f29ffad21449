package org.savealife.invitation.worker;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.savealife.invitation.OpenRunRepository;
import org.savealife.invitation.Segment;
import org.savealife.invitation.SegmentRepository;
import org.savealife.invitation.run.RunId;

/**
 * The runs that want work, as this node sees them and their segments from look to look. Used by one thread at a
 * time; any thread may ask for the number of open segments.
 */
final class WantedRuns {

    /**
     * Beyond so many runs, the index is not read twice a second but after as many milliseconds as there are runs:
     * with 2,000 runs, every 2 seconds.
     */
    private static final int MANY_RUNS = 500;

    /** A run that wants work, with its segments as this node sees them. */
    static final class Sight {

        private final UnchangedTimer segments = new UnchangedTimer();
        private long lookedAt = Long.MIN_VALUE;
        private boolean worked;

        /** For how many nanoseconds the segment has been seen unchanged. */
        long seenFor(Segment segment) {
            return segments.unchangedFor(segment.from()).orElse(0);
        }

        void noteWorked() {
            worked = true;
        }

        /** Whether this node has worked a segment of the run since the run wants work. */
        boolean isWorked() {
            return worked;
        }
    }

    private final OpenRunRepository openRuns;
    private final Heartbeat heart;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Predicate<String> isWorkedHere;

    private final Map<String, Sight> sights = new ConcurrentHashMap<>();
    private Set<String> announced = Set.of();
    private long readAt;

    /**
     * @param nanoTime {@link System#nanoTime()}
     * @param isWorkedHere whether this node works a segment of that owner
     */
    WantedRuns(
            OpenRunRepository openRuns,
            Heartbeat heart,
            Clock clock,
            LongSupplier nanoTime,
            Predicate<String> isWorkedHere) {
        this.openRuns = openRuns;
        this.heart = heart;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.isWorkedHere = isWorkedHere;
    }

    /**
     * Reads which runs want work, unless there are many and they were read just now.
     *
     * @return whether donations have been announced since that have no run yet
     */
    boolean read() {
        if (sights.size() > MANY_RUNS && nanoTime.getAsLong() - readAt < TimeUnit.MILLISECONDS.toNanos(sights.size())) {
            return false;
        }
        readAt = nanoTime.getAsLong();
        var found = openRuns.findWork();
        sights.keySet().retainAll(found.runs());
        found.runs().forEach(run -> sights.computeIfAbsent(run, id -> new Sight()));
        var isAnyAnnounced = !announced.containsAll(found.announced());
        announced = found.announced();
        return isAnyAnnounced;
    }

    boolean isEmpty() {
        return sights.isEmpty();
    }

    /** Runs of an urgent kind first, then new ones, then those whose segments were read longest ago. */
    List<String> inTurn() {
        return sights.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, Sight> run) -> isUrgent(run.getKey()) ? 0 : 1)
                        .thenComparingLong(run -> run.getValue().lookedAt))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether the run goes before others. */
    static boolean isUrgent(String run) {
        return RunId.of(run).kind().isUrgent();
    }

    Sight sight(String run) {
        return Objects.requireNonNull(sights.get(run));
    }

    /**
     * How many segments of runs that want work have not ended, as last seen. A run that was not read yet counts as
     * one.
     */
    int openSegments() {
        return sights.values().stream()
                .mapToInt(sight -> Math.max(1, sight.segments.names().size()))
                .sum();
    }

    /**
     * The run's segments that may be claimed. Those whose owner is gone come first: their last page may be
     * unfinished.
     */
    List<Segment> claimable(String run) {
        var sight = sight(run);
        var askedAt = nanoTime.getAsLong();
        var segments = openRuns.workable(run);
        if (segments.isEmpty()) {
            sights.remove(run);
        }
        sight.lookedAt = askedAt;
        sight.segments.look(
                segments.stream().collect(Collectors.toMap(Segment::from, WantedRuns::state)),
                askedAt,
                nanoTime.getAsLong());
        if (segments.stream().anyMatch(segment -> !segment.owner().isEmpty() && !heart.knows(segment.node()))) {
            heart.watch();
        }
        return segments.stream()
                .filter(segment -> segment.owner().isEmpty()
                        ? segment.leaseUntil() <= clock.millis()
                        : isLeft(
                                segment,
                                sight.segments.unchangedFor(segment.from()).orElse(0)))
                .sorted(Comparator.comparing(segment -> segment.owner().isEmpty()))
                .toList();
    }

    private static String state(Segment segment) {
        return segment.owner() + " " + segment.leaseUntil();
    }

    /**
     * Whether the owner does not work the segment any more. Owners of earlier releases renewed each segment and had
     * no heartbeat.
     */
    private boolean isLeft(Segment segment, long unchangedNanos) {
        if (segment.node().isEmpty()) {
            return unchangedNanos >= SegmentRepository.LEASE.toNanos();
        }
        return segment.node().equals(heart.node())
                ? !isWorkedHere.test(segment.owner())
                : heart.isSilent(segment.node());
    }
}
