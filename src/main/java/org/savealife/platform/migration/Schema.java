package org.savealife.platform.migration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.SchemaVersion;
import org.savealife.platform.dynamodb.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/**
 * The form of the stored data, and the progress of the {@link Migration migrations} (see {@link MigrationItem}). A
 * table that this release creates has its form from the start. A process does not start on data of a later release
 * ({@link Tables}).
 *
 * <p>Until a migration is completed, data may be in the old form. Code that reads them asks here whether to look there
 * as well. Thread-safe.
 */
@ApplicationScoped
public class Schema {

    /** Donors, donations and cities have the keys of {@code donor.City}. */
    public static final int CITY_KEYS = 1;

    /** Every donor has all index items, and is counted. */
    public static final int DONOR_ENTRIES = 2;

    /** Every run of a future donation knows the donors of its city, by their current keys. */
    public static final int RUNS = 3;

    /** Every audit entry is found by person and by subject. */
    public static final int AUDIT_ENTRIES = SchemaVersion.CURRENT;

    /** How long a migration belongs to a process that reports no progress. */
    static final Duration LEASE = Duration.ofSeconds(30);

    /** How long the result of {@link #isDone} is cached while a migration is not completed, and when all are. */
    private static final long CACHED_FOR_NANOS = Duration.ofSeconds(3).toNanos();

    private static final long DONE_CACHED_FOR_NANOS = Duration.ofSeconds(30).toNanos();

    private static final String NOT_DONE = "attribute_not_exists(done_at)";
    private static final String OWNED = NOT_DONE + " AND #owner = :owner";
    private static final String COUNTED = " ADD looked :looked, changed :changed, failed :failed";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Clock clock;

    private volatile Optional<Seen> seen = Optional.empty();

    @Inject
    public Schema(DynamoDbClient dynamoDb, Tables tables, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.clock = clock;
    }

    private record Seen(Map<Integer, MigrationState> states, long at) {

        private boolean isFresh() {
            var all = states.values().stream().allMatch(MigrationState::isDone);
            return System.nanoTime() - at < (all ? DONE_CACHED_FOR_NANOS : CACHED_FOR_NANOS);
        }
    }

    /** Whether the migration is completed. The answer may be some seconds old. */
    public boolean isDone(int migration) {
        return Objects.requireNonNull(recent().get(migration)).isDone();
    }

    /** Whether the migration has begun or is completed, now. */
    public boolean isBegun(int migration) {
        return state(migration).isBegun();
    }

    /** The state of the migration now. One read. */
    public MigrationState state(int migration) {
        return Objects.requireNonNull(states().get(migration));
    }

    /** Number of migrations that are not completed. The answer may be some seconds old. */
    public long pending() {
        return recent().values().stream().filter(state -> !state.isDone()).count();
    }

    private Map<Integer, MigrationState> recent() {
        var known = seen.filter(Seen::isFresh);
        return known.isPresent() ? known.get().states() : states();
    }

    /** The state of each migration now, by its number. One read. */
    public Map<Integer, MigrationState> states() {
        var at = System.nanoTime();
        var items = items();
        var states = IntStream.rangeClosed(1, SchemaVersion.CURRENT)
                .mapToObj(number -> MigrationItem.state(number, items))
                .collect(Collectors.toUnmodifiableMap(MigrationState::number, Function.identity()));
        seen = Optional.of(new Seen(states, at));
        return states;
    }

    private Map<String, Item> items() {
        var items = dynamoDb.query(query -> query.tableName(tables.main())
                        .keyConditionExpression("PK = :schema")
                        .expressionAttributeValues(Map.of(":schema", AttributeValue.fromS(SchemaVersion.PARTITION)))
                        .consistentRead(true))
                .items();
        return Item.listOf(items).stream().collect(Collectors.toMap(Item::sortKey, Function.identity()));
    }

