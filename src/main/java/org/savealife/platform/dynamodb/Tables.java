package org.savealife.platform.dynamodb;

import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.savealife.platform.ApplicationStart;
import org.savealife.platform.StartFailure;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/**
 * The two tables, and the order in which the application starts. At start, each table is looked up. A missing one is
 * created if {@code savealife.create-tables} is true; otherwise the start fails ({@link StartFailure}). The start also
 * fails if a table has another shape, or data of a later release ({@link SchemaVersion}). Time to live is switched on
 * if it is off ({@link Retention}); if this process may not do that, it logs a warning. If the database does not
 * answer, the application starts nevertheless, and tries again every 2 seconds. Work that needs the tables registers
 * with {@link #whenReady}. It runs when they are there, and when the server is done ({@link ApplicationStart}).
 */
@ApplicationScoped
public class Tables {

    /** Index of the main table with the two keys swapped. It finds the donors and donations of a city. */
    public static final String INVERTED_INDEX = "SK-PK-index";

    /**
     * Sparse index of the invitations table with the runs that want work. Its name and the names of its keys come from
     * earlier releases.
     */
    public static final String OPEN_SEGMENTS_INDEX = "open-segments-index";

    /** Keys of {@link #OPEN_SEGMENTS_INDEX}: a text, and the time from which there is work, in epoch milliseconds. */
    public static final String OPEN = "open";

    public static final String LEASE_UNTIL = "lease_until";

    /**
     * The owner of a segment. The index contains it for the previous release; items of this release in the index have
     * none.
     */
    public static final String OWNER = "owner";

    /** Number in items of both tables: when the database deletes the item, see {@link Retention}. */
    public static final String DELETE_AFTER = "delete_after";

    private static final System.Logger LOG = System.getLogger(Tables.class.getName());
    private static final long RETRY_SECONDS = 2;
    private static final long START_POLL_MILLIS = 50;

    private final DynamoDbClient dynamoDb;
    private final String main;
    private final String invitations;
    private final boolean create;

    @Resource
    ManagedScheduledExecutorService executor;

    private final Queue<StartStep> waiting = new ArrayDeque<>();
    private boolean ready;
    private volatile ApplicationStart start = new ApplicationStart();

    private record StartStep(String name, Runnable step) {}

    @Inject
    public Tables(DynamoDbClient dynamoDb, DynamoDbSettings settings) {
        this.dynamoDb = dynamoDb;
        this.main = settings.main();
        this.invitations = settings.invitations();
        this.create = settings.create();
    }

    /** Name of the table of donors, donations and staff, whose stream is read. */
    public String main() {
        return main;
    }

    /** Name of the table of runs, segments, ledger pages and parked records, which has no stream. */
    public String invitations() {
        return invitations;
    }

    /** Whether this process may create tables: {@code savealife.create-tables}. */
    public boolean mayCreate() {
        return create;
    }

    /**
     * Runs the step when the tables are there, on another thread, in the order of the calls. If the database fails, the
     * step is repeated every 2 seconds, so it must be repeatable. It must not block.
     */
    public synchronized void whenReady(String name, Runnable step) {
        waiting.add(new StartStep(name, step));
        if (ready) {
            executor.execute(this::runWaiting);
        }
    }

    /** Whether all registered steps have run, and the database answers now. */
    public boolean answer() {
        try {
            return hasComeUp() && exists(main) && exists(invitations);
        } catch (SdkException unreachable) {
            return false;
        }
    }

    private synchronized boolean hasComeUp() {
        return ready && waiting.isEmpty();
    }

    /** Runs last, so that nothing starts if another part refuses to, for example because of a wrong setting. */
    void onStart(@Observes @Priority(Integer.MAX_VALUE) @Initialized(ApplicationScoped.class) Object application) {
        start = new ApplicationStart();
        try {
            if (prepared()) {
                executor.execute(this::runAll);
            } else {
                later(this::comeUp);
            }
        } catch (IllegalStateException unusable) {
            StartFailure.end(String.valueOf(unusable.getMessage()));
            throw unusable;
        }
    }

    private void comeUp() {
        try {
            if (prepared()) {
                runAll();
                return;
            }
        } catch (IllegalStateException unusable) {
            StartFailure.end(String.valueOf(unusable.getMessage()));
            return;
        } catch (RuntimeException | Error broken) {
            LOG.log(System.Logger.Level.ERROR, "Cannot start, trying again", broken);
        }
        later(this::comeUp);
    }

