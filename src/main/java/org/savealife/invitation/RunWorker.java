package org.savealife.invitation;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.DonorRepository;
import org.savealife.platform.DatabaseAway;
import org.savealife.platform.NodeRole;
import org.savealife.platform.Tables;

/**
 * Finds segments that nobody works, takes their lease and works them, several at a time, on the run executor. Looks
 * twice a second, and at once when {@link #wake woken}; renews the leases it holds every 3 seconds; looks every second at
 * what staff have made of the runs it works.
 *
 * <p>Life cycle: starts with the application where this process is a worker, once the tables are there. When the
 * application stops, each segment ends after the message being sent, and its lease is given back.
 */
@ApplicationScoped
@ManagedExecutorDefinition(name = "java:app/savealife/RunExecutor", maxAsync = RunWorker.SEGMENTS_AT_A_TIME)
public class RunWorker {

    static final int SEGMENTS_AT_A_TIME = 32;

    private static final System.Logger LOG = System.getLogger(RunWorker.class.getName());
    private static final long LOOK_MILLIS = 500;
    private static final long RENEW_MILLIS = 3_000;
    private static final long REFRESH_MILLIS = 1_000;
    private static final long STOP_SECONDS = 8;

    /** Enough that some read and claim while one sends. */
    private static final int SEGMENTS_OF_A_RUN = 4;

    /**
     * How long a segment is left to nodes that have fewer of its run, for each that this one has. They look twice in that
     * time; else the node that splits a run, and knows it first, would take all.
     */
    private static final long LEFT_TO_OTHERS_NANOS = 2 * LOOK_MILLIS * 1_000_000;

    /** From here on a run gets one, so that small runs need not wait for the end of big ones. */
    private static final int CROWDED = 16;

    private static final int SEGMENTS_SEEN = 500;

    @Inject
    NodeRole role;

    @Inject
    Tables tables;

    @Inject
    RunRepository runs;

    @Inject
    DonationRepository donations;

    @Inject
    DonorRepository donors;

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

    @Resource(lookup = "java:app/savealife/RunExecutor")
    ManagedExecutorService executor;

    @Resource
    ManagedScheduledExecutorService scheduler;

    private final Set<SegmentWork> working = ConcurrentHashMap.newKeySet();
    private final Map<String, ActiveRun> activeRuns = new ConcurrentHashMap<>();
    private final LeaseWatch leases = new LeaseWatch();
    private final SendTurn turn = new SendTurn();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private boolean lookedInVain;
    private volatile int open;

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        var limit = failureLimit();
        if (role.isWorker()) {
            LOG.log(System.Logger.Level.DEBUG, "Runs pause at {0}", limit);
            tables.whenReady("the run worker", this::start);
        }
    }

    private FailureLimit failureLimit() {
        return new FailureLimit(pauseAtFailures, failureWindow);
    }

    private void start() {
        var unusedLook = scheduler.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        var unusedRenewal =
                scheduler.scheduleWithFixedDelay(this::renew, RENEW_MILLIS, RENEW_MILLIS, TimeUnit.MILLISECONDS);
        var unusedRefresh =
                scheduler.scheduleWithFixedDelay(this::refresh, REFRESH_MILLIS, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Looks for segments now instead of at the next turn, where this process is a worker. Returns at once. */
    public void wake() {
        if (role.isWorker()) {
            scheduler.execute(this::look);
        }
    }

    /** Nothing may leave this method: it would end the schedule. */
    private synchronized void look() {
        try {
            if (stopping.getCount() > 0) {
                var seen = runs.findOpen(SEGMENTS_SEEN);
                open = seen.size();
                leases.claimable(seen, System.nanoTime(), clock.millis()).stream()
                        .filter(this::isWanted)
                        .forEach(this::claim);
            }
            lookedInVain = false;
        } catch (RuntimeException failed) {
            report(failed);
            lookedInVain = true;
        }
    }

    /** How many segments of all runs are not done yet, {@value #SEGMENTS_SEEN} at most, as seen half a second ago. */
    int openSegments() {
        return open;
    }

    /** How many segments this node works now. */
    int workedSegments() {
        return working.size();
    }

    private boolean isWanted(Segment segment) {
        var mine = working.stream()
                .map(SegmentWork::segment)
                .filter(worked -> worked.donationId().equals(segment.donationId()))
                .toList();
        var most = working.size() < CROWDED ? SEGMENTS_OF_A_RUN : 1;
        return working.size() < SEGMENTS_AT_A_TIME
                && mine.size() < most
                && mine.stream().noneMatch(segment::isSameRange)
                && leases.seenFor(segment, System.nanoTime()) >= mine.size() * LEFT_TO_OTHERS_NANOS;
    }

    private void claim(Segment seen) {
        var claimedAt = System.nanoTime();
        runs.claim(seen).ifPresent(claimed -> {
            leases.forget(seen.owner());
            begin(claimed, claimedAt);
        });
    }

    /** Once for each time that the database goes away: it is looked for twice a second. */
    private void report(RuntimeException failure) {
        if (!DatabaseAway.isCauseOf(failure)) {
            LOG.log(System.Logger.Level.ERROR, "Cannot look for segments, trying again", failure);
        } else if (!lookedInVain) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Cannot look for segments, trying again until the database answers: {0}",
                    failure.getMessage());
        }
    }

    private void begin(Segment segment, long claimedAt) {
        var run = activeRuns.computeIfAbsent(
                segment.donationId(), id -> new ActiveRun(id, runs, donations, failureLimit()));
        var node = new SegmentWork.Node(runs, donations, donors, mailer, clock, turn, stopping, metrics::count);
        var work = new SegmentWork(segment, claimedAt, run, node);
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

    private void end(SegmentWork work) {
        working.remove(work);
        if (work.isAbandoned()) {
            leases.abandon(work.segment().owner());
        } else if (stopping.getCount() > 0) {
            wake();
        }
    }

    private void renew() {
        working.forEach(SegmentWork::renewLease);
    }

    /** Nothing may leave this method: it would end the schedule. */
    private void refresh() {
        var worked = working.stream().map(SegmentWork::activeRun).collect(Collectors.toSet());
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
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        try {
            for (var work : workAtTheEnd()) {
                work.awaitEnd(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a look that is under way, which may have claimed another segment; none comes after it. */
    private synchronized List<SegmentWork> workAtTheEnd() {
        return List.copyOf(working);
    }
}
