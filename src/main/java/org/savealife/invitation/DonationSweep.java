package org.savealife.invitation;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.DonationRepository;
import org.savealife.platform.Cursor;
import org.savealife.platform.NodeRole;
import org.savealife.platform.Tables;

/**
 * At start and every hour, opens runs for future donations that have none, and files donations in the calendar that are
 * in none. A stream record lives 24 hours: this is what makes up for an outage that lasts longer.
 */
@ApplicationScoped
public class DonationSweep {

    private static final System.Logger LOG = System.getLogger(DonationSweep.class.getName());
    private static final int PAGE = 500;

    @Inject
    NodeRole role;

    @Inject
    Tables tables;

    @Inject
    DonationRepository donations;

    @Inject
    CalendarRepository calendar;

    @Inject
    RunRepository runs;

    @Inject
    RunWorker worker;

    @Inject
    Clock clock;

    @Resource
    ManagedScheduledExecutorService executor;

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (role.isWorker()) {
            tables.whenReady("the sweep for donations without a run", this::start);
        }
    }

    private void start() {
        var unused = executor.scheduleWithFixedDelay(this::sweepOrSayWhyNot, 0, 1, TimeUnit.HOURS);
    }

    /** Nothing may leave this method: it would end the schedule. */
    private void sweepOrSayWhyNot() {
        try {
            sweep();
        } catch (RuntimeException failed) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The sweep for donations without a run failed; the next is in an hour",
                    failed);
        }
    }

    /** Opens every run that is missing, and files every donation that is in no calendar. Repeatable. */
    void sweep() {
        var after = Cursor.NONE;
        do {
            var page = donations.list(after, PAGE);
            var now = clock.instant();
            for (var donation : page.entries()) {
                calendar.file(donation);
                if (!donation.isPast(now) && !runs.exists(donation.id()) && runs.open(donation)) {
                    LOG.log(
                            System.Logger.Level.INFO,
                            "Opened the run of donation {0}, which the stream had not brought",
                            donation.id());
                    worker.wake();
                }
            }
            after = page.next();
        } while (!after.isNone());
    }
}
