package org.savealife.visit.waiting;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.savealife.donation.CalendarRepository;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.retry.RecurringTask;
import org.savealife.visit.WaitingListRepository;

/**
 * Ends offers, every minute, and makes up every hour for what the stream did not deliver: it offers seats of coming
 * donations that are free while donors wait. Each worker does this; what another one has done is not done again.
 */
@ApplicationScoped
public class WaitingListSweep {

    /** How often offers are ended. */
    public static final Duration POLL_INTERVAL = Duration.ofMinutes(1);

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int PAGE = 100;

    private final ProcessRole role;
    private final Tables tables;
    private final CalendarRepository calendar;
    private final WaitingListRepository waitingLists;
    private final Clock clock;

    @Resource
    ManagedScheduledExecutorService executor;

    @Inject
    public WaitingListSweep(
            ProcessRole role,
            Tables tables,
            CalendarRepository calendar,
            WaitingListRepository waitingLists,
            Clock clock) {
        this.role = role;
        this.tables = tables;
        this.calendar = calendar;
        this.waitingLists = waitingLists;
        this.clock = clock;
    }

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (role.isWorker()) {
            tables.whenReady("the sweep of waiting lists", this::start);
        }
    }

    private void start() {
        schedule("Ending offers of seats", POLL_INTERVAL, () -> waitingLists.lapseDue(clock.instant()));
        schedule("The sweep of waiting lists", HOUR, this::sweepComing);
    }

    private void schedule(String name, Duration interval, Runnable task) {
        var unused = executor.scheduleWithFixedDelay(
                new RecurringTask(name, task), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Offers what is free in all coming donations with limited seats. Repeatable. */
    void sweepComing() {
        var after = Cursor.NONE;
        do {
            var page = calendar.list(CalendarRepository.When.COMING, Optional.empty(), after, PAGE);
            page.entries().stream()
                    .filter(donation -> donation.seating().isLimited())
                    .forEach(waitingLists::offerNext);
            after = page.next();
        } while (!after.isNone());
    }
}
