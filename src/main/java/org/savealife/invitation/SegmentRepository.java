package org.savealife.invitation;

import static org.savealife.invitation.RunTable.OWNED;
import static org.savealife.invitation.RunTable.key;
import static org.savealife.invitation.RunTable.number;
import static org.savealife.invitation.RunTable.runKey;
import static org.savealife.invitation.RunTable.word;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.savealife.invitation.run.KeyRangeSplit;
import org.savealife.mail.SendingQuota;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Segments in the invitations table (see {@link RunItem}): an owner claims a segment, begins its run, opens its
 * next pass and gives it back. An owner is a node together with a claim. It keeps the segment for as long as the
 * node's {@link org.savealife.invitation.worker.Heartbeat heart} beats.
 */
@ApplicationScoped
public class SegmentRepository {

    /** How long a node without heartbeat keeps its segments. */
    public static final Duration LEASE = Duration.ofSeconds(10);

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final RunTable table;
    private final LedgerRepository ledger;
    private final DayCountRepository dayCounts;
    private final Clock clock;

    @Inject
    public SegmentRepository(
            DynamoDbClient dynamoDb,
            Tables tables,
            Transactions transactions,
            RunTable table,
            LedgerRepository ledger,
            DayCountRepository dayCounts,
            Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.table = table;
        this.ledger = ledger;
        this.dayCounts = dayCounts;
        this.clock = clock;
    }

    /**
     * Makes the node the owner of a segment that has not changed since it was seen; empty if its owner, or another
     * node, was faster.
     */
    public Optional<Segment> claim(Segment seen, String node) {
        var values = new HashMap<>(Map.of(
                ":owner", AttributeValue.fromS(Segment.newOwner(node)),
                ":now", number(clock.millis()),
                ":seen", number(seen.leaseUntil())));
        if (!seen.owner().isEmpty()) {
            values.put(":before", AttributeValue.fromS(seen.owner()));
        }
        try {
            // the previous release kept open segments in the index
            var claimed = dynamoDb.updateItem(update -> update.tableName(tables.invitations())
                    .key(key(seen))
                    .updateExpression("SET #owner = :owner, #until = :now REMOVE #open")
                    .conditionExpression("attribute_exists(PK) AND attribute_not_exists(#ended) AND "
                            + (seen.owner().isEmpty() ? "attribute_not_exists(#owner)" : "#owner = :before")
                            + " AND (#until = :seen OR attribute_not_exists(#until))")
                    .expressionAttributeNames(Map.of(
                            "#owner", Tables.OWNER,
                            "#until", Tables.LEASE_UNTIL,
                            "#open", Tables.OPEN,
                            "#ended", "ended"))
                    .expressionAttributeValues(values)
                    .returnValues(ReturnValue.ALL_NEW));
            return Optional.of(RunItem.segment(Item.from(claimed.attributes())));
        } catch (ConditionalCheckFailedException taken) {
            return Optional.empty();
        }
    }

    /**
     * Confirms a claim after a gap in the node's heartbeat: a node that noticed the gap cannot take the segment any
     * more.
     */
    public void renew(Segment segment) {
        try {
            dynamoDb.updateItem(update -> update.tableName(tables.invitations())
                    .key(key(segment))
                    .updateExpression("SET #until = :until")
                    .conditionExpression(OWNED)
                    .expressionAttributeNames(Map.of("#owner", Tables.OWNER, "#until", Tables.LEASE_UNTIL))
                    .expressionAttributeValues(
                            Map.of(":owner", AttributeValue.fromS(segment.owner()), ":until", millis(Duration.ZERO))));
        } catch (ConditionalCheckFailedException lost) {
            throw new LeaseLostException(segment, lost);
        }
    }

