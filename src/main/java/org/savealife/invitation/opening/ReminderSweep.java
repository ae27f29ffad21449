package org.savealife.invitation.opening;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.invitation.notice.Notices;
import org.savealife.invitation.notice.ReminderSettings;
import org.savealife.invitation.notice.ReminderTimes;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.retry.RecurringTask;

/**
 * Opens the runs that remind donors of coming donations, when they are due ({@link ReminderTimes}). One node does it
 * for all. A run is opened once, so a reminder is sent once however often this looks, and late if no node looked in
 * time.
 */
@ApplicationScoped
public class ReminderSweep {

    private static final Duration POLL_INTERVAL = Duration.ofMinutes(5);
    private static final String TASK = "REMINDERS";
    private static final int PAGE = 100;

    private final ProcessRole role;
    private final Tables tables;
    private final CalendarRepository calendar;
    private final SweepRepository sweeps;
    private final Notices notices;
    private final Clock clock;
    private final ReminderTimes times;

    @Resource(lookup = "java:app/savealife/SweepExecutor")
    ManagedScheduledExecutorService executor;

    @Inject
    public ReminderSweep(
            ProcessRole role,
            Tables tables,
            CalendarRepository calendar,
            SweepRepository sweeps,
            Notices notices,
            Clock clock,
            ZoneId zone,
            ReminderSettings settings) {
        this.role = role;
        this.tables = tables;
        this.calendar = calendar;
        this.sweeps = sweeps;
        this.notices = notices;
        this.clock = clock;
        this.times = new ReminderTimes(zone, settings.days(), settings.hour());
    }

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (role.isWorker()) {
            tables.whenReady("the sweep for reminders", this::start);
        }
    }

    private void start() {
        var unused = executor.scheduleWithFixedDelay(
                new RecurringTask("The sweep for reminders", this::sweepIfDue),
                0,
                POLL_INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void sweepIfDue() {
        // a little less than the interval, so that the same node finds it due at its next look
        if (sweeps.claim(TASK, POLL_INTERVAL.minusSeconds(10))) {
            sweep();
        }
    }

    /** Opens what is due. Repeatable. Reads only donations that are near. */
    void sweep() {
        var after = Cursor.NONE;
        List<Donation> page;
        do {
            var listing = calendar.list(CalendarRepository.When.COMING, Optional.empty(), after, PAGE);
            page = listing.entries();
            page.stream().filter(donation -> !donation.cancelled()).forEach(this::remind);
            after = listing.next();
        } while (!after.isNone() && page.stream().noneMatch(this::isFarAway));
    }

    private boolean isFarAway(Donation donation) {
        return donation.startsAt().isAfter(clock.instant().plus(times.ahead()));
    }

    private void remind(Donation donation) {
        times.due(donation, clock.instant()).ifPresent(number -> notices.remind(donation, number));
    }
}