    private boolean prepared() {
        try {
            prepare();
            return true;
        } catch (SdkException unreachable) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The database does not answer, trying again: {0}",
                    unreachable.getMessage());
            return false;
        }
    }

    private void runAll() {
        if (start.isUnderWay()) {
            var unused = executor.schedule(this::runAll, START_POLL_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            runReady();
        }
    }

    private synchronized void runReady() {
        ready = true;
        runWaiting();
    }

    private synchronized void runWaiting() {
        while (!waiting.isEmpty()) {
            var next = waiting.element();
            try {
                next.step().run();
            } catch (SdkException unreachable) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Starting {0}: the database does not answer, trying again: {1}",
                        next.name(),
                        unreachable.getMessage());
                later(this::runWaiting);
                return;
            } catch (RuntimeException | Error broken) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "Starting " + next.name() + " failed. Fix the cause and restart.",
                        broken);
            }
            waiting.remove();
        }
    }

    private void later(Runnable task) {
        var unused = executor.schedule(task, RETRY_SECONDS, TimeUnit.SECONDS);
    }

    public void prepare() {
        var isNew = prepare(
                main,
                table -> table.attributeDefinitions(TableElements.text(Item.PK), TableElements.text(Item.SK))
                        .globalSecondaryIndexes(TableElements.index(INVERTED_INDEX, Item.SK, Item.PK))
                        .streamSpecification(StreamSpecification.builder()
                                .streamEnabled(true)
                                .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)
                                .build()));
        var unused = prepare(
                invitations,
                table -> table.attributeDefinitions(
                                TableElements.text(Item.PK),
                                TableElements.text(Item.SK),
                                TableElements.text(OPEN),
                                TableElements.number(LEASE_UNTIL))
                        .globalSecondaryIndexes(TableElements.index(OPEN_SEGMENTS_INDEX, OPEN, LEASE_UNTIL).toBuilder()
                                .projection(owner -> owner.projectionType(ProjectionType.INCLUDE)
                                        .nonKeyAttributes(OWNER))
                                .build()));
        if (isNew) {
            dynamoDb.putItem(put -> put.tableName(main)
                    .item(SchemaVersion.of(SchemaVersion.CURRENT).attributes()));
        }
        checkSchema();
        for (var table : List.of(main, invitations)) {
            seeToDeletion(table);
        }
    }

    private void checkSchema() {
        var schema = dynamoDb.getItem(
                get -> get.tableName(main).key(SchemaVersion.key().key()).consistentRead(true));
        var version = SchemaVersion.in(schema.hasItem() ? Optional.of(Item.from(schema.item())) : Optional.empty());
        if (version > SchemaVersion.CURRENT) {
            throw new IllegalStateException("The table \"" + main + "\" holds data of a later release: their schema is "
                    + version + ", and this release knows none above " + SchemaVersion.CURRENT
                    + ". Start that release, or go back in time with both tables.");
        }
    }

    private void seeToDeletion(String table) {
        try {
            if (isDeletedFrom(table)) {
                return;
            }
            if (create) {
                dynamoDb.updateTimeToLive(update -> update.tableName(table)
                        .timeToLiveSpecification(
                                life -> life.attributeName(DELETE_AFTER).enabled(true)));
            } else {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Time to live is not enabled for the table {0}, so nothing is deleted. Enable it with the"
                                + " attribute {1}.",
                        table,
                        DELETE_AFTER);
            }
        } catch (DynamoDbException refused) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Cannot find out whether time to live is enabled for the table {0}: {1}",
                    table,
                    refused.getMessage());
        }
    }

    private boolean isDeletedFrom(String table) {
        var life = dynamoDb.describeTimeToLive(describe -> describe.tableName(table))
                .timeToLiveDescription();
        return DELETE_AFTER.equals(life.attributeName())
                && (life.timeToLiveStatus() == TimeToLiveStatus.ENABLED
                        || life.timeToLiveStatus() == TimeToLiveStatus.ENABLING);
    }

    /** @return whether this process has just created it */
    private boolean prepare(String name, Consumer<CreateTableRequest.Builder> definition) {
        var wanted = CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(TableElements.keys(Item.PK, Item.SK))
                .applyMutation(definition)
                .build();
        var found = find(name);
        if (found.isPresent()) {
            TableShape.check(wanted, found.get());
            return false;
        }
        if (!create) {
            throw new IllegalStateException("The table \"" + name + "\" does not exist. Create it, or set"
                    + " savealife.create-tables=true where this process may.");
        }
        return create(wanted);
    }

    private boolean exists(String name) {
        return find(name).isPresent();
    }

    private Optional<TableDescription> find(String name) {
        try {
            return Optional.of(
                    dynamoDb.describeTable(describe -> describe.tableName(name)).table());
        } catch (ResourceNotFoundException missing) {
            return Optional.empty();
        }
    }

    private boolean create(CreateTableRequest wanted) {
        var name = wanted.tableName();
        var isOurs = true;
        try {
            dynamoDb.createTable(wanted);
            LOG.log(System.Logger.Level.INFO, "Created table {0}", name);
        } catch (ResourceInUseException anotherNodeDid) {
            isOurs = false;
            LOG.log(System.Logger.Level.INFO, "Table {0} is being created by another node", name);
        }
        dynamoDb.waiter().waitUntilTableExists(describe -> describe.tableName(name));
        return isOurs;
    }
}
