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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.savealife.donation.DonationRepository;
import org.savealife.donor.DonorRepository;
import org.savealife.platform.DatabaseAway;
import org.savealife.platform.NodeRole;
import org.savealife.platform.Tables;

/**
 * Finds segments that nobody works, takes their lease and works them, several at a time, on the run executor. Looks
 * twice a second, and at once when {@link #wake woken}; renews the leases it holds every 3 seconds.
 *
 * <p>Life cycle: starts with the application where this process is a worker, once the tables are there. When the
 * application stops, each segment ends after the message being sent, and its lease is given back.
 */
@ApplicationScoped
@ManagedExecutorDefinition(name = "java:app/savealife/RunExecutor", maxAsync = RunWorker.SEGMENTS_AT_A_TIME)
public class RunWorker {

    static final int SEGMENTS_AT_A_TIME = 4;

    private static final System.Logger LOG = System.getLogger(RunWorker.class.getName());
    private static final long LOOK_MILLIS = 500;
    private static final long RENEW_MILLIS = 3_000;
    private static final long STOP_SECONDS = 8;

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
    Clock clock;

    @Resource(lookup = "java:app/savealife/RunExecutor")
    ManagedExecutorService executor;

    @Resource
    ManagedScheduledExecutorService scheduler;

    private final Set<SegmentWork> working = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private boolean lookedInVain;

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (role.isWorker()) {
            tables.whenReady("the run worker", this::start);
        }
    }

    private void start() {
        var unusedLook = scheduler.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        var unusedRenewal =
                scheduler.scheduleWithFixedDelay(this::renew, RENEW_MILLIS, RENEW_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Looks for segments now instead of at the next turn. Returns at once. */
    public void wake() {
        scheduler.execute(this::look);
    }

    /** Nothing may leave this method: it would end the schedule. */
    private synchronized void look() {
        try {
            var free = SEGMENTS_AT_A_TIME - working.size();
            if (free > 0 && stopping.getCount() > 0) {
                runs.findOrphans(free).forEach(orphan -> runs.claim(orphan).ifPresent(this::begin));
            }
            lookedInVain = false;
        } catch (RuntimeException failed) {
            report(failed);
            lookedInVain = true;
        }
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

    private void begin(Segment segment) {
        var work = new SegmentWork(segment, runs, donations, donors, mailer, clock, stopping);
        working.add(work);
        try {
            executor.execute(() -> {
                try {
                    work.run();
                } finally {
                    working.remove(work);
                }
            });
        } catch (RejectedExecutionException stopped) {
            working.remove(work);
        }
    }

    private void renew() {
        working.forEach(SegmentWork::renewLease);
    }

    /** Before the context is destroyed, while database and relay can still be reached. */
    void onStop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object application) {
        stopping.countDown();
        try {
            for (var work : working) {
                work.awaitEnd(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