    /**
     * Gives the segment back, so that any node can continue after the wait. Counts its last page in the same
     * transaction.
     */
    public void release(Segment segment, Duration wait) {
        var page = ledger.heldPage(segment);
        var names = new HashMap<>(Map.of("#owner", Tables.OWNER, "#until", Tables.LEASE_UNTIL));
        var values = new HashMap<>(Map.of(
                ":owner", AttributeValue.fromS(segment.owner()), ":until", wait.isZero() ? number(0) : millis(wait)));
        var expression =
                "SET #until = :until REMOVE #owner" + RunItem.addition(dayCounts.inSegment(added(page)), names, values);
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(table.update(key(segment), expression, OWNED, names, values));
        writes.addAll(ledger.counted(segment, page));
        table.writeOwned(segment, writes);
    }

    static Counts added(Optional<LedgerPage> page) {
        return page.map(LedgerPage::added).orElse(Counts.NONE);
    }

    /**
     * Begins a run: splits its single segment, and stores the run's plan. The owner keeps the part up to the first
     * boundary.
     *
     * @param split into at most {@link KeyRangeSplit#MAX_SEGMENTS} segments
     */
    public Segment begin(Segment whole, KeyRangeSplit split, SendingQuota quota) {
        var boundaries = split.boundaries();
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(table.update(
                runKey(whole.runId()),
                "SET #expected = :expected, #told = :told, #rate = :rate, #left = :left ADD #segments :more",
                "attribute_exists(PK)",
                Map.of(
                        "#expected", "expected",
                        "#told", RunItem.EXPECTED_AS,
                        "#rate", "quota_per_second",
                        "#left", "quota_left",
                        "#segments", "segments_open"),
                Map.of(
                        ":expected", number(split.expected()),
                        ":told", AttributeValue.fromS(split.estimated() ? RunItem.ESTIMATED : RunItem.COUNTED),
                        ":rate", AttributeValue.fromS(Double.toString(quota.perSecond())),
                        ":left", number(quota.leftToday()),
                        ":more", number(boundaries.size()))));
        var first = boundaries.isEmpty() ? whole : whole.endingAt(boundaries.get(0));
        writes.add(table.update(
                key(whole),
                "SET #to = :to",
                OWNED,
                Map.of("#to", "to", "#owner", Tables.OWNER),
                Map.of(
                        ":to", AttributeValue.fromS(first.to()),
                        ":owner", AttributeValue.fromS(whole.owner()))));
        for (var index = 0; index < boundaries.size(); index++) {
            var to = index + 1 < boundaries.size() ? boundaries.get(index + 1) : whole.to();
            writes.add(Transactions.putNew(
                    tables.invitations(),
                    table.limited(whole.runId(), RunItem.newSegment(whole.runId(), boundaries.get(index), to))));
        }
        table.writeOwned(whole, writes);
        return first;
    }

    /**
     * Ends this pass of the segment and opens the next one, which any node may claim after the wait.
     *
     * @return false if nothing was written, as the run is not running any more: then the segment is to be paused
     */
    public boolean openNextPass(Segment segment, Counts lastPage, Duration wait) {
        var names = new HashMap<>(Map.of(
                "#owner",
                "owner",
                "#until",
                Tables.LEASE_UNTIL,
                "#pass",
                "pass",
                "#cursor",
                "cursor",
                "#failures",
                "failures"));
        var values = new HashMap<>(Map.of(
                ":owner", AttributeValue.fromS(segment.owner()),
                ":until", millis(wait),
                ":pass", number(segment.pass().number() + 1L)));
        var expression = "SET #until = :until, #pass = :pass REMOVE #owner, #cursor, #failures"
                + RunItem.addition(dayCounts.inSegment(lastPage), names, values);
        try {
            transactions.write(List.of(
                    table.update(key(segment), expression, OWNED, names, values),
                    table.checkOfRun(
                            segment.runId(),
                            "#status = :running",
                            Map.of("#status", "status"),
                            Map.of(":running", word(InvitationRun.Status.RUNNING)))));
            return true;
        } catch (Transactions.ConditionFailedException lostOrStopped) {
            if (table.status(segment.runId())
                    .filter(InvitationRun.Status.RUNNING::equals)
                    .isPresent()) {
                throw new LeaseLostException(segment, lostOrStopped);
            }
            return false;
        }
    }

    private AttributeValue millis(Duration fromNow) {
        return number(clock.millis() + fromNow.toMillis());
    }
}
