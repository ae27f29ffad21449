package org.savealife.invitation.opening;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.invitation.LateDonorRepository;
import org.savealife.invitation.RunRepository;
import org.savealife.invitation.notice.Notices;
import org.savealife.invitation.worker.RunWorker;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.retry.DatabaseUnavailable;
import org.savealife.platform.retry.RecurringTask;

/**
 * Opens runs for future donations without one, and for changes of which the stream did not tell, adds donations to
 * the calendar that are missing there, and invites late donors whom a crash left in a queue. Stream records are kept
 * for 24 hours, so this makes up for longer outages.
 *
 * <p>At start and every hour it looks at the coming donations in the calendar. At start and every day it looks at
 * all donations, in small steps, for those that another tool stored while the stream was not read. One node does it
 * for all, so at start only if it is due.
 */
@ApplicationScoped
@ManagedScheduledExecutorDefinition(name = "java:app/savealife/SweepExecutor", maxAsync = 1)
public class DonationSweep {

    private static final System.Logger LOG = System.getLogger(DonationSweep.class.getName());
    private static final int PAGE = 100;

    /** How often to check whether a sweep is due. */
    public static final Duration POLL_INTERVAL = Duration.ofMinutes(1);

    private static final Duration PAUSE_BETWEEN_PAGES = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final ProcessRole role;
    private final Tables tables;
    private final DonationRepository donations;
    private final CalendarRepository calendar;
    private final RunRepository runs;
    private final SweepRepository sweeps;
    private final LateDonorRepository late;
    private final Notices notices;
    private final RunWorker worker;
    private final Clock clock;

    @Resource(lookup = "java:app/savealife/SweepExecutor")
    ManagedScheduledExecutorService executor;

    @Inject
    public DonationSweep(
            ProcessRole role,
            Tables tables,
            DonationRepository donations,
            CalendarRepository calendar,
            RunRepository runs,
            SweepRepository sweeps,
            LateDonorRepository late,
            Notices notices,
            RunWorker worker,
            Clock clock) {
        this.role = role;
        this.tables = tables;
        this.donations = donations;
        this.calendar = calendar;
        this.runs = runs;
        this.sweeps = sweeps;
        this.late = late;
        this.notices = notices;
        this.worker = worker;
        this.clock = clock;
    }

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (role.isWorker()) {
            tables.whenReady("the sweep for donations without a run", this::start);
        }
    }

    private void start() {
        schedule("The sweep of coming donations", () -> sweepIfDue("COMING", HOUR, this::sweepComing));
        schedule("The sweep of all donations", () -> sweepIfDue("ALL", DAY, () -> walk(Cursor.NONE)));
    }

    private void schedule(String name, Runnable task) {
        var unused = executor.scheduleWithFixedDelay(
                new RecurringTask(name, task), 0, POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    void sweepIfDue(String name, Duration again, Runnable sweep) {
        if (sweeps.claim(name, again)) {
            try {
                sweep.run();
            } catch (RuntimeException | Error failed) {
                sweeps.giveBack(name);
                throw failed;
            }
        }
    }

    /** Opens all missing runs of coming donations. Repeatable. */
    void sweepComing() {
        var after = Cursor.NONE;
        do {
            var page = calendar.list(CalendarRepository.When.COMING, Optional.empty(), after, PAGE);
            openMissing(page.entries());
            after = page.next();
        } while (!after.isNone());
    }

    /** Walks on from there, page by page with pauses. Continues if the database was unavailable meanwhile. */
    private void walk(Cursor after) {
        try {
            var next = sweepPage(after);
            if (!next.isNone()) {
                walkLater(next, PAUSE_BETWEEN_PAGES);
            }
        } catch (RuntimeException | Error failed) {
            LOG.log(System.Logger.Level.WARNING, "The sweep of all donations failed, will try again", failed);
            walkLater(after, POLL_INTERVAL);
        }
    }

    private void walkLater(Cursor after, Duration wait) {
        var unused = executor.schedule(() -> walk(after), wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Adds the donations on a page of all donations to the calendar, and opens missing runs. Returns where the next
     * page begins.
     */
    Cursor sweepPage(Cursor after) {
        var page = donations.list(after, PAGE);
        page.entries().forEach(this::file);
        openMissing(page.entries());
        return page.next();
    }

    /** A donation that cannot be added does not stop the others. */
    private void file(Donation donation) {
        try {
            calendar.file(donation);
        } catch (RuntimeException failed) {
            if (DatabaseUnavailable.isCauseOf(failed)) {
                throw failed;
            }
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Donation " + donation.id() + " cannot be added to the calendar",
                    failed);
        }
    }

    private void openMissing(List<Donation> swept) {
        var now = clock.instant();
        var coming = swept.stream().filter(donation -> !donation.isPast(now)).toList();
        coming.forEach(notices::openMissing);
        var existing = runs.existing(coming.stream().map(Donation::id).toList());
        for (var donation : coming) {
            if (existing.contains(donation.id())) {
                late.openIfAnyMayGo(donation.id());
            } else {
                open(donation);
            }
        }
    }

    private void open(Donation donation) {
        try {
            if (runs.open(donation)) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "Opened the run of donation {0}, which the stream did not deliver",
                        donation.id());
                worker.wake();
            }
        } catch (RuntimeException failed) {
            if (DatabaseUnavailable.isCauseOf(failed)) {
                throw failed;
            }
            LOG.log(System.Logger.Level.ERROR, "The run of donation " + donation.id() + " cannot be opened", failed);
        }
    }
}