    /**
     * Makes the process the owner of the migration for {@link #LEASE}, unless another process owns it or it is
     * completed.
     *
     * @return its state; empty if it was not claimed
     */
    Optional<MigrationState> claim(int migration, String owner) {
        return update(
                migration,
                "SET #owner = :owner, #until = :until, begun_at = if_not_exists(begun_at, :begun)",
                NOT_DONE + " AND (attribute_not_exists(#until) OR #until <= :now OR #owner = :owner)",
                Map.of(
                        ":owner", AttributeValue.fromS(owner),
                        ":until", millis(LEASE),
                        ":now", millis(Duration.ZERO),
                        ":begun", now()));
    }

    /**
     * Stores the result of a page that is not the last one.
     *
     * @return the state of the migration; empty if another process owns it by now
     */
    Optional<MigrationState> advance(int migration, String owner, Migration.Page page) {
        var values = values(owner, page);
        values.put(":end", AttributeValue.fromS(page.end()));
        values.put(":until", millis(LEASE));
        return update(migration, "SET #end = :end, #until = :until" + COUNTED, OWNED, values);
    }

    /** Stores the result of the last page: the migration is completed. */
    Optional<MigrationState> finish(int migration, String owner, Migration.Page page) {
        var values = values(owner, page);
        values.put(":now", now());
        return update(migration, "SET done_at = :now REMOVE #owner, #until, #end" + COUNTED, OWNED, values);
    }

    private static Map<String, AttributeValue> values(String owner, Migration.Page page) {
        return new HashMap<>(Map.of(
                ":owner", AttributeValue.fromS(owner),
                ":looked", number(page.looked()),
                ":changed", number(page.changed()),
                ":failed", number(page.failed())));
    }

    /** Gives up ownership, so that any process can continue. */
    void release(int migration, String owner) {
        var unused = update(
                migration, "REMOVE #owner, #until", "#owner = :owner", Map.of(":owner", AttributeValue.fromS(owner)));
    }

    /** Makes the migration start again at the first page, after that time. */
    void again(int migration, Duration wait) {
        var unused = update(
                migration,
                "SET #until = :until REMOVE #owner, #end, begun_at, done_at, looked, changed, failed",
                "",
                Map.of(":until", millis(wait)));
    }

    /** Raises the stored version to the last migration up to which all are completed. Repeatable. */
    void raise() {
        var items = items();
        var version = 0;
        while (version < SchemaVersion.CURRENT
                && MigrationItem.state(version + 1, items).isDone()) {
            version++;
        }
        if (version > SchemaVersion.in(Optional.ofNullable(items.get(SchemaVersion.SORT_KEY)))) {
            var number = number(version);
            try {
                dynamoDb.updateItem(update -> update.tableName(tables.main())
                        .key(SchemaVersion.key().key())
                        .updateExpression("SET #version = :version")
                        .conditionExpression("attribute_not_exists(#version) OR #version < :version")
                        .expressionAttributeNames(Map.of("#version", SchemaVersion.VERSION))
                        .expressionAttributeValues(Map.of(":version", number)));
            } catch (ConditionalCheckFailedException raisedMeanwhile) {
                // By another process
            }
        }
    }

    private Optional<MigrationState> update(
            int migration, String change, String condition, Map<String, AttributeValue> values) {
        var names = new HashMap<String, String>();
        List.of(MigrationItem.OWNER, MigrationItem.UNTIL, MigrationItem.END).stream()
                .filter(name -> change.contains("#" + name) || condition.contains("#" + name))
                .forEach(name -> names.put("#" + name, name));
        try {
            var updated = dynamoDb.updateItem(update -> update.tableName(tables.main())
                            .key(MigrationItem.key(migration).key())
                            .updateExpression(change)
                            .conditionExpression(condition.isEmpty() ? null : condition)
                            .expressionAttributeNames(names.isEmpty() ? null : names)
                            .expressionAttributeValues(values)
                            .returnValues(ReturnValue.ALL_NEW))
                    .attributes();
            seen = Optional.empty();
            return Optional.of(MigrationItem.state(migration, Item.from(updated)));
        } catch (ConditionalCheckFailedException anothers) {
            return Optional.empty();
        }
    }

    private AttributeValue now() {
        return AttributeValue.fromS(clock.instant().toString());
    }

    private AttributeValue millis(Duration fromNow) {
        return number(clock.millis() + fromNow.toMillis());
    }

    private static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }
}
