package org.savealife.invitation;

import static org.savealife.invitation.RunTable.OWNED;
import static org.savealife.invitation.RunTable.key;
import static org.savealife.invitation.RunTable.number;
import static org.savealife.invitation.RunTable.runKey;
import static org.savealife.invitation.RunTable.word;
import static org.savealife.invitation.SegmentRepository.added;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Moves the counts of segments to the items of their runs and to the counts by day: from time to time while a
 * segment is worked, and in the transaction that pauses or ends it. So each outcome is counted in one place, even
 * after a crash.
 */
@ApplicationScoped
public class SegmentCountRepository {

    private static final String NOT_OWNED = "attribute_not_exists(#owner) AND attribute_not_exists(#ended)";

    private final Tables tables;
    private final Transactions transactions;
    private final RunTable table;
    private final SegmentRepository segments;
    private final LedgerRepository ledger;
    private final DayCountRepository dayCounts;
    private final Clock clock;

    @Inject
    public SegmentCountRepository(
            Tables tables,
            Transactions transactions,
            RunTable table,
            SegmentRepository segments,
            LedgerRepository ledger,
            DayCountRepository dayCounts,
            Clock clock) {
        this.tables = tables;
        this.transactions = transactions;
        this.table = table;
        this.segments = segments;
        this.ledger = ledger;
        this.dayCounts = dayCounts;
        this.clock = clock;
    }

    /**
     * Gives back the segment of a paused or cancelled run. Its counts move to the run's item and to the counts by
     * day.
     */
    public void pauseSegment(Segment segment) {
        var page = ledger.heldPage(segment);
        if (table.status(segment.runId())
                .filter(InvitationRun.Status.CANCELLED::equals)
                .isPresent()) {
            end(segment, added(page));
            return;
        }
        var item = table.segmentItem(segment);
        var days = days(item, added(page));
        var numbers = new TreeMap<>(DayCountItem.named(days));
        numbers.putAll(settled(counts(item).plus(added(page))));
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(ifNotRunning(segment.runId(), numbers));
        writes.add(letGo(segment, item, Map.of(), added(page).deferred()));
        writes.addAll(ledger.counted(segment, page));
        writes.addAll(dayCounts.filed(days));
        writes.addAll(attention(segment.runId(), numbers));
        try {
            transactions.write(writes);
        } catch (Transactions.ConditionFailedException goesOn) {
            segments.release(segment, Duration.ZERO);
        }
    }

    /**
     * Moves the counts of the segment so far to the run's item and to the counts by day, for readers who read no
     * segments. To be called by the owner from time to time, between its other writes.
     */
    public void settle(Segment segment) {
        var item = table.segmentItem(segment);
        var days = item.map(DayCountItem::byDay).orElse(Map.of());
        var numbers = new TreeMap<>(DayCountItem.named(days));
        numbers.putAll(settled(counts(item)));
        if (numbers.isEmpty()) {
            return;
        }
        var names = new HashMap<String, String>();
        var values = new HashMap<String, AttributeValue>();
        var expression = RunItem.addition(numbers, names, values).strip();
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(taken(segment, item));
        writes.add(table.update(runKey(segment.runId()), expression, "attribute_exists(PK)", names, values));
        writes.addAll(dayCounts.filed(days));
        writes.addAll(attention(segment.runId(), numbers));
        table.writeOwned(segment, writes);
    }

    /**
     * Ends the segment. The run is finished with its last segment. Late donors do not change the time at which it
     * was.
     *
     * @param lastPage what the last page added
     */
    public void end(Segment segment, Counts lastPage) {
        var item = table.segmentItem(segment);
        table.writeOwned(segment, ended(segment, item, lastPage, letGo(segment, item, Map.of("ended", "ended"), 0)));
    }

    /**
     * The counts of the segment's pages before its last one, since the segment was opened or its counts were last
     * moved; of deferred donors all.
     */
    public Counts counts(Segment segment) {
        return counts(table.segmentItem(segment));
    }

    /** Ends a segment, without an owner, of a cancelled run. */
    void endUnowned(Item item) {
        var segment = RunItem.segment(item);
        var takenOut = takenUnowned(item, "SET #ended = :ended ", Map.of(":ended", AttributeValue.fromS("ended")));
        writeUnlessClaimed(ended(segment, Optional.of(item), added(ledger.lastPage(segment)), takenOut));
    }

    /** Moves the counts of a segment without an owner, as {@link #settle} does. */
    void settleUnowned(Item item) {
        var days = DayCountItem.byDay(item);
        var numbers = new TreeMap<>(DayCountItem.named(days));
        numbers.putAll(settled(RunItem.counts(item)));
        if (numbers.isEmpty()) {
            return;
        }
        var names = new HashMap<String, String>();
        var values = new HashMap<String, AttributeValue>();
        var expression = RunItem.addition(numbers, names, values).strip();
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(takenUnowned(item, "", Map.of()));
        writes.add(table.update(runKey(RunItem.runId(item)), expression, "attribute_exists(PK)", names, values));
        writes.addAll(dayCounts.filed(days));
        writeUnlessClaimed(writes);
    }

    /** Removes the moved counts from a segment without an owner, if they are still those that were read. */
    private TransactWriteItem takenUnowned(Item item, String set, Map<String, AttributeValue> setValues) {
        var moved = movedNames(Optional.of(item));
        var names = new HashMap<>(moved);
        names.putAll(Map.of("#owner", Tables.OWNER, "#ended", "ended", "#open", Tables.OPEN));
        var values = new HashMap<>(setValues);
        var condition = new StringBuilder(NOT_OWNED);
        var removed = new StringBuilder("REMOVE #open");
        moved.forEach((placeholder, name) -> {
            var seen = ":seen" + placeholder.substring(1);
            values.put(seen, number(item.number(name)));
            condition.append(" AND ").append(placeholder).append(" = ").append(seen);
            removed.append(", ").append(placeholder);
        });
        return table.update(item.key(), set + removed, condition.toString(), names, values);
    }

