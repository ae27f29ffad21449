package org.savealife.invitation;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.savealife.mail.LiveWorkers;
import org.savealife.platform.RandomId;
import org.savealife.platform.Recurring;
import org.savealife.platform.Workers;

/**
 * The heart of this process as a worker, and those of all workers as it sees them. It beats every 3 seconds, by one write to
 * an item of its own, on threads that nothing else uses; what this process owns is its own for as long as others see it
 * beat. Whose heart stood still for {@link RunRepository#LEASE}, as watched once a second, or is gone, has lost what it
 * owns. With its beats each says which schema it knows. Thread-safe.
 *
 * <p>Life cycle: {@link #start started} once the tables are there, {@link #end ended} when nothing is worked any more.
 */
@ApplicationScoped
@ManagedScheduledExecutorDefinition(name = "java:app/savealife/HeartbeatExecutor", maxAsync = 2)
public class Heartbeat implements LiveWorkers, Workers {

    /** Without a beat for so long, others may be about to take over. */
    static final Duration SURE = RunRepository.LEASE.minusSeconds(2);

    private static final long BEAT_MILLIS = 3_000;
    private static final long WATCH_MILLIS = 1_000;

    /** Items of nodes that were killed go then. */
    private static final Duration BURIED_AFTER = Duration.ofMinutes(10);

    @Inject
    NodeRepository nodes;

    @Resource(lookup = "java:app/savealife/HeartbeatExecutor")
    ManagedScheduledExecutorService executor;

    private record Beat(int stretch, long at) {}

    /** {@link System#nanoTime()}: goes on while this process is stopped. */
    LongSupplier nanoTime = System::nanoTime;

    /** Short, as every segment and ledger page that it owns names it. */
    private final String node = RandomId.next().substring(0, 16);

    private final Watch others = new Watch();

    /** As they were when first seen. */
    private final Map<String, NodeRepository.Node> firstSeen = new ConcurrentHashMap<>();

    private volatile Map<String, NodeRepository.Node> lastSeen = Map.of();
    private volatile Beat last = new Beat(0, 0);
    private boolean ended;

    /** Repeatable only by another instance. */
    void start() {
        var unusedBeat = executor.scheduleWithFixedDelay(
                new Recurring("The heartbeat", this::beat), 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        var unusedWatch = executor.scheduleWithFixedDelay(
                new Recurring("Watching other workers", this::watch), 0, WATCH_MILLIS, TimeUnit.MILLISECONDS);
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
        nodes.beat(node);
        var unbroken = last.stretch() > 0 && nanoTime.getAsLong() - last.at() < SURE.toNanos();
        last = new Beat(unbroken ? last.stretch() : last.stretch() + 1, beatAt);
    }

    /**
     * The number of the stretch through which the heart has beaten without a break; 0 while it is silent. After a break,
     * such as a pause of the process, others may have taken over what was its own.
     */
    int stretch() {
        var beat = last;
        return beat.stretch() > 0 && nanoTime.getAsLong() - beat.at() < SURE.toNanos() ? beat.stretch() : 0;
    }

    /** Looks at the hearts of all. */
    void watch() {
        var askedAt = nanoTime.getAsLong();
        var seen = nodes.nodes();
        others.look(seen, askedAt, nanoTime.getAsLong());
        seen.forEach(firstSeen::putIfAbsent);
        firstSeen.keySet().retainAll(seen.keySet());
        lastSeen = Map.copyOf(seen);
        seen.forEach((other, node) -> {
            if (unchangedFor(other) >= BURIED_AFTER.toNanos()) {
                nodes.bury(other, node.beat());
            }
        });
    }

    /** Until this node has seen itself, it has not seen others either. */
    @Override
    public boolean mayBeBefore(int schema) {
        return !lastSeen.containsKey(node)
                || lastSeen.entrySet().stream()
                        .anyMatch(other -> other.getValue().schema() < schema && !isSilent(other.getKey()));
    }

    @Override
    public boolean areBefore(int schema) {
        return lastSeen.entrySet().stream()
                .anyMatch(other -> other.getValue().schema() < schema
                        && !isSilent(other.getKey())
                        && !other.getValue().equals(firstSeen.get(other.getKey())));
    }

    /** Whether the node was there at the last look. */
    boolean knows(String other) {
        return others.unchangedFor(other).isPresent();
    }

    /** Whether the node has lost what it owns. */
    boolean isSilent(String other) {
        return unchangedFor(other) >= RunRepository.LEASE.toNanos();
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
            new Recurring("Ending the heartbeat", () -> nodes.remove(node)).run();
        }
    }
}
