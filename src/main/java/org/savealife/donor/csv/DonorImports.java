package org.savealife.donor.csv;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.retry.RecurringTask;

/**
 * The imports of donors that this process works on. An import belongs to the staff member who began it. Any process
 * with pages takes over an import that was given back, or whose worker has stored nothing for 15 seconds by the
 * observer's own clock. A file is deleted two hours after the last change of its import.
 *
 * <p>Life cycle: from its start on, looks every 5 seconds for imports to take over; when the application stops, gives
 * back the imports that it works on.
 */
@ApplicationScoped
public class DonorImports {

    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration FILE_KEPT = Duration.ofHours(2);
    private static final long POLL_SECONDS = 5;
    private static final long STOP_SECONDS = 5;

    /** The maximal age of the shown state of an import that another process works on. */
    private static final Duration CACHED_FOR = Duration.ofMillis(700);

    private final DonorRepository donors;
    private final DonorImportRepository store;
    private final AuditLog audit;
    private final Clock clock;
    private final ProcessRole role;
    private final Tables tables;

    @Resource
    ManagedExecutorService executor;

    @Resource
    ManagedScheduledExecutorService scheduler;

    private final String node = RandomId.next().substring(0, 16);
    private final Map<String, DonorImport> worked = new ConcurrentHashMap<>();
    private final Map<String, Future<?>> tasks = new ConcurrentHashMap<>();
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    private final Set<String> forgotten = new HashSet<>();
    private final DonorImportMonitor watch = new DonorImportMonitor(node);

    @Inject
    public DonorImports(
            DonorRepository donors,
            DonorImportRepository store,
            AuditLog audit,
            Clock clock,
            ProcessRole role,
            Tables tables) {
        this.donors = donors;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
        this.role = role;
        this.tables = tables;
    }

    /** An import of another process, as it was shown. */
    private record Seen(DonorImport shown, long at) {}

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (role.isWeb()) {
            tables.whenReady("imports of donors", this::start);
        }
    }

    private void start() {
        var unused = scheduler.scheduleWithFixedDelay(
                new RecurringTask("Looking for imports of donors", this::look), 0, POLL_SECONDS, TimeUnit.SECONDS);
    }

    /** Stores the file, begins to check it, and returns the import's id. */
    String start(String owner, InputStream content) throws IOException {
        var begun = DonorImportJob.begun(RandomId.next(), owner, node, clock.instant());
        var job = store.add(begun, content);
        work(working(job));
        return job.id();
    }

    private DonorImport working(DonorImportJob job) {
        var fresh = new DonorImport(job, donors, store, audit, clock, System::nanoTime);
        worked.put(job.id(), fresh);
        return fresh;
    }

    private void work(DonorImport ready) {
        tasks.put(ready.id(), executor.submit(ready::work));
    }

    Optional<DonorImport> find(String id, String caller) {
        return Optional.ofNullable(worked.get(id))
                .filter(mine -> !mine.isGivenBack())
                .or(() -> ofOthers(id))
                .filter(found -> found.isOf(caller));
    }

    /**
     * Finds an import of another process. If it waits for staff, this process checks it again, so that all of it can be
     * shown.
     */
    private Optional<DonorImport> ofOthers(String id) {
        var known = seen.get(id);
        if (known != null && System.nanoTime() - known.at() < CACHED_FOR.toNanos()) {
            return Optional.of(known.shown());
        }
        seen.values().removeIf(old -> System.nanoTime() - old.at() > CACHED_FOR.toNanos());
        var found = store.find(id);
        var taken = found.filter(job -> job.state() == DonorImportJob.State.CHECKED)
                .flatMap(job -> store.save(job.checkedAgain(job.columns()).workedBy(node)));
        if (taken.isPresent()) {
            work(working(taken.get()));
            return Optional.ofNullable(worked.get(id));
        }
        return found.map(job -> {
            var shown = new DonorImport(job, donors, store, audit, clock, System::nanoTime);
            seen.put(id, new Seen(shown, System.nanoTime()));
            return shown;
        });
    }

    /** Checks the file again, with columns that a person chose. */
    void recheck(DonorImport checked, Map<DonorCsv.Column, Integer> columns) {
        if (checked.begin(columns)) {
            work(checked);
        }
    }

    /**
     * Imports the checked file.
     *
     * @return false if that has begun before
     */
    boolean proceed(DonorImport checked) {
        var begins = checked.begin();
        if (begins) {
            work(checked);
        }
        return begins;
    }

    /** Takes over imports that no process works on, and deletes files that are no longer needed. */
    synchronized void look() {
        var jobs = store.list();
        watch.abandoned(jobs, this::isUnderWay, System.nanoTime())
                .forEach(job -> store.save(job.workedBy(node)).ifPresent(taken -> work(working(taken))));
        jobs.stream().filter(job -> !job.isWorking()).forEach(this::forgetFile);
        forgotten.retainAll(jobs.stream().map(DonorImportJob::id).toList());
        worked.values()
                .removeIf(old -> old.job().startedAt().isBefore(clock.instant().minus(KEPT)));
        tasks.keySet().retainAll(worked.keySet());
    }

    private boolean isUnderWay(String id) {
        return Optional.ofNullable(tasks.get(id)).filter(task -> !task.isDone()).isPresent();
    }

    private void forgetFile(DonorImportJob job) {
        if (job.changedAt().isBefore(clock.instant().minus(FILE_KEPT)) && forgotten.add(job.id())) {
            store.deleteFile(job.id());
        }
    }

    void onStop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object application) {
        worked.values().forEach(DonorImport::stop);
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        for (var task : tasks.values()) {
            try {
                task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | TimeoutException unfinished) {
                // another process takes over when this one is silent
            }
        }
    }
}