    private void writeUnlessClaimed(List<TransactWriteItem> writes) {
        try {
            transactions.write(writes);
        } catch (Transactions.ConditionFailedException claimedMeanwhile) {
            // then the new owner pauses the segment
        }
    }

    private List<TransactWriteItem> ended(
            Segment segment, Optional<Item> item, Counts lastPage, TransactWriteItem takenOut) {
        var runId = segment.runId();
        var isLate = segment.isLate();
        var names = new HashMap<>(Map.of("#segments", "segments_open"));
        var values = new HashMap<>(Map.of(":one", number(1)));
        if (!isLate) {
            names.put("#change", "last_change");
            values.put(":now", AttributeValue.fromS(clock.instant().toString()));
        }
        var days = days(item, lastPage);
        var numbers = new TreeMap<>(DayCountItem.named(days));
        numbers.putAll(RunItem.attributes(counts(item).plus(lastPage)));
        var expression = "SET #segments = #segments - :one"
                + (isLate ? "" : ", #change = :now")
                + RunItem.addition(numbers, names, values);
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(takenOut);
        writes.add(table.update(runKey(runId), expression, "attribute_exists(PK)", names, values));
        writes.addAll(dayCounts.filed(days));
        writes.addAll(attention(runId, numbers));
        return writes;
    }

    /**
     * Gives back an owned segment, without its counts, which move to the run's item and to the counts by day.
     *
     * @param mark texts to set on the segment
     * @param deferred to be added to the number of deferred donors, which stays with the segment
     */
    private TransactWriteItem letGo(Segment segment, Optional<Item> item, Map<String, String> mark, long deferred) {
        var names = new HashMap<>(Map.of("#until", Tables.LEASE_UNTIL, "#owner", Tables.OWNER));
        var values = new HashMap<>(Map.of(":owner", AttributeValue.fromS(segment.owner())));
        var set = new StringBuilder();
        mark.forEach((name, text) -> {
            names.put("#" + name, name);
            values.put(":" + name, AttributeValue.fromS(text));
            set.append(set.isEmpty() ? "SET " : ", ")
                    .append("#" + name)
                    .append(" = :")
                    .append(name);
        });
        var removed = new StringBuilder(" REMOVE #until, #owner");
        movedNames(item).forEach((placeholder, name) -> {
            names.put(placeholder, name);
            removed.append(", ").append(placeholder);
        });
        var more = RunItem.attributes(new Counts(0, Map.of(), Map.of(), deferred));
        var expression = set.append(removed) + RunItem.addition(more, names, values);
        return table.update(key(segment), expression, OWNED, names, values);
    }

    /** Removes the moved counts from the segment. */
    private TransactWriteItem taken(Segment segment, Optional<Item> item) {
        var names = new HashMap<>(movedNames(item));
        var removed = String.join(", ", names.keySet());
        names.put("#owner", Tables.OWNER);
        return table.update(
                key(segment),
                "REMOVE " + removed,
                OWNED,
                names,
                Map.of(":owner", AttributeValue.fromS(segment.owner())));
    }

    /** Adds the numbers, if there are any, to the run's item, and fails if the run is running. */
    private TransactWriteItem ifNotRunning(String runId, Map<String, Long> numbers) {
        var condition = "attribute_exists(PK) AND #status <> :running";
        var names = new HashMap<>(Map.of("#status", "status"));
        var values = new HashMap<>(Map.of(":running", word(InvitationRun.Status.RUNNING)));
        if (!numbers.isEmpty()) {
            var expression = RunItem.addition(numbers, names, values).strip();
            return table.update(runKey(runId), expression, condition, names, values);
        }
        return table.checkOfRun(runId, condition, names, values);
    }

    /** A write that marks the run for the attention of staff, if the numbers include failures. */
    private List<TransactWriteItem> attention(String runId, Map<String, Long> numbers) {
        return numbers.keySet().stream().anyMatch(RunItem::isOfFailure)
                ? mark(runId).map(item -> Transactions.put(tables.invitations(), item)).stream()
                        .toList()
                : List.of();
    }

    Optional<Item> mark(String runId) {
        return table.get(runId, RunItem.RUN).flatMap(RunItem::attention);
    }

    /** The segment's counts by day, including those of its last page. */
    private Map<LocalDate, DayCounts> days(Optional<Item> segment, Counts lastPage) {
        var days = new TreeMap<>(segment.map(DayCountItem::byDay).orElse(Map.of()));
        days.merge(dayCounts.today(), DayCounts.of(lastPage), DayCounts::plus);
        days.values().removeIf(DayCounts::isNone);
        return days;
    }

    /** The counts that move to the run: all but those of deferred donors, whom the segment takes up again. */
    private static Map<String, Long> settled(Counts counts) {
        var numbers = new TreeMap<>(RunItem.attributes(counts));
        numbers.remove(RunItem.DEFERRED);
        return numbers;
    }

    /** The names of the counts that move, by their placeholders. */
    private static Map<String, String> movedNames(Optional<Item> segment) {
        var names = new HashMap<String, String>();
        segment.map(DayCountItem::namesByDay)
                .orElse(Map.of())
                .forEach((name, placeholder) -> names.put(placeholder, name));
        settled(counts(segment)).keySet().forEach(name -> names.put("#m" + names.size(), name));
        return names;
    }

    private static Counts counts(Optional<Item> segment) {
        return segment.map(RunItem::counts).orElse(Counts.NONE);
    }
}
