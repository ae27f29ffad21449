package org.savealife.donation.city;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.savealife.donor.City;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Stores merges of cities, as items of the invitations table: {@code PK} {@code MERGES}, {@code SK} the key of the city
 * whose donors move, texts {@code from} and {@code to} (names), {@code caller}, {@code started_at}, {@code moved_at}
 * and {@code finished_at} (ISO instants), numbers {@code donors} and {@code moved}; {@code owner} and
 * {@code lease_until} (epoch milliseconds) of the process that works on it. A finished merge is deleted 30 days later.
 */
@ApplicationScoped
public class CityMergeRepository {

    private static final String MERGES = "MERGES";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String CALLER = "caller";
    private static final String STARTED_AT = "started_at";
    private static final String MOVED_AT = "moved_at";
    private static final String FINISHED_AT = "finished_at";
    private static final String DONORS = "donors";
    private static final String MOVED = "moved";

    private static final Retention FINISHED = new Retention(30);

    /** Longer than a page takes. Two processes that work on the same merge do no harm. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final String OURS = "#owner = :owner AND attribute_not_exists(finished_at)";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final Clock clock;

    @Inject
    public CityMergeRepository(DynamoDbClient dynamoDb, Tables tables, Transactions transactions, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Begins a merge.
     *
     * @throws Transactions.ConditionFailedException if the donors of that city are moving already
     */
    void open(City from, City to, String caller, long donors) {
        var now = clock.instant();
        var item = Item.of(MERGES, from.key())
                .with(FROM, from.name())
                .with(TO, to.name())
                .with(CALLER, caller)
                .with(STARTED_AT, now)
                .with(MOVED_AT, now)
                .with(DONORS, donors);
        transactions.write(List.of(Transactions.put(
                tables.invitations(), item, "attribute_not_exists(PK) OR attribute_exists(finished_at)", Map.of())));
    }

    /** All merges, including those that finished lately. */
    List<CityMerge> all() {
        return read(query().consistentRead(true).build());
    }

    /** The unfinished merges as of a moment ago, which is enough for callers that ask again and again. */
    List<CityMerge> open() {
        return read(query().build()).stream().filter(CityMerge::isOpen).toList();
    }

    private QueryRequest.Builder query() {
        return QueryRequest.builder()
                .tableName(tables.invitations())
                .keyConditionExpression("PK = :merges")
                .expressionAttributeValues(Map.of(":merges", AttributeValue.fromS(MERGES)));
    }

    private List<CityMerge> read(QueryRequest query) {
        return dynamoDb.queryPaginator(query).items().stream()
                .map(item -> read(Item.from(item)))
                .toList();
    }

    private static CityMerge read(Item item) {
        return new CityMerge(
                City.of(item.text(FROM)),
                City.of(item.text(TO)),
                item.text(CALLER),
                item.instant(STARTED_AT),
                item.number(DONORS),
                item.findNumber(MOVED).orElse(0L),
                item.instant(MOVED_AT),
                item.findInstant(FINISHED_AT));
    }

    /** Takes the merge for this process for a while. Returns false if another process has it. */
    boolean claim(CityMerge merge, String owner) {
        return update(
                merge,
                owner,
                "SET #owner = :owner, lease_until = :until",
                "attribute_not_exists(finished_at)"
                        + " AND (attribute_not_exists(#owner) OR #owner = :owner OR lease_until < :now)",
                Map.of(":until", millis(clock.instant().plus(LEASE)), ":now", millis(clock.instant())));
    }

    /**
     * Counts moved donors, and extends the lease.
     *
     * @return false if another process has the merge by now
     */
    boolean advance(CityMerge merge, String owner, long more) {
        var now = clock.instant();
        var values = new HashMap<String, AttributeValue>();
        values.put(":until", millis(now.plus(LEASE)));
        if (more == 0) {
            return update(merge, owner, "SET lease_until = :until", OURS, values);
        }
        values.put(":more", AttributeValue.fromN(Long.toString(more)));
        values.put(":moved_at", AttributeValue.fromS(now.toString()));
        return update(merge, owner, "SET lease_until = :until, moved_at = :moved_at ADD moved :more", OURS, values);
    }

    /** Gives the merge back, for any process to work on. */
    void release(CityMerge merge, String owner) {
        var unusedWhereItIsAnothers = update(merge, owner, "REMOVE #owner, lease_until", OURS, Map.of());
    }

    void finish(CityMerge merge, String owner) {
        var now = clock.instant();
        var unusedWhereItIsAnothers = update(
                merge,
                owner,
                "SET finished_at = :now, " + Tables.DELETE_AFTER + " = :end REMOVE #owner, lease_until",
                OURS,
                Map.of(
                        ":now", AttributeValue.fromS(now.toString()),
                        ":end",
                                AttributeValue.fromN(
                                        Long.toString(FINISHED.end(now).orElseThrow()))));
    }

    private boolean update(
            CityMerge merge, String owner, String expression, String condition, Map<String, AttributeValue> values) {
        var all = new HashMap<>(values);
        all.put(":owner", AttributeValue.fromS(owner));
        try {
            dynamoDb.updateItem(update -> update.tableName(tables.invitations())
                    .key(Item.of(MERGES, merge.from().key()).key())
                    .updateExpression(expression)
                    .conditionExpression(condition)
                    .expressionAttributeNames(Map.of("#owner", "owner"))
                    .expressionAttributeValues(all));
            return true;
        } catch (ConditionalCheckFailedException anothers) {
            return false;
        }
    }

    private static AttributeValue millis(Instant instant) {
        return AttributeValue.fromN(Long.toString(instant.toEpochMilli()));
    }
}
