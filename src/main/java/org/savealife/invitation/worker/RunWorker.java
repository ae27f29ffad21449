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
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.store.DonorCountRepository;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.LateDonorPageRepository;
import org.savealife.invitation.LateDonorRepository;
import org.savealife.invitation.LedgerRepository;
import org.savealife.invitation.OpenRunRepository;
import org.savealife.invitation.RunStatusRepository;
import org.savealife.invitation.Segment;
import org.savealife.invitation.SegmentCountRepository;
import org.savealife.invitation.SegmentRepository;
import org.savealife.invitation.mail.Mailer;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.retry.RecurringTask;
import org.savealife.stream.kcl.StreamConsumer;

/**
 * Finds segments that nobody works, claims them and works them, several at a time, on the run executor. Looks twice a second
 * for runs that want work, and at once when {@link #wake woken}; looks every second at what staff have made of the runs it
 * works. On the way it sees what other processes have just announced, and has the stream read at once. New runs come first, and where it works as many segments as it can, those worked longest give way to runs that have none.
 *
 * <p>Life cycle: starts with the application where this process is a worker, once the tables are there. When the
 * application stops, each segment ends after the message being sent, and is given back; then the heart stops.
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

    /** A process that has not looked for so long is not well. */
    private static final Duration LONG_AGO = Duration.ofSeconds(30);

    /** Enough that some read and claim while one sends. */
    private static final int SEGMENTS_OF_A_RUN = 4;

    /**
     * How long a segment is left to nodes that have fewer of its run, for each that this one has. They look twice in that
     * time; else the node that splits a run, and knows it first, would take all.
     */
    private static final long LEFT_TO_OTHERS_NANOS = 2 * POLL_MILLIS * 1_000_000;

    /** From here on a run gets one, so that the rest is for runs that have none. */
    private static final int CROWDED_AT = 32;

    /** How long the one segment of a run is worked before it gives way to a run of which this node has worked none yet. */
    private static final Duration FIRST_TIME_SLICE = Duration.ofSeconds(2);

    /** The same before it gives way to one of which it has. */
    private static final Duration LATER_TIME_SLICE = Duration.ofSeconds(30);

    /** How many runs that have nothing for us all nodes together look at, at each look: each time their segments are read. */
    private static final int RUNS_IN_VAIN = 16;

    private static final int MIN_IN_VAIN = 2;

    /** More runs than this are not read twice a second, but in as many milliseconds as there are. */
    private static final int MANY_RUNS = 500;

    @Inject
    ProcessRole role;

    @Inject
    Tables tables;

    @Inject
    RunStatusRepository runStatus;

    @Inject
    OpenRunRepository openRuns;

    @Inject
    SegmentRepository segments;

    @Inject
    SegmentCountRepository segmentCounts;

    @Inject
    LedgerRepository ledger;

    @Inject
    DonationRepository donations;

    @Inject
    DonorRepository donors;

    @Inject
    DonorCountRepository donorCounts;

    @Inject
    LateDonorRepository late;

    @Inject
    LateDonorPageRepository latePages;

    @Inject
    RecentArrivals recent;

    @Inject
    Mailer mailer;

    @Inject
    InvitationMetrics metrics;

    @Inject
    Clock clock;

    @Inject
    @ConfigProperty(name = "savealife.run.pause-at-failures")
    double pauseAtFailures;

    @Inject
    @ConfigProperty(name = "savealife.run.failure-window")
    int failureWindow;

    @Inject
    Heartbeat heart;

    @Inject
    StreamConsumer stream;

    @Resource(lookup = "java:app/savealife/RunExecutor")
    ManagedExecutorService executor;

    @Resource(lookup = "java:app/savealife/LookExecutor")
    ManagedScheduledExecutorService scheduler;

    /** {@link System#nanoTime()}. */
    LongSupplier nanoTime = System::nanoTime;

    /** A run that wants work, as this node sees its segments. */
    private static final class Sight {

        private final UnchangedTimer segments = new UnchangedTimer();
        private long lookedAt = Long.MIN_VALUE;
        private boolean worked;
    }

    private final Set<SegmentTask> working = ConcurrentHashMap.newKeySet();
    private final Map<String, ActiveRun> activeRuns = new ConcurrentHashMap<>();
    private final Map<String, Sight> sights = new ConcurrentHashMap<>();
    private final SendLock turn = new SendLock();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final RecurringTask looking = new RecurringTask("Looking for work", this::look);
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile Optional<Long> lookedAt = Optional.empty();
    private Set<String> announced = Set.of();
    private long readAt;

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        var limit = failureLimit();
        if (role.isWorker()) {
            LOG.log(System.Logger.Level.DEBUG, "Node {0}, runs pause at {1}", heart.node(), limit);
            tables.whenReady("the run worker", this::start);
        }
    }

    private FailureLimit failureLimit() {
        return new FailureLimit(pauseAtFailures, failureWindow);
    }

    private void start() {
        heart.start();
        var unusedLook = scheduler.scheduleWithFixedDelay(looking, 0, POLL_MILLIS, TimeUnit.MILLISECONDS);
        var unusedRefresh = scheduler.scheduleWithFixedDelay(
                new RecurringTask("Looking at what has become of runs", this::refresh),
                REFRESH_MILLIS,
                REFRESH_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Looks for work now instead of at the next turn, where this process is a worker. Returns at once. */
    public void wake() {
        if (role.isWorker() && woken.compareAndSet(false, true)) {
            scheduler.execute(looking);
        }
    }

    /** Whether this process looks for work as it should; so does one that is no worker. */
    boolean isLooking() {
        return !role.isWorker()
                || lookedAt.filter(at -> nanoTime.getAsLong() - at < LONG_AGO.toNanos())
                        .isPresent();
    }

    /** While the heart is silent nothing can be claimed. */
    synchronized void look() {
        woken.set(false);
        if (stopping.getCount() == 0) {
            return;
        }
        readWanting();
        heart.rest(sights.isEmpty() && working.isEmpty());
        if (heart.stretch() == 0) {
            return;
        }
        var inVain = Math.max(MIN_IN_VAIN, RUNS_IN_VAIN / heart.count());
        var turnedAway = new ArrayList<Sight>();
        for (var run : inTurn()) {
            var found = claimable(run);
            var claimed = found.stream().filter(this::claim).count();
            if (claimed == 0 && !found.isEmpty() && isFull() && worked(run) == 0) {
                turnedAway.add(sight(run));
            }
            inVain -= claimed == 0 ? 1 : 0;
            if (inVain == 0) {
                break;
            }
        }
        makeRoom(turnedAway.stream().filter(sight -> !sight.worked).count(), FIRST_TIME_SLICE);
        makeRoom(turnedAway.size(), LATER_TIME_SLICE);
        lookedAt = Optional.of(nanoTime.getAsLong());
    }

    private void readWanting() {
        if (sights.size() > MANY_RUNS && nanoTime.getAsLong() - readAt < TimeUnit.MILLISECONDS.toNanos(sights.size())) {
            return;
        }
        readAt = nanoTime.getAsLong();
        var found = openRuns.findWork();
        sights.keySet().retainAll(found.runs());
        found.runs().forEach(run -> sights.computeIfAbsent(run, id -> new Sight()));
        if (!announced.containsAll(found.announced())) {
            stream.hurry();
        }
        announced = found.announced();
    }

    /** New ones first, then those that were looked at longest ago. */
    private List<String> inTurn() {
        return sights.entrySet().stream()
                .sorted(Comparator.comparingLong(run -> run.getValue().lookedAt))
                .map(Map.Entry::getKey)
                .toList();
    }

    private long worked(String run) {
        return working.stream().filter(work -> work.donationId().equals(run)).count();
    }

    private Sight sight(String run) {
        return Objects.requireNonNull(sights.get(run));
    }

    private boolean isFull() {
        return working.size() >= SEGMENTS_AT_A_TIME;
    }

    private int maxSegmentsOfARun() {
        return working.size() < CROWDED_AT ? SEGMENTS_OF_A_RUN : 1;
    }

    /** How many segments of runs that want work are not done yet, as seen last; of a run not looked at yet, one. */
    int openSegments() {
        return sights.values().stream()
                .mapToInt(sight -> Math.max(1, sight.segments.names().size()))
                .sum();
    }

    /** How many segments this node works now. */
    int workedSegments() {
        return working.size();
    }

    /** The run's segments that may be claimed, those first whose owner is gone: its last page may have been under way. */
    private List<Segment> claimable(String run) {
        var sight = sight(run);
        var askedAt = nanoTime.getAsLong();
        var segments = openRuns.workable(run);
        if (segments.isEmpty()) {
            sights.remove(run);
        }
        sight.lookedAt = askedAt;
        sight.segments.look(
                segments.stream().collect(Collectors.toMap(Segment::from, RunWorker::state)),
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

    /** Whether its owner works it no more. Those of a release before renewed each segment, and had no heart. */
    private boolean isLeft(Segment segment, long unchangedNanos) {
        if (segment.node().isEmpty()) {
            return unchangedNanos >= SegmentRepository.LEASE.toNanos();
        }
        return segment.node().equals(heart.node())
                ? working.stream().noneMatch(work -> work.segment().owner().equals(segment.owner()))
                : heart.isSilent(segment.node());
    }

    /** Claims a segment, if this node wants it, and begins to work it. */
    private boolean claim(Segment seen) {
        var mine = worked(seen.donationId());
        var sight = sight(seen.donationId());
        var seenFor = sight.segments.unchangedFor(seen.from()).orElse(0);
        var wanted = !seen.owner().isEmpty() || (mine < maxSegmentsOfARun() && seenFor >= mine * LEFT_TO_OTHERS_NANOS);
        var stretch = heart.stretch();
        if (isFull() || !wanted || stretch == 0) {
            return false;
        }
        var claimed = segments.claim(seen, heart.node());
        claimed.ifPresent(segment -> begin(segment, stretch));
        sight.worked |= claimed.isPresent();
        return claimed.isPresent();
    }

    /** Has as many segments given back: first of the runs of which this node works most, never the only one before its turn. */
    private void makeRoom(long wanted, Duration turn) {
        var begunBefore = nanoTime.getAsLong() - turn.toNanos();
        var ofRun = new HashMap<String, Integer>();
        var ranks = new HashMap<SegmentTask, Integer>();
        working.stream()
                .sorted(Comparator.comparingLong(SegmentTask::begunAt).reversed())
                .forEach(work -> ranks.put(work, ofRun.merge(work.donationId(), 1, Integer::sum)));
        ranks.entrySet().stream()
                .filter(rank -> rank.getValue() > 1 || rank.getKey().begunAt() - begunBefore < 0)
                .sorted(Comparator.comparingInt((Map.Entry<SegmentTask, Integer> rank) -> -rank.getValue())
                        .thenComparingLong(rank -> rank.getKey().begunAt()))
                .map(Map.Entry::getKey)
                .filter(work -> !work.isGivingWay())
                .limit(Math.max(
                        0,
                        wanted
                                - working.stream()
                                        .filter(SegmentTask::isGivingWay)
                                        .count()))
                .forEach(SegmentTask::giveWay);
    }

    private void begin(Segment segment, int stretch) {
        var run = activeRuns.computeIfAbsent(
                segment.donationId(), id -> new ActiveRun(id, runStatus, donations, failureLimit()));
        var node = new SegmentTask.Node(
                segments,
                segmentCounts,
                ledger,
                donations,
                donors,
                donorCounts,
                late,
                latePages,
                recent,
                mailer,
                clock,
                turn,
                heart::stretch,
                stopping,
                metrics::count);
        var work = new SegmentTask(segment, stretch, run, node);
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
        if (stopping.getCount() > 0) {
            wake();
        }
    }

    private void refresh() {
        var worked = working.stream().map(SegmentTask::activeRun).collect(Collectors.toSet());
        activeRuns.values().retainAll(worked);
        for (var run : worked) {
            try {
                run.refresh();
            } catch (RuntimeException failed) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Cannot see what has become of run {0}, trying again: {1}",
                        run.donationId(),
                        failed.getMessage());
            }
        }
    }

    /** Before the context is destroyed, while database and relay can still be reached. */
    void onStop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object application) {
        stopping.countDown();
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

    /** Waits for a look that is under way, which may have claimed another segment; none comes after it. */
    private synchronized List<SegmentTask> workAtTheEnd() {
        return List.copyOf(working);
    }
}
