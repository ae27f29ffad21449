package org.savealife.invitation;

import static org.savealife.invitation.RunTable.number;
import static org.savealife.invitation.RunTable.word;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.savealife.donation.DonationRepository;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Runs that want work, from a sparse index, and the segments of a run that are to be worked. */
@ApplicationScoped
public class OpenRunRepository {

    private static final String WANTS_WORK = "open";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final RunTable table;
    private final Clock clock;

    @Inject
    public OpenRunRepository(DynamoDbClient dynamoDb, Tables tables, RunTable table, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.table = table;
        this.clock = clock;
    }

    /**
     * Work for the workers.
     *
     * @param runs ids of runs that want work now, the longest waiting first
     * @param announced ids of donations that were announced and have no run yet: their stream records are on the way
     */
    public record Work(List<String> runs, Set<String> announced) {

        public Work {
            runs = List.copyOf(runs);
            announced = Set.copyOf(announced);
        }
    }

    /** The work to be done now. One read unit covers some hundred runs. */
    public Work findWork() {
        return findOpen(clock.millis());
    }

    /** Ids of runs that want work now or later. */
    List<String> findOpen() {
        return findOpen(Long.MAX_VALUE).runs();
    }

    /**
     * Ids of runs that wait for a free seat, or did lately. They get there once their segments have been given back.
     * One read unit covers some hundred.
     */
    public List<String> findFull() {
        return find(InvitationRun.FULL, Long.MAX_VALUE).stream()
                .map(RunItem::runId)
                .distinct()
                .toList();
    }

    /** Runs of the previous release are found by their segments, which it kept in the index. */
    private Work findOpen(long until) {
        var items = find(WANTS_WORK, until).stream()
                .collect(Collectors.partitioningBy(item -> item.sortKey().equals(DonationRepository.BELL)));
        return new Work(
                items.getOrDefault(false, List.of()).stream()
                        .map(RunItem::runId)
                        .distinct()
                        .toList(),
                items.getOrDefault(true, List.of()).stream().map(RunItem::runId).collect(Collectors.toSet()));
    }

    private List<Item> find(String open, long until) {
        var request = QueryRequest.builder()
                .tableName(tables.invitations())
                .indexName(Tables.OPEN_SEGMENTS_INDEX)
                .keyConditionExpression("#open = :open AND #until <= :until")
                .expressionAttributeNames(Map.of("#open", Tables.OPEN, "#until", Tables.LEASE_UNTIL))
                .expressionAttributeValues(Map.of(":open", AttributeValue.fromS(open), ":until", number(until)))
                .build();
        return dynamoDb.queryPaginator(request).items().stream().map(Item::from).toList();
    }

    /**
     * The segments of a run that are to be worked or are being worked, in key order: those that have not ended. For
     * a paused run, only those that are still to be paused (see {@link SegmentCountRepository#pauseSegment}): they
     * have an owner, or counts that have not moved. Also corrects the run's entry in the index: it is there from
     * the time at which the run wants work, is another one while the run waits for a free seat, and absent if it wants
     * nothing.
     */
    public List<Segment> workable(String runId) {
        var seen = table.runAndSegments(runId, false);
        if (seen.isEmpty() || isListedRight(seen)) {
            return segments(seen);
        }
        var sure = table.runAndSegments(runId, true);
        if (!sure.isEmpty() && !isListedRight(sure)) {
            listRight(sure);
        }
        return segments(sure);
    }

    private static List<Segment> segments(List<Item> runAndSegments) {
        return runAndSegments.stream()
                .filter(item -> RunItem.isSegment(item) && !RunItem.isEnded(item))
                .filter(item -> RunItem.status(runAndSegments.get(0)) != InvitationRun.Status.PAUSED
                        || RunItem.isOwned(item)
                        || !DayCountItem.byDay(item).isEmpty())
                .map(RunItem::segment)
                .toList();
    }

    /**
     * The time from which the run wants work, 0 for now; empty if it wants none. A run with owned segments always
     * does, as an owner may die.
     */
    private OptionalLong wantedFrom(List<Item> runAndSegments) {
        var now = clock.millis();
        return segments(runAndSegments).stream()
                .mapToLong(segment -> segment.owner().isEmpty() ? segment.leaseUntil() : 0)
                .map(time -> time > now ? time : 0)
                .min();
    }

    private boolean isListedRight(List<Item> runAndSegments) {
        var run = runAndSegments.get(0);
        var wanted = wantedFrom(runAndSegments);
        var listed = wanted.isPresent()
                ? Optional.of(WANTS_WORK)
                : Optional.of(InvitationRun.FULL).filter(full -> RunItem.isFull(run));
        return run.findText(Tables.OPEN).equals(listed)
                && (wanted.orElse(0) == 0 || wanted.getAsLong() == run.number(Tables.LEASE_UNTIL));
    }

    /**
     * Does nothing if somebody has changed the run meanwhile: they have corrected the entry, or the next look does.
     */
    private void listRight(List<Item> runAndSegments) {
        var run = runAndSegments.get(0);
        var wanted = wantedFrom(runAndSegments);
        if (wanted.isEmpty() && RunItem.isFull(run)) {
            updateIndex(
                    run,
                    "SET #open = :full, #until = :none",
                    "#status = :paused AND #reason = :full",
                    Map.of("#status", "status", "#reason", "reason"),
                    Map.of(
                            ":full", AttributeValue.fromS(InvitationRun.FULL),
                            ":paused", word(InvitationRun.Status.PAUSED),
                            ":none", number(0)));
        } else if (wanted.isEmpty()) {
            updateIndex(
                    run,
                    "REMOVE #open, #until",
                    "#status <> :running OR #segments = :none",
                    Map.of("#status", "status", "#segments", "segments_open"),
                    Map.of(":running", word(InvitationRun.Status.RUNNING), ":none", number(0)));
        } else {
            updateIndex(
                    run,
                    "SET #open = :open, #until = :until",
                    "#change = :change AND (#until = :seen OR attribute_not_exists(#until))",
                    Map.of("#change", "last_change"),
                    Map.of(
                            ":open", AttributeValue.fromS(WANTS_WORK),
                            ":until", number(wanted.getAsLong()),
                            ":change", AttributeValue.fromS(run.text("last_change")),
                            ":seen", number(run.findNumber(Tables.LEASE_UNTIL).orElse(0L))));
        }
    }

    private void updateIndex(
            Item run,
            String expression,
            String condition,
            Map<String, String> names,
            Map<String, AttributeValue> values) {
        var all = new HashMap<>(names);
        all.put("#open", Tables.OPEN);
        all.put("#until", Tables.LEASE_UNTIL);
        try {
            dynamoDb.updateItem(update -> update.tableName(tables.invitations())
                    .key(run.key())
                    .updateExpression(expression)
                    .conditionExpression(condition)
                    .expressionAttributeNames(all)
                    .expressionAttributeValues(values));
        } catch (ConditionalCheckFailedException steered) {
            // whoever changed the run sets the entry
        }
    }
}
