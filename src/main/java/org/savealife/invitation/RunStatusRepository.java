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
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** The status of runs in the invitations table (see {@link RunItem}): pauses, cancels, resumes and retries them. */
@ApplicationScoped
public class RunStatusRepository {

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
     * Stops a run in progress until somebody resumes it.
     *
     * @return whether it was in progress
     */
    public boolean pause(String runId, String reason) {
        // the entry is written first: one too many costs a read, one too few hides the run from staff
        segmentCounts
                .mark(runId)
                .ifPresent(item -> dynamoDb.putItem(
                        put -> put.tableName(tables.invitations()).item(item.attributes())));
        var paused = changeStatus(runId, InvitationRun.Status.PAUSED, reason, "#status = :running");
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
