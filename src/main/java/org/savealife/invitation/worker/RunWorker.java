package org.savealife.invitation.worker;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.savealife.invitation.OpenRunRepository;
import org.savealife.invitation.Segment;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.retry.RecurringTask;
import org.savealife.stream.kcl.StreamConsumer;

/**
 * Finds segments without a living owner, claims them and works them, several at a time, on the run executor. Looks
 * for work twice a second, and at once when {@link #wake woken}. Checks every second what staff have done to the
 * runs in progress. If it finds that another process has just announced a donation, it has the stream read at once.
 * Urgent runs come first, then new ones. When all places are taken, the segments worked longest give way to runs that
 * have none.
 *
 * <p>Life cycle: starts with the application, if this process is a worker, once the tables exist. When the
 * application stops, each task ends after the message being sent and gives its segment back; then the heartbeat
 * ends.
 */
@ApplicationScoped
@ManagedExecutorDefinition(name = "java:app/savealife/RunExecutor", maxAsync = RunWorker.SEGMENTS_AT_A_TIME)
@ManagedScheduledExecutorDefinition(name = "java:app/savealife/LookExecutor", maxAsync = 3)
public class RunWorker {

    private static final System.Logger LOG = System.getLogger(RunWorker.class.getName());

    static final int SEGMENTS_AT_A_TIME = 64;

    static final long POLL_MILLIS = 500;
    private static final long REFRESH_MILLIS = 1_000;
    private static final long STOP_SECONDS = 8;

    /** A process that has not looked for work for so long is not ready. */
    private static final Duration LONG_AGO = Duration.ofSeconds(30);

    /** Segments of one run at a time: enough that some read and claim while one sends. */
    private static final int SEGMENTS_OF_A_RUN = 4;

    /**
     * How long a free segment is left to nodes with fewer segments of its run, for each segment of the run that
     * this node has. They look twice in that time. Otherwise the node that splits a run, and knows of it first,
     * would take all segments.
     */
    private static final long LEFT_TO_OTHERS_NANOS = 2 * POLL_MILLIS * 1_000_000;

    /** From so many segments on, each run gets only one, so that the remaining places are for runs without any. */
    private static final int CROWDED_AT = 32;

    /** How long the only segment of a run is worked before it gives way to a run that this node has not worked yet. */
    private static final Duration FIRST_TIME_SLICE = Duration.ofSeconds(2);

    /** The same before it gives way to a run that this node has worked before. */
    private static final Duration LATER_TIME_SLICE = Duration.ofSeconds(30);

    /**
     * Runs without free segments whose segments are read at each look, by all nodes together. Bounds the cost of
     * looking.
     */
    private static final int RUNS_IN_VAIN = 16;

    private static final int MIN_IN_VAIN = 2;

    private final ProcessRole role;
    private final Tables tables;
    private final WorkerNode node;
    private final Heartbeat heart;
    private final StreamConsumer stream;
    private final FailureLimit failureLimit;
    private final WantedRuns wanted;

    @Resource(lookup = "java:app/savealife/RunExecutor")
    ManagedExecutorService executor;

    @Resource(lookup = "java:app/savealife/LookExecutor")
    ManagedScheduledExecutorService scheduler;

    /** {@link System#nanoTime()}. */
    LongSupplier nanoTime = System::nanoTime;

    private final Set<SegmentTask> working = ConcurrentHashMap.newKeySet();
    private final Map<String, ActiveRun> activeRuns = new ConcurrentHashMap<>();
    private final RecurringTask looking = new RecurringTask("Looking for work", this::look);
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile Optional<Long> lookedAt = Optional.empty();

