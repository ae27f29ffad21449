package org.savealife.platform.migration;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.savealife.platform.ProcessRole;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.SchemaVersion;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.retry.RecurringTask;

/**
 * Runs the {@link Migration migrations} one after the other on a worker, one worker at a time. Another worker continues
 * where it stopped. Progress is stored with each page, so a kill costs one page, which is processed again.
 *
 * <p>With two releases side by side: no migration begins while a worker of an earlier release is alive
 * ({@link Workers}), because it looks for data in the old form. If one appears later, all migrations run again when it
 * is gone. They also run again for what an earlier release has stored in the meantime ({@link Migration#isDueAgain}).
 * Items that could not be converted, for reasons of their own, are tried again every hour. Until a migration is
 * completed, data are also read in the old form.
 */
@ApplicationScoped
@ManagedScheduledExecutorDefinition(name = "java:app/savealife/MigrationExecutor", maxAsync = 1)
public class Migrations {

    private static final System.Logger LOG = System.getLogger(Migrations.class.getName());

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    /** How often to check for work when all migrations are completed. */
    private static final Duration IDLE_POLL_INTERVAL = Duration.ofMinutes(1);

    private static final Duration AFTER_FAILURES = Duration.ofHours(1);

    private static final long TOLD_EVERY = 10_000;

    private final ProcessRole role;
    private final Tables tables;
    private final Schema schema;
    private final Workers workers;

    @Resource(lookup = "java:app/savealife/MigrationExecutor")
    ManagedScheduledExecutorService executor;

    /** In their order. */
    private final List<Migration> migrations;

    /** As {@link System#nanoTime()}. */
    private final LongSupplier nanoTime;

    private final String node = RandomId.next();
    private OptionalLong idleSince = OptionalLong.empty();
    private boolean waiting;

    /** Whether the stored version follows from the completed migrations, as far as this process knows. */
    private boolean raised;

    private volatile boolean stopping;

    @Inject
    public Migrations(
            ProcessRole role, Tables tables, Schema schema, Workers workers, @Any Instance<Migration> migrations) {
        this(role, tables, schema, workers, migrations.stream().toList(), System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime()} */
    public Migrations(
            ProcessRole role,
            Tables tables,
            Schema schema,
            Workers workers,
            List<Migration> migrations,
            LongSupplier nanoTime) {
        this.role = role;
        this.tables = tables;
        this.schema = schema;
        this.workers = workers;
        this.nanoTime = nanoTime;
        this.migrations = migrations.stream()
                .sorted(Comparator.comparingInt(Migration::number))
                .toList();
    }

    /** In their order. */
    public List<Migration> all() {
        return migrations;
    }

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (role.isWorker()) {
            tables.whenReady("the migrations", this::start);
        }
    }

    private void start() {
        var unused = executor.scheduleWithFixedDelay(
                new RecurringTask("Converting data of earlier releases", this::look),
                0,
                POLL_INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        stopping = true;
    }

    /** Does all the work that there is. */
    public void look() {
        if (stopping || (isIdle() && !workers.areBefore(SchemaVersion.CURRENT))) {
            return;
        }
        idleSince = OptionalLong.empty();
        var states = schema.states();
        if (isAnyBegunAnew(states)) {
            states = schema.states();
        }
        for (var migration : migrations) {
            if (!state(migration, states).isDone()) {
                raised = false;
                if (!isWorkedToItsEnd(migration)) {
                    return;
                }
            }
        }
        if (!raised) {
            schema.raise();
            raised = true;
        }
        idleSince = OptionalLong.of(nanoTime.getAsLong());
    }

    private boolean isIdle() {
        return idleSince.isPresent() && nanoTime.getAsLong() - idleSince.getAsLong() < IDLE_POLL_INTERVAL.toNanos();
    }

    private static MigrationState state(Migration migration, Map<Integer, MigrationState> states) {
        return Objects.requireNonNull(states.get(migration.number()));
    }

    private boolean isAnyBegunAnew(Map<Integer, MigrationState> states) {
        var outdated = migrations.stream()
                .filter(migration -> state(migration, states).isBegun() && workers.areBefore(migration.number()))
                .toList();
        outdated.forEach(migration -> beginAnew(migration, "a worker of an earlier release is alive"));
        if (!outdated.isEmpty() || !states.values().stream().allMatch(MigrationState::isDone)) {
            return !outdated.isEmpty();
        }
        var due = migrations.stream()
                .filter(migration -> mayBegin(migration) && migration.isDueAgain())
                .findFirst();
        due.ifPresent(first -> migrations.stream()
                .filter(migration -> migration.number() >= first.number())
                .forEach(migration -> beginAnew(migration, "an earlier release has stored data since")));
        return due.isPresent();
    }

    private void beginAnew(Migration migration, String reason) {
        LOG.log(Level.INFO, "Migration {0} ({1}) starts again: {2}", migration.number(), migration.name(), reason);
        schema.again(migration.number(), Duration.ZERO);
    }

    private boolean mayBegin(Migration migration) {
        return !workers.mayBeBefore(migration.number());
    }

    private boolean isWorkedToItsEnd(Migration migration) {
        if (!mayBegin(migration)) {
            tellOnce(migration);
            return false;
        }
        waiting = false;
        return schema.claim(migration.number(), node)
                .filter(state -> isWorkedToItsEnd(migration, state))
                .isPresent();
    }

    private void tellOnce(Migration migration) {
        if (!waiting) {
            LOG.log(
                    Level.INFO,
                    "Migration {0} ({1}) waits: a worker of an earlier release may be alive",
                    migration.number(),
                    migration.name());
        }
        waiting = true;
    }

    private boolean isWorkedToItsEnd(Migration migration, MigrationState claimed) {
        LOG.log(
                Level.INFO,
                "Migration {0} ({1}) {2}",
                migration.number(),
                migration.name(),
                claimed.end().isEmpty() ? "begins" : "continues");
        var state = claimed;
        while (!stopping && mayBegin(migration)) {
            var page = migration.next(state.end());
            if (page.end().isEmpty()) {
                return isFinished(migration, state.failed() + page.failed(), page);
            }
            var advanced = schema.advance(migration.number(), node, page);
            if (advanced.isEmpty()) {
                return false;
            }
            if (advanced.get().looked() / TOLD_EVERY > state.looked() / TOLD_EVERY) {
                tell("has looked at {2} items, changed: {3}, failed: {4}", migration, advanced.get());
            }
            state = advanced.get();
        }
        schema.release(migration.number(), node);
        return false;
    }

    private boolean isFinished(Migration migration, long failed, Migration.Page page) {
        if (failed > 0) {
            LOG.log(
                    Level.ERROR,
                    "Migration {0} ({1}) could not convert {2} items, which the lines above name; all are tried again"
                            + " in an hour",
                    migration.number(),
                    migration.name(),
                    failed);
            schema.again(migration.number(), AFTER_FAILURES);
            return false;
        }
        var finished = schema.finish(migration.number(), node, page);
        finished.ifPresent(state -> tell("is done: items looked at: {2}, changed: {3}, failed: {4}", migration, state));
        return finished.isPresent();
    }

    private static void tell(String what, Migration migration, MigrationState state) {
        LOG.log(
                Level.INFO,
                "Migration {0} ({1}) " + what,
                migration.number(),
                migration.name(),
                Long.toString(state.looked()),
                Long.toString(state.changed()),
                Long.toString(state.failed()));
    }
}
