package org.savealife.invitation;

import static org.savealife.invitation.RunTable.number;
import static org.savealife.invitation.RunTable.runKey;
import static org.savealife.invitation.RunTable.word;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** The status of runs in the invitations table (see {@link RunItem}): pauses, cancels, resumes and retries them. */
@ApplicationScoped
public class RunStatusRepository {

    private static final String RUNNING = "#status = :running";

    /** A run that waits for a free seat. */
    private static final String FULL = "#status = :paused AND #reason = :full";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final RunTable table;
    private final SegmentCountRepository segmentCounts;
    private final Clock clock;

    @Inject
    public RunStatusRepository(
            DynamoDbClient dynamoDb,
            Tables tables,
            Transactions transactions,
            RunTable table,
            SegmentCountRepository segmentCounts,
            Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.table = table;
        this.segmentCounts = segmentCounts;
        this.clock = clock;
    }

    /** The run's status; empty if there is no such run. Reads one item. */
    public Optional<InvitationRun.Status> status(String runId) {
        return table.status(runId);
    }

    /**
     * How a run stands for those who work on it.
     *
     * @param isEndingFull whether it ends because no seat was free when the donation began
     */
    public record Standing(InvitationRun.Status status, boolean isEndingFull) {}

    /** How the run stands; empty if there is no such run. Reads one item. */
    public Optional<Standing> standing(String runId) {
        return table.get(runId, RunItem.RUN).map(run -> new Standing(RunItem.status(run), RunItem.endsFull(run)));
    }

    /** Whether the run waits for a free seat. Reads one item. */
    public boolean isFull(String runId) {
        return table.get(runId, RunItem.RUN).filter(RunItem::isFull).isPresent();
    }

    /**
     * Stops a run in progress until somebody resumes it. So one that waits for a free seat does not go on by itself any
     * more.
     *
     * @return whether it was in progress
     */
    public boolean pause(String runId, String reason) {
        // the entry is written first: one too many costs a read, one too few hides the run from staff
        segmentCounts
                .mark(runId)
                .ifPresent(item -> dynamoDb.putItem(
                        put -> put.tableName(tables.invitations()).item(item.attributes())));
        return isPaused(runId, reason, "(" + RUNNING + " OR (" + FULL + "))");
    }

    /**
     * Stops a run in progress until a seat is free. That needs nobody's attention.
     *
     * @return whether it was in progress
     */
    public boolean pauseAsFull(String runId) {
        return isPaused(runId, InvitationRun.FULL, RUNNING);
    }

    private boolean isPaused(String runId, String reason, String condition) {
        var paused = changeStatus(runId, InvitationRun.Status.PAUSED, reason, condition);
        if (paused) {
            openUnowned(runId).forEach(segmentCounts::settleUnowned);
        }
        return paused;
    }

    /** The run's segments that have not ended and have no owner. */
    private List<Item> openUnowned(String runId) {
        return table.runAndSegments(runId).stream()
                .filter(item -> RunItem.isSegment(item) && !RunItem.isEnded(item) && !RunItem.isOwned(item))
                .toList();
    }

    /**
     * Stops a run for good.
     *
     * @return whether it was running or paused
     */
    public boolean cancel(String runId, String reason) {
        var cancelled = changeStatus(runId, InvitationRun.Status.CANCELLED, reason, "#status IN (:running, :paused)");
        if (cancelled) {
            openUnowned(runId).forEach(segmentCounts::endUnowned);
        }
        return cancelled;
    }

    private boolean changeStatus(String runId, InvitationRun.Status status, String reason, String condition) {
        var changeId = RandomId.next();
        var values = new HashMap<>(Map.of(
                ":status", word(status),
                ":reason", AttributeValue.fromS(reason),
                ":now", AttributeValue.fromS(clock.instant().toString()),
                ":id", AttributeValue.fromS(changeId),
                ":running", word(InvitationRun.Status.RUNNING),
                ":none", number(0)));
        if (condition.contains(":paused")) {
            values.put(":paused", word(InvitationRun.Status.PAUSED));
        }
        if (condition.contains(":full")) {
            values.put(":full", AttributeValue.fromS(InvitationRun.FULL));
        }
        var change = table.update(
                runKey(runId),
                "SET #status = :status, #reason = :reason, #change = :now, #id = :id",
                condition + " AND #segments > :none",
                Map.of(
                        "#status", "status",
                        "#reason", "reason",
                        "#change", "last_change",
                        "#id", RunItem.CHANGE_ID,
                        "#segments", "segments_open"),
                values);
        return isWritten(List.of(change), runId, changeId);
    }

    /**
     * Whether a change was made although its condition failed. If the answer to a write is lost, the SDK repeats
     * the write, and the repetition fails because of the first one.
     */
    private boolean wasMade(String runId, String changeId) {
        return table.get(runId, RunItem.RUN)
                .flatMap(run -> run.findText(RunItem.CHANGE_ID))
                .filter(changeId::equals)
                .isPresent();
    }

