package org.savealife.invitation.worker;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.invitation.SegmentRepository;
import org.savealife.mail.LiveWorkers;
import org.savealife.platform.RandomId;
import org.savealife.platform.migration.Workers;
import org.savealife.platform.retry.RecurringTask;
import org.savealife.stream.kcl.StreamConsumer;

/**
 * The heartbeat of this process as a worker, and those of all other workers as this process sees them. It beats
 * every 4 seconds, with one write to its own item, on threads of its own. A process keeps its segments and shards
 * while other processes see it beat. If a heartbeat is gone, or has not changed for {@link SegmentRepository#LEASE}
 * (checked once a second), that process has lost its segments, which the {@link RunWorker} then claims. It loses
 * its shards of the stream a little earlier; taking them over starts here. Each beat also says which schema the
 * process knows. While there are no runs, heartbeats are checked {@link #rest less often}. Thread-safe.
 *
 * <p>Life cycle: {@link #start started} once the tables exist, {@link #end ended} when no segment is worked any
 * more.
 */
@ApplicationScoped
@ManagedScheduledExecutorDefinition(name = "java:app/savealife/HeartbeatExecutor", maxAsync = 2)
public class Heartbeat implements LiveWorkers, Workers {

    /** If the last beat is older than this, other nodes may be about to take over. */
    static final Duration LEASE_SAFETY = SegmentRepository.LEASE.minusSeconds(2);

    static final long BEAT_MILLIS = 4_000;
    static final long WATCH_MILLIS = 1_000;

    /** While resting, checks are at least this far apart: every second check is left out. */
    private static final Duration IDLE_POLL_INTERVAL = Duration.ofMillis(1_500);

    /**
     * How old a heartbeat is when its shards of the stream are taken over: twice the time between two beats. That
     * is earlier than for segments, as nobody gets two messages because of it, and the library needs some seconds
     * to continue reading.
     */
    private static final Duration SHARDS_KEPT = Duration.ofSeconds(8);

    /** After this time the items of killed nodes are deleted. */
    private static final Duration DEAD_AFTER = Duration.ofMinutes(10);

    private final NodeRepository nodes;
    private final StreamConsumer stream;

    @Resource(lookup = "java:app/savealife/HeartbeatExecutor")
    ManagedScheduledExecutorService executor;

    private record Beat(int stretch, long at) {}

    /** {@link System#nanoTime()}, which continues while this process is stopped. */
    LongSupplier nanoTime = System::nanoTime;

    /** Short, as all segments and ledger pages that the node owns contain it. */
    private final String node = RandomId.next().substring(0, 16);

    private final UnchangedTimer others = new UnchangedTimer();
    private final AtomicBoolean resting = new AtomicBoolean();

    /**
     * The heartbeats at the last check. Beating nodes are those that were seen to change: one that was only present
     * may have died before.
     */
    private volatile Map<String, NodeRepository.Sign> signs = Map.of();

    private final Set<String> beating = ConcurrentHashMap.newKeySet();
    private volatile Beat last = new Beat(0, 0);
    private volatile long watchedAt;
    private boolean ended;

    /** Used by the checking thread only: since when it checks, and the readers whose shards need not be taken over. */
    private Optional<Long> watchingSince = Optional.empty();

    private Set<String> readers = Set.of();
    private boolean seenToAll;

    @Inject
    public Heartbeat(NodeRepository nodes, StreamConsumer stream) {
        this.nodes = nodes;
        this.stream = stream;
    }