    @Inject
    public RunWorker(
            ProcessRole role,
            Tables tables,
            OpenRunRepository openRuns,
            WorkerNode node,
            Heartbeat heart,
            StreamConsumer stream,
            FailureLimit failureLimit) {
        this.role = role;
        this.tables = tables;
        this.node = node;
        this.heart = heart;
        this.stream = stream;
        this.failureLimit = failureLimit;
        this.wanted = new WantedRuns(
                openRuns,
                heart,
                node.clock,
                () -> nanoTime.getAsLong(),
                owner ->
                        working.stream().anyMatch(work -> work.segment().owner().equals(owner)));
    }

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (role.isWorker()) {
            LOG.log(System.Logger.Level.DEBUG, "Node {0}, runs pause at {1}", heart.node(), failureLimit);
            tables.whenReady("the run worker", this::start);
        }
    }

    void register(@Observes @Initialized(ApplicationScoped.class) Object application, MetricRegistry registry) {
        InvitationMetrics.showSegments(registry, this::openSegments, this::workedSegments);
    }

    private void start() {
        heart.start();
        var unusedLook = scheduler.scheduleWithFixedDelay(looking, 0, POLL_MILLIS, TimeUnit.MILLISECONDS);
        var unusedRefresh = scheduler.scheduleWithFixedDelay(
                new RecurringTask("Checking the status of runs", this::refresh),
                REFRESH_MILLIS,
                REFRESH_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Looks for work now, if this process is a worker, instead of at the next poll. Returns at once. */
    public void wake() {
        if (role.isWorker() && woken.compareAndSet(false, true)) {
            scheduler.execute(looking);
        }
    }

    /** Whether this process looks for work as it should. Always true if it is not a worker. */
    boolean isLooking() {
        return !role.isWorker()
                || lookedAt.filter(at -> nanoTime.getAsLong() - at < LONG_AGO.toNanos())
                        .isPresent();
    }

    /** Does nothing while the heart is silent, as nothing can be claimed then. */
    synchronized void look() {
        woken.set(false);
        if (node.stopping.getCount() == 0) {
            return;
        }
        if (wanted.read()) {
            stream.hurry();
        }
        heart.rest(wanted.isEmpty() && working.isEmpty());
        if (heart.stretch() == 0) {
            return;
        }
        var inVain = Math.max(MIN_IN_VAIN, RUNS_IN_VAIN / heart.count());
        var turnedAway = new ArrayList<WantedRuns.Sight>();
        var urgent = 0;
        for (var run : wanted.inTurn()) {
            var found = wanted.claimable(run);
            var claimed = found.stream().filter(this::claim).count();
            if (claimed == 0 && !found.isEmpty() && isFull() && worked(run) == 0) {
                turnedAway.add(wanted.sight(run));
                urgent += WantedRuns.isUrgent(run) ? 1 : 0;
            }
            inVain -= claimed == 0 ? 1 : 0;
            if (inVain == 0) {
                break;
            }
        }
        makeRoom(urgent, Duration.ZERO);
        makeRoom(turnedAway.stream().filter(sight -> !sight.isWorked()).count(), FIRST_TIME_SLICE);
        makeRoom(turnedAway.size(), LATER_TIME_SLICE);
        lookedAt = Optional.of(nanoTime.getAsLong());
    }

    private long worked(String run) {
        return working.stream().filter(work -> work.runId().equals(run)).count();
    }

    private boolean isFull() {
        return working.size() >= SEGMENTS_AT_A_TIME;
    }

    private int maxSegmentsOfARun() {
        return working.size() < CROWDED_AT ? SEGMENTS_OF_A_RUN : 1;
    }

    /**
     * How many segments of runs that want work have not ended, as last seen. A run that was not read yet counts as
     * one.
     */
    int openSegments() {
        return wanted.openSegments();
    }

    /** How many segments this node works now. */
    int workedSegments() {
        return working.size();
    }

    /** Claims a segment, if this node wants it, and starts to work it. */
    private boolean claim(Segment seen) {
        var mine = worked(seen.runId());
        var sight = wanted.sight(seen.runId());
        var isWanted = !seen.owner().isEmpty()
                || (mine < maxSegmentsOfARun() && sight.seenFor(seen) >= mine * LEFT_TO_OTHERS_NANOS);
        var stretch = heart.stretch();
        if (isFull() || !isWanted || stretch == 0) {
            return false;
        }
        var claimed = node.segments.claim(seen, heart.node());
        claimed.ifPresent(segment -> begin(segment, stretch));
        claimed.ifPresent(segment -> sight.noteWorked());
        return claimed.isPresent();
    }

    /**
     * Has so many segments given back. Those of runs with most segments on this node come first; the only segment
     * of a run goes only after its time slice.
     */
    private void makeRoom(long count, Duration turn) {
        var begunBefore = nanoTime.getAsLong() - turn.toNanos();
        var ofRun = new HashMap<String, Integer>();
        var ranks = new HashMap<SegmentTask, Integer>();
        working.stream()
                .sorted(Comparator.comparingLong(SegmentTask::begunAt).reversed())
                .forEach(work -> ranks.put(work, ofRun.merge(work.runId(), 1, Integer::sum)));
        ranks.entrySet().stream()
                .filter(rank -> rank.getValue() > 1 || rank.getKey().begunAt() - begunBefore < 0)
                .sorted(Comparator.comparingInt((Map.Entry<SegmentTask, Integer> rank) -> -rank.getValue())
                        .thenComparingLong(rank -> rank.getKey().begunAt()))
                .map(Map.Entry::getKey)
                .map(SegmentTask::lease)
                .filter(lease -> !lease.isGivingWay())
                .limit(Math.max(
                        0,
                        count
                                - working.stream()
                                        .filter(work -> work.lease().isGivingWay())
                                        .count()))
                .forEach(SegmentLease::giveWay);
    }

    private void begin(Segment segment, int stretch) {
        var run = activeRuns.computeIfAbsent(
                segment.runId(), id -> new ActiveRun(id, node.runStatus, node.donations, node.fullRuns, failureLimit));
        var work = new SegmentTask(new SegmentLease(segment, stretch, run, node), node);
        working.add(work);
        try {
            executor.execute(() -> {
                try {
                    work.run();
                } finally {
                    end(work);
                }
            });
        } catch (RejectedExecutionException stopped) {
            working.remove(work);
        }
    }

    private void end(SegmentTask work) {
        working.remove(work);
        if (node.stopping.getCount() > 0) {
            wake();
        }
    }

    private void refresh() {
        var worked = working.stream().map(work -> work.lease().run()).collect(Collectors.toSet());
        activeRuns.values().retainAll(worked);
        for (var run : worked) {
            try {
                run.refresh();
            } catch (RuntimeException failed) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Cannot read the status of run {0}, will try again: {1}",
                        run.id(),
                        failed.getMessage());
            }
        }
    }

    /** Runs before the context is destroyed, while database and relay are still available. */
    void onStop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object application) {
        node.stopping.countDown();
        var end = nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        try {
            var allEnded = true;
            for (var work : workAtTheEnd()) {
                allEnded &= work.awaitEnd(end - nanoTime.getAsLong(), TimeUnit.NANOSECONDS);
            }
            if (allEnded && role.isWorker()) {
                heart.end();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a look in progress, which may have claimed another segment. No look follows. */
    private synchronized List<SegmentTask> workAtTheEnd() {
        return List.copyOf(working);
    }
}
