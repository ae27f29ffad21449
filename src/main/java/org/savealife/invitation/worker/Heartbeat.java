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
 * The heart of this process as a worker, and those of all workers as it sees them. It beats every 4 seconds, by one write to
 * an item of its own, on threads that nothing else uses; what this process owns is its own for as long as others see it
 * beat. Whose heart stood still for {@link SegmentRepository#LEASE}, as watched once a second, or is gone, has lost what it
 * owns: segments of runs, which the {@link RunWorker} claims, and, a little sooner, shards of the stream, which are taken over from here. With
 * its beats each says which schema it knows. While there are no runs to work hearts are watched {@link #rest less often}. Thread-safe.
 *
 * <p>Life cycle: {@link #start started} once the tables are there, {@link #end ended} when nothing is worked any more.
 */
@ApplicationScoped
@ManagedScheduledExecutorDefinition(name = "java:app/savealife/HeartbeatExecutor", maxAsync = 2)
public class Heartbeat implements LiveWorkers, Workers {

    /** Without a beat for so long, others may be about to take over. */
    static final Duration LEASE_SAFETY = SegmentRepository.LEASE.minusSeconds(2);

    static final long BEAT_MILLIS = 4_000;
    static final long WATCH_MILLIS = 1_000;

    /** At rest every second look is one. */
    private static final Duration IDLE_POLL_INTERVAL = Duration.ofMillis(1_500);

    /**
     * How long a heart stands still until others take its shards of the stream: twice the time between two beats. Less than for
     * segments, as it costs nobody two messages, and the library needs some seconds to read on.
     */
    private static final Duration SHARDS_KEPT = Duration.ofSeconds(8);

    /** Items of nodes that were killed go then. */
    private static final Duration DEAD_AFTER = Duration.ofMinutes(10);

    private final NodeRepository nodes;
    private final StreamConsumer stream;

    @Resource(lookup = "java:app/savealife/HeartbeatExecutor")
    ManagedScheduledExecutorService executor;

    private record Beat(int stretch, long at) {}

    /** {@link System#nanoTime()}: goes on while this process is stopped. */
    LongSupplier nanoTime = System::nanoTime;

    /** Short, as every segment and ledger page that it owns names it. */
    private final String node = RandomId.next().substring(0, 16);

    private final UnchangedTimer others = new UnchangedTimer();
    private final AtomicBoolean resting = new AtomicBoolean();

    /** The signs of all at the last look, and who has been seen to beat: who was only there may have died before. */
    private volatile Map<String, NodeRepository.Sign> signs = Map.of();

    private final Set<String> beating = ConcurrentHashMap.newKeySet();
    private volatile Beat last = new Beat(0, 0);
    private volatile long watchedAt;
    private boolean ended;

    /** What the thread that watches knows: since when it has, and whose shards nobody else need take. */
    private Optional<Long> watchingSince = Optional.empty();

    private Set<String> readers = Set.of();
    private boolean seenToAll;

    @Inject
    public Heartbeat(NodeRepository nodes, StreamConsumer stream) {
        this.nodes = nodes;
        this.stream = stream;
    }

    /** Repeatable only by another instance. */
    void start() {
        var unusedBeat = executor.scheduleWithFixedDelay(
                new RecurringTask("The heartbeat", this::beat), 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        var unusedWatch = executor.scheduleWithFixedDelay(
                new RecurringTask("Watching other workers", this::watchInTurn), 0, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether there is nothing to do: then others are watched every 2 seconds only, for their shards. */
    void rest(boolean isNothingToDo) {
        resting.set(isNothingToDo);
    }

    /** Another text for each start of a process. */
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
     * The number of the stretch through which the heart has beaten without a break; 0 while it is silent. After a break,
     * such as a pause of the process, others may have taken over what was its own.
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

    /** Looks at the hearts of all. */
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
     * Those of workers that have lost what they own, once each; first of all that are not there, when a worker that is would have
     * been seen. A worker of a release before does not say what it reads, and while there is one the library sees to it.
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

    /** Until this node has seen itself, it has not seen others either. */
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

    /** Whether the node was there at the last look. */
    boolean knows(String other) {
        return others.unchangedFor(other).isPresent();
    }

    /** Whether the node has lost what it owns. */
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

    /** Beats no more; what it still owns may be taken over at once. */
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