    /** To be called once. */
    void start() {
        var unusedBeat = executor.scheduleWithFixedDelay(
                new RecurringTask("The heartbeat", this::beat), 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        var unusedWatch = executor.scheduleWithFixedDelay(
                new RecurringTask("Checking other workers", this::watchInTurn), 0, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether there is nothing to do: then others are checked every 2 seconds only, because of their shards. */
    void rest(boolean isNothingToDo) {
        resting.set(isNothingToDo);
    }

    /** The name of this node, which is new with each start of the process. */
    String node() {
        return node;
    }

    synchronized void beat() {
        if (ended) {
            return;
        }
        var beatAt = nanoTime.getAsLong();
        nodes.beat(node, stream.worker());
        var unbroken = last.stretch() > 0 && nanoTime.getAsLong() - last.at() < LEASE_SAFETY.toNanos();
        last = new Beat(unbroken ? last.stretch() : last.stretch() + 1, beatAt);
    }

    /**
     * The number of the current stretch of beats without a gap; 0 while the heart is silent. After a gap, for
     * example because the process was stopped, others may have taken over this node's segments.
     */
    int stretch() {
        var beat = last;
        return beat.stretch() > 0 && nanoTime.getAsLong() - beat.at() < LEASE_SAFETY.toNanos() ? beat.stretch() : 0;
    }

    void watchInTurn() {
        if (!resting.get() || nanoTime.getAsLong() - watchedAt >= IDLE_POLL_INTERVAL.toNanos()) {
            watch();
            tellWhoReads();
            takeOverShards();
        }
    }

    /** Checks all heartbeats. */
    void watch() {
        var askedAt = nanoTime.getAsLong();
        var seen = nodes.signs();
        others.look(seen, askedAt, nanoTime.getAsLong());
        watchedAt = askedAt;
        noteWhoBeats(signs, seen);
        signs = seen;
        seen.forEach((other, sign) -> {
            if (unchangedFor(other) >= DEAD_AFTER.toNanos()) {
                nodes.bury(other, sign.beats());
            }
        });
    }

    private void noteWhoBeats(Map<String, NodeRepository.Sign> before, Map<String, NodeRepository.Sign> now) {
        now.forEach((other, sign) -> {
            if (before.containsKey(other) && !sign.equals(before.get(other))) {
                beating.add(other);
            }
        });
        beating.removeIf(this::isSilent);
    }

    private void tellWhoReads() {
        stream.note(beating.stream()
                .flatMap(other -> Stream.ofNullable(signs.get(other)))
                .map(NodeRepository.Sign::reader)
                .collect(Collectors.toSet()));
    }

    /**
     * Takes over the shards of workers that have died, once for each. The first time, that includes all readers
     * that are not among the workers; it waits until a living worker would have been seen. A worker of an earlier
     * release does not say what it reads; while there is one, the library distributes the shards.
     */
    private void takeOverShards() {
        var now = nanoTime.getAsLong();
        var since = watchingSince.orElse(now);
        watchingSince = Optional.of(since);
        var living = signs.entrySet().stream()
                .filter(sign -> unchangedFor(sign.getKey()) < SHARDS_KEPT.toNanos())
                .map(sign -> sign.getValue().reader())
                .collect(Collectors.toSet());
        var isDue = seenToAll ? !living.containsAll(readers) : now - since >= SHARDS_KEPT.toNanos();
        if (isDue && !living.contains("") && stream.takeOver(reader -> !living.contains(reader))) {
            seenToAll = true;
            readers = living;
        } else if (!isDue) {
            readers = living;
        }
    }

    /** Until this node sees its own heartbeat, it has not seen the others either. */
    @Override
    public boolean mayBeBefore(int schema) {
        var seen = signs;
        return !seen.containsKey(node)
                || seen.entrySet().stream()
                        .anyMatch(other -> other.getValue().schema() < schema && !isSilent(other.getKey()));
    }

    @Override
    public boolean areBefore(int schema) {
        return signs.entrySet().stream()
                .anyMatch(other -> other.getValue().schema() < schema && beating.contains(other.getKey()));
    }

    /** Whether the node was present at the last check. */
    boolean knows(String other) {
        return others.unchangedFor(other).isPresent();
    }

    /** Whether the node has lost its segments. */
    boolean isSilent(String other) {
        return unchangedFor(other) >= SegmentRepository.LEASE.toNanos();
    }

    private long unchangedFor(String other) {
        return others.unchangedFor(other).orElse(Long.MAX_VALUE);
    }

    @Override
    public int count() {
        return Math.max(1, (int)
                others.names().stream().filter(other -> !isSilent(other)).count());
    }

    /** Stops beating. Whatever the node still owns may be taken over at once. */
    void end() {
        boolean hasBeaten;
        synchronized (this) {
            ended = true;
            hasBeaten = last.stretch() > 0;
            last = new Beat(0, 0);
        }
        if (hasBeaten) {
            new RecurringTask("Ending the heartbeat", () -> nodes.remove(node)).run();
        }
    }
}
