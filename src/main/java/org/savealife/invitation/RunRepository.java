package org.savealife.invitation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.platform.Item;
import org.savealife.platform.RandomId;
import org.savealife.platform.Tables;
import org.savealife.platform.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Runs, their segments and their ledger in the invitations table (see {@link RunItem}).
 *
 * <p>Every write of an owner checks in the same request that the segment is still its own, and fails with {@link
 * LeaseLostException} if not: two nodes never work one page. A lease lasts {@link #LEASE} from its last renewal by the
 * clock of the node; clocks may differ by seconds.
 */
@ApplicationScoped
public class RunRepository {

    /** How long an owner that is silent keeps a segment. */
    static final Duration LEASE = Duration.ofSeconds(10);

    private static final String OWNED = "#owner = :owner";

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    Tables tables;

    @Inject
    Transactions transactions;

    @Inject
    Clock clock;

    /**
     * Opens the run of a donation; for one in the past, records that it was skipped. Repeatable: a donation has one run.
     *
     * @return whether there was none before
     */
    public boolean open(Donation donation) {
        var now = clock.instant();
        var items = donation.isPast(now)
                ? List.of(RunItem.skipped(donation.id(), now, Matching.DONATION_NOT_PAST.reason()))
                : List.of(RunItem.running(donation.id(), now, 1), RunItem.wholeCity(donation.id()));
        try {
            transactions.write(items.stream()
                    .map(item -> Transactions.putNew(tables.invitations(), item))
                    .toList());
            return true;
        } catch (Transactions.ConditionFailedException openedBefore) {
            return false;
        }
    }

    /** Whether the donation has a run, of whatever status. */
    public boolean exists(String donationId) {
        return get(donationId, RunItem.RUN).isPresent();
    }

    /** The run as it stands; the counts lag behind by a page a segment. */
    public Optional<InvitationRun> find(String donationId) {
        var items = Item.listOf(dynamoDb.query(query -> query.tableName(tables.invitations())
                        .keyConditionExpression("PK = :run AND SK >= :first")
                        .expressionAttributeValues(Map.of(
                                ":run", AttributeValue.fromS(RunItem.partitionKey(donationId)),
                                ":first", AttributeValue.fromS(RunItem.RUN)))
                        .consistentRead(true))
                .items());
        return items.isEmpty() ? Optional.empty() : Optional.of(RunItem.run(donationId, items));
    }

    /** The ledger page that covers the donor's key, if the run has come that far. */
    public Optional<LedgerPage> findPage(String donationId, String donorId) {
        var items = dynamoDb.query(query -> query.tableName(tables.invitations())
                        .keyConditionExpression("PK = :run AND SK BETWEEN :donor AND :last")
                        .expressionAttributeValues(Map.of(
                                ":run", AttributeValue.fromS(RunItem.partitionKey(donationId)),
                                ":donor", AttributeValue.fromS(RunItem.PAGE_PREFIX + donorId),
                                ":last", AttributeValue.fromS(RunItem.PAGE_PREFIX + "~")))
                        .consistentRead(true)
                        .limit(1))
                .items();
        return Item.listOf(items).stream()
                .map(RunItem::page)
                .filter(page -> page.covers(donorId))
                .findFirst();
    }

    /** Segments with donors left whose lease has run out, of any run, at most so many. */
    List<Segment> findOrphans(int limit) {
        return Item.listOf(dynamoDb.query(query -> query.tableName(tables.invitations())
                                .indexName(Tables.OPEN_SEGMENTS_INDEX)
                                .keyConditionExpression("#open = :open AND #until < :now")
                                .expressionAttributeNames(Map.of("#open", Tables.OPEN, "#until", Tables.LEASE_UNTIL))
                                .expressionAttributeValues(
                                        Map.of(":open", AttributeValue.fromS("open"), ":now", millis(0)))
                                .limit(limit))
                        .items())
                .stream()
                .map(RunItem::segment)
                .toList();
    }

    /** Takes the lease of a segment that nobody holds, or nothing if another owner was faster. */
    Optional<Segment> claim(Segment orphan) {
        try {
            var claimed = dynamoDb.updateItem(update -> update.tableName(tables.invitations())
                    .key(key(orphan))
                    .updateExpression("SET #owner = :owner, #until = :until")
                    .conditionExpression("attribute_exists(#open) AND #until < :now")
                    .expressionAttributeNames(
                            Map.of("#owner", "owner", "#until", Tables.LEASE_UNTIL, "#open", Tables.OPEN))
                    .expressionAttributeValues(Map.of(
                            ":owner", AttributeValue.fromS(RandomId.next()),
                            ":until", millis(LEASE.toMillis()),
                            ":now", millis(0)))
                    .returnValues(ReturnValue.ALL_NEW));
            return Optional.of(RunItem.segment(Item.from(claimed.attributes())));
        } catch (ConditionalCheckFailedException taken) {
            return Optional.empty();
        }
    }

    /** Keeps the lease for another {@link #LEASE}. */
    void renew(Segment segment) {
        setLease(segment, LEASE);
    }

    /** Gives the lease back, so that another node can go on at once. */
    void release(Segment segment) {
        setLease(segment, Duration.ZERO);
    }

    private void setLease(Segment segment, Duration lease) {
        try {
            dynamoDb.updateItem(update -> update.tableName(tables.invitations())
                    .key(key(segment))
                    .updateExpression("SET #until = :until")
                    .conditionExpression(OWNED)
                    .expressionAttributeNames(Map.of("#owner", "owner", "#until", Tables.LEASE_UNTIL))
                    .expressionAttributeValues(Map.of(
                            ":owner", AttributeValue.fromS(segment.owner()), ":until", millis(lease.toMillis()))));
        } catch (ConditionalCheckFailedException lost) {
            throw new LeaseLostException(segment, lost);
        }
    }

    /** The page at the segment's cursor, which an owner before may have left undone. */
    Optional<LedgerPage> lastPage(Segment segment) {
        return segment.cursor().isEmpty()
                ? Optional.empty()
                : get(segment.donationId(), RunItem.PAGE_PREFIX + segment.cursor())
                        .map(RunItem::page);
    }

    /**
     * Moves the cursor and writes the page as being sent, in one transaction. From here on the page is the owner's to
     * send. The cursor must be where the segment says, so that a claim cannot be made, and counted, twice.
     *
     * @param counts of the page before, which enter the segment's
     */
    Segment claimPage(Segment segment, LedgerPage page, Counts counts) {
        var names = new HashMap<>(Map.of("#owner", "owner", "#cursor", "cursor", "#until", Tables.LEASE_UNTIL));
        var values = new HashMap<>(Map.of(
                ":owner", AttributeValue.fromS(segment.owner()),
                ":cursor", AttributeValue.fromS(page.last()),
                ":until", millis(LEASE.toMillis())));
        var expression = "SET #cursor = :cursor, #until = :until" + RunItem.addition(counts, names, values);
        var condition =
                OWNED + " AND " + (segment.cursor().isEmpty() ? "attribute_not_exists(#cursor)" : "#cursor = :before");
        if (!segment.cursor().isEmpty()) {
            values.put(":before", AttributeValue.fromS(segment.cursor()));
        }
        writeOwned(
                segment,
                List.of(
                        update(key(segment), expression, condition, names, values),
                        TransactWriteItem.builder()
                                .put(put -> put.tableName(tables.invitations())
                                        .item(RunItem.page(segment, page).attributes()))
                                .build()));
        return segment.movedTo(page.last());
    }

    /** Takes over the page that an owner before left undone: its late writes fail from here on. */
    void reclaimPage(Segment segment, LedgerPage page) {
        var owner = AttributeValue.fromS(segment.owner());
        var names = Map.of("#owner", "owner");
        writeOwned(
                segment,
                List.of(
                        TransactWriteItem.builder()
                                .conditionCheck(check -> check.tableName(tables.invitations())
                                        .key(key(segment))
                                        .conditionExpression(OWNED)
                                        .expressionAttributeNames(names)
                                        .expressionAttributeValues(Map.of(":owner", owner)))
                                .build(),
                        update(
                                Item.of(RunItem.partitionKey(segment.donationId()), RunItem.PAGE_PREFIX + page.last())
                                        .attributes(),
                                "SET #owner = :owner",
                                "attribute_exists(PK)",
                                names,
                                Map.of(":owner", owner))));
    }

    /** Writes the outcomes known so far. */
    void savePage(Segment segment, LedgerPage page) {
        try {
            dynamoDb.putItem(put -> put.tableName(tables.invitations())
                    .item(RunItem.page(segment, page).attributes())
                    .conditionExpression(OWNED)
                    .expressionAttributeNames(Map.of("#owner", "owner"))
                    .expressionAttributeValues(Map.of(":owner", AttributeValue.fromS(segment.owner()))));
        } catch (ConditionalCheckFailedException lost) {
            throw new LeaseLostException(segment, lost);
        }
    }

    /**
     * Ends the segment; the run is finished with its last one.
     *
     * @param counts of the last page
     */
    void end(Segment segment, Counts counts) {
        var total = counts.plus(get(segment.donationId(), RunItem.segmentSortKey(segment))
                .map(RunItem::counts)
                .orElse(Counts.NONE));
        var names = new HashMap<>(Map.of("#segments", "segments_open", "#change", "last_change"));
        var values = new HashMap<>(Map.of(
                ":one", AttributeValue.fromN("1"),
                ":now", AttributeValue.fromS(clock.instant().toString())));
        var expression = "SET #segments = #segments - :one, #change = :now" + RunItem.addition(total, names, values);
        writeOwned(
                segment,
                List.of(
                        update(
                                key(segment),
                                "REMOVE #open, #until, #owner",
                                OWNED,
                                Map.of("#open", Tables.OPEN, "#until", Tables.LEASE_UNTIL, "#owner", "owner"),
                                Map.of(":owner", AttributeValue.fromS(segment.owner()))),
                        update(
                                Item.of(RunItem.partitionKey(segment.donationId()), RunItem.RUN)
                                        .attributes(),
                                expression,
                                "attribute_exists(PK)",
                                names,
                                values)));
    }

    private Optional<Item> get(String donationId, String sortKey) {
        var response = dynamoDb.getItem(get -> get.tableName(tables.invitations())
                .key(Item.of(RunItem.partitionKey(donationId), sortKey).attributes())
                .consistentRead(true));
        return response.hasItem() ? Optional.of(Item.from(response.item())) : Optional.empty();
    }

    private void writeOwned(Segment segment, List<TransactWriteItem> writes) {
        try {
            transactions.write(writes);
        } catch (Transactions.ConditionFailedException lost) {
            throw new LeaseLostException(segment, lost);
        }
    }

    private TransactWriteItem update(
            Map<String, AttributeValue> key,
            String expression,
            String condition,
            Map<String, String> names,
            Map<String, AttributeValue> values) {
        return TransactWriteItem.builder()
                .update(Update.builder()
                        .tableName(tables.invitations())
                        .key(key)
                        .updateExpression(expression)
                        .conditionExpression(condition)
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values)
                        .build())
                .build();
    }

    private static Map<String, AttributeValue> key(Segment segment) {
        return Item.of(RunItem.partitionKey(segment.donationId()), RunItem.segmentSortKey(segment))
                .attributes();
    }

    private AttributeValue millis(long fromNow) {
        return AttributeValue.fromN(Long.toString(clock.millis() + fromNow));
    }
}
