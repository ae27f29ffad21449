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
import org.eclipse.microprofile.config.inject.ConfigProperty;
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
 * The two tables and the order in which the application comes up. At start each table is looked for; a missing one is
 * created where {@code savealife.create-tables} is true and fails the start elsewhere; one of another shape, or with data of a later
 * release ({@link SchemaVersion}), fails it everywhere ({@link StartFailure}). The same goes for the deletion of what
 * is past its time ({@link Retention}), but that where it is missing the log says so, and nothing is deleted. If the database does not
 * answer, the application starts all the same and tries again every 2 seconds. What needs the tables registers with
 * {@link #whenReady} and runs once they are there.
 */
@ApplicationScoped
public class Tables {

    /** Partition key and sort key of both tables. */
    public static final String PK = "PK";

    public static final String SK = "SK";

    /** Index of the main table, keyed the other way round: finds the donors and donations of a city. */
    public static final String INVERTED_INDEX = "SK-PK-index";

    /** Sparse index of the invitations table: the runs that want work. Its name, and those of its keys, are older. */
    public static final String OPEN_SEGMENTS_INDEX = "open-segments-index";

    /** Keys of {@link #OPEN_SEGMENTS_INDEX}: a text, and from when there is work, in epoch milliseconds. */
    public static final String OPEN = "open";

    public static final String LEASE_UNTIL = "lease_until";

    /** Who works a segment. In that index for the release before, and absent where it is now. */
    public static final String OWNER = "owner";

    /** Number of items of both tables that the database deletes by itself, see {@link Retention}. */
    public static final String DELETE_AFTER = "delete_after";

    private static final System.Logger LOG = System.getLogger(Tables.class.getName());
    private static final long RETRY_SECONDS = 2;

    private final DynamoDbClient dynamoDb;
    private final String main;
    private final String invitations;
    private final boolean create;

    @Resource
    ManagedScheduledExecutorService executor;

    private final Queue<StartStep> waiting = new ArrayDeque<>();
    private boolean ready;

    private record StartStep(String name, Runnable step) {}

    @Inject
    public Tables(
            DynamoDbClient dynamoDb,
            @ConfigProperty(name = "savealife.table") String main,
            @ConfigProperty(name = "savealife.invitations-table") String invitations,
            @ConfigProperty(name = "savealife.create-tables") boolean create) {
        this.dynamoDb = dynamoDb;
        this.main = main;
        this.invitations = invitations;
        this.create = create;
    }

    /** Name of the single table of donors, donations and staff, whose stream is read. */
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
     * Runs the step once the tables are there, off the caller's thread, in the order of the calls. A step that fails
     * for the database is tried again every 2 seconds, so it must be repeatable; it must not block.
     */
    public synchronized void whenReady(String name, Runnable step) {
        waiting.add(new StartStep(name, step));
        if (ready) {
            executor.execute(this::runWaiting);
        }
    }

    /** Whether everything that was registered has started, and the database answers now. */
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

    /** Last of all: nothing starts where another part refuses to, say for a setting that cannot work. */
    void onStart(@Observes @Priority(Integer.MAX_VALUE) @Initialized(ApplicationScoped.class) Object application) {
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
            LOG.log(System.Logger.Level.ERROR, "Cannot come up, trying again", broken);
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

    private synchronized void runAll() {
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
                        "Starting " + next.name() + " failed. Mend the cause and restart.",
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
                table -> table.attributeDefinitions(TableElements.text(PK), TableElements.text(SK))
                        .globalSecondaryIndexes(TableElements.index(INVERTED_INDEX, SK, PK))
                        .streamSpecification(StreamSpecification.builder()
                                .streamEnabled(true)
                                .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)
                                .build()));
        var unused = prepare(
                invitations,
                table -> table.attributeDefinitions(
                                TableElements.text(PK),
                                TableElements.text(SK),
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
                        "The table {0} deletes nothing that is past its time. Switch on its time to live, with the"
                                + " attribute {1}.",
                        table,
                        DELETE_AFTER);
            }
        } catch (DynamoDbException refused) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Cannot tell whether the table {0} deletes what is past its time: {1}",
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

    /** @return whether it was made just now, by this process */
    private boolean prepare(String name, Consumer<CreateTableRequest.Builder> definition) {
        var wanted = CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(TableElements.keys(PK, SK))
                .applyMutation(definition)
                .build();
        var found = find(name);
        if (found.isPresent()) {
            check(wanted, found.get());
            return false;
        }
        if (!create) {
            throw new IllegalStateException("The table \"" + name + "\" does not exist. Create it, or set"
                    + " savealife.create-tables=true where this process may.");
        }
        return create(wanted);
    }

    private static void check(CreateTableRequest wanted, TableDescription found) {
        var differences = TableShape.differences(wanted, found);
        if (!differences.isEmpty()) {
            throw new IllegalStateException("The table \"" + wanted.tableName() + "\" cannot be used. "
                    + String.join(" ", differences) + " Mend it, or choose another table.");
        }
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