    /**
     * Resumes a paused run.
     *
     * @return whether it was paused
     */
    public boolean resume(String runId) {
        var items = table.runAndSegments(runId);
        return resumeRun(
                runId,
                items,
                List.of(),
                0,
                "#status = :paused AND #segments > :none",
                Map.of(":paused", word(InvitationRun.Status.PAUSED), ":none", number(0)));
    }

    /**
     * Lets a run go on that waits for a free seat.
     *
     * @return whether it waited
     */
    public boolean resumeFull(String runId) {
        return resumeRun(
                runId,
                table.runAndSegments(runId),
                List.of(),
                0,
                FULL + " AND #segments > :none",
                Map.of(
                        ":paused", word(InvitationRun.Status.PAUSED),
                        ":full", AttributeValue.fromS(InvitationRun.FULL),
                        ":none", number(0)));
    }

    /**
     * Lets a run end that waits for a free seat: it goes on, and skips those to whom it has not written. Repeatable.
     *
     * @return whether it waited
     */
    public boolean endFull(String runId) {
        try {
            dynamoDb.updateItem(update -> update.tableName(tables.invitations())
                    .key(runKey(runId))
                    .updateExpression("SET #ends = :full")
                    .conditionExpression(FULL)
                    .expressionAttributeNames(
                            Map.of("#status", "status", "#reason", "reason", "#ends", RunItem.ENDS_AS))
                    .expressionAttributeValues(Map.of(
                            ":paused", word(InvitationRun.Status.PAUSED),
                            ":full", AttributeValue.fromS(InvitationRun.FULL))));
        } catch (ConditionalCheckFailedException waitsNoMore) {
            return false;
        }
        return resumeFull(runId);
    }

    /**
     * Opens a finished run again for those of its donors for whom it failed.
     *
     * @return whether it was finished
     */
    public boolean retry(String runId) {
        var items = table.runAndSegments(runId);
        var ended =
                items.stream().filter(RunItem::isSegment).map(this::reopened).toList();
        return resumeRun(
                runId,
                items,
                ended,
                ended.size(),
                "#status IN (:running, :paused) AND #segments = :none",
                Map.of(":paused", word(InvitationRun.Status.PAUSED), ":none", number(0)));
    }

    /** Opens an ended segment again, without its counts: these are in the run's item. */
    private TransactWriteItem reopened(Item segment) {
        var names =
                new HashMap<>(Map.of("#pass", "pass", "#failures", "failures", "#ended", "ended", "#cursor", "cursor"));
        var removed = new StringBuilder("#ended, #cursor");
        for (var count : RunItem.attributes(RunItem.counts(segment)).keySet()) {
            var name = "#c" + names.size();
            names.put(name, count);
            removed.append(", ").append(name);
        }
        return table.update(
                segment.key(),
                "SET #pass = :pass, #failures = :failures REMOVE " + removed,
                "attribute_exists(#ended)",
                names,
                Map.of(":pass", number(1), ":failures", AttributeValue.fromS("failures")));
    }

    /** Resumes the run and opens segments, all or nothing, so that a running run always has open segments. */
    private boolean resumeRun(
            String runId,
            List<Item> items,
            List<TransactWriteItem> segments,
            int reopened,
            String condition,
            Map<String, AttributeValue> conditionValues) {
        if (items.isEmpty()) {
            return false;
        }
        var changeId = RandomId.next();
        var values = new HashMap<>(conditionValues);
        values.put(":id", AttributeValue.fromS(changeId));
        values.put(":running", word(InvitationRun.Status.RUNNING));
        values.put(":now", AttributeValue.fromS(clock.instant().toString()));
        values.put(":settled", number(RunItem.run(runId, items).counts().settled()));
        values.put(":reopened", number(reopened));
        values.put(":open", AttributeValue.fromS("open"));
        values.put(":at_once", number(0));
        var writes = new ArrayList<>(segments);
        writes.add(resumed(runId, condition, values));
        return isWritten(writes, runId, changeId);
    }

    private TransactWriteItem resumed(String runId, String condition, Map<String, AttributeValue> values) {
        return table.update(
                runKey(runId),
                "SET #status = :running, #change = :now, #id = :id, #since = :now, #before = :settled, #open = :open,"
                        + " #until = :at_once REMOVE #reason"
                        + " ADD #segments :reopened",
                condition,
                Map.of(
                        "#status", "status",
                        "#change", "last_change",
                        "#id", RunItem.CHANGE_ID,
                        "#since", "going_since",
                        "#before", "settled_before",
                        "#reason", "reason",
                        "#segments", "segments_open",
                        "#open", Tables.OPEN,
                        "#until", Tables.LEASE_UNTIL),
                values);
    }

    private boolean isWritten(List<TransactWriteItem> writes, String runId, String changeId) {
        try {
            transactions.write(writes);
            return true;
        } catch (Transactions.ConditionFailedException conditionFailed) {
            return wasMade(runId, changeId);
        }
    }
}
