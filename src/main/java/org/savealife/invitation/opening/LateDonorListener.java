package org.savealife.invitation.opening;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.savealife.donation.CalendarRepository;
import org.savealife.donation.Donation;
import org.savealife.donor.City;
import org.savealife.donor.store.Arrival;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.LateDonorRepository;
import org.savealife.invitation.RunStatusRepository;
import org.savealife.invitation.worker.RecentArrivals;
import org.savealife.invitation.worker.RunWorker;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.paging.Cursor;
import org.savealife.stream.StreamBatchListener;
import org.savealife.stream.StreamRecord;

/**
 * Sees donors who come to a city, in the stream, and queues them for each coming donation there whose run has been
 * opened ({@link LateDonorRepository}). Donors who come before that are found by the run's walk. In case the index
 * did not show them to the walk yet ({@link RecentArrivals}), this checks again half a minute later.
 *
 * <p>Cost: for each batch of the stream, one query of the calendar for each city that somebody came to, and one
 * more half a minute later. If no donation is coming there, that is all.
 */
@ApplicationScoped
public class LateDonorListener implements StreamBatchListener {

    private static final System.Logger LOG = System.getLogger(LateDonorListener.class.getName());
    private static final int POLL_SECONDS = 10;
    private static final int MAX_DONATIONS = 100;

    private final ProcessRole role;
    private final Tables tables;
    private final CalendarRepository calendar;
    private final RunStatusRepository runStatus;
    private final LateDonorRepository late;
    private final RecentArrivals recent;
    private final RunWorker worker;
    private final Clock clock;

    @Resource
    ManagedScheduledExecutorService executor;

    @Inject
    public LateDonorListener(
            ProcessRole role,
            Tables tables,
            CalendarRepository calendar,
            RunStatusRepository runStatus,
            LateDonorRepository late,
            RecentArrivals recent,
            RunWorker worker,
            Clock clock) {
        this.role = role;
        this.tables = tables;
        this.calendar = calendar;
        this.runStatus = runStatus;
        this.late = late;
        this.recent = recent;
        this.worker = worker;
        this.clock = clock;
    }

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (role.isWorker()) {
            tables.whenReady("the listener for late donors", this::start);
        }
    }

    private void start() {
        var unused = executor.scheduleWithFixedDelay(
                () -> lookAgain(System.nanoTime()), POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void see(List<StreamRecord> batch) {
        var arrivals = batch.stream()
                .flatMap(record ->
                        record.newImage().stream().flatMap(after -> Arrival.of(record.oldImage(), after).stream()))
                .toList();
        recent.remember(arrivals, System.nanoTime());
        byCity(arrivals).forEach((city, ids) -> {
            for (var run : runsOf(city)) {
                late.add(run, ids);
                worker.wake();
            }
        });
    }

    /** Must not throw: that would end the schedule. */
    public void lookAgain(long nanoTime) {
        for (var city : byCity(recent.takeSettled(nanoTime)).entrySet()) {
            try {
                lookAgain(city.getKey(), city.getValue(), nanoTime);
            } catch (RuntimeException failed) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Cannot check whether runs have missed new donors, will try again: {0}",
                        failed.getMessage());
                remember(city.getKey(), city.getValue(), nanoTime);
            }
        }
    }

    private void lookAgain(City city, Collection<String> donorIds, long nanoTime) {
        for (var run : runsOf(city)) {
            remember(city, late.addMissing(run, donorIds), nanoTime);
            worker.wake();
        }
    }

    private void remember(City city, Collection<String> donorIds, long nanoTime) {
        recent.remember(donorIds.stream().map(id -> new Arrival(id, city)).toList(), nanoTime);
    }

    private static Map<City, Collection<String>> byCity(List<Arrival> arrivals) {
        return arrivals.stream()
                .collect(Collectors.groupingBy(
                        Arrival::city, Collectors.mapping(Arrival::donorId, Collectors.toCollection(ArrayList::new))));
    }

    /**
     * The donations in the city that have not begun, and whose runs have been opened and neither cancelled nor
     * skipped.
     */
    private List<String> runsOf(City city) {
        var found = new ArrayList<String>();
        var after = Cursor.NONE;
        do {
            var coming = calendar.list(CalendarRepository.When.COMING, Optional.of(city), after, MAX_DONATIONS);
            coming.entries().stream()
                    .filter(donation -> !donation.cancelled() && clock.instant().isBefore(donation.startsAt()))
                    .map(Donation::id)
                    .filter(this::isOpened)
                    .forEach(found::add);
            after = coming.next();
        } while (!after.isNone());
        return found;
    }

    private boolean isOpened(String donationId) {
        return runStatus
                .status(donationId)
                .filter(status -> status != InvitationRun.Status.CANCELLED && status != InvitationRun.Status.SKIPPED)
                .isPresent();
    }
}
