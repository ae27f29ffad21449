package org.savealife.invitation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.invitation.run.Former;
import org.savealife.invitation.run.RunId;
import org.savealife.platform.dynamodb.BatchGet;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Runs in the invitations table (see {@link RunItem}): opens, finds and deletes them. */
@ApplicationScoped
public class RunRepository {

    /** Items deleted in one transaction. */
    private static final int DELETED_AT_ONCE = 64;

    /** How long it takes until all workers know of a change: they look at the donations of their runs each second. */
    private static final Duration NOTICED = Duration.ofSeconds(3);

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final RunTable table;
    private final DayCountRepository dayCounts;
    private final Clock clock;

    @Inject
    public RunRepository(
            DynamoDbClient dynamoDb,
            Tables tables,
            Transactions transactions,
            RunTable table,
            DayCountRepository dayCounts,
            Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.table = table;
        this.dayCounts = dayCounts;
        this.clock = clock;
    }

    /**
     * Opens the run of a donation. For a donation that is past or called off, the run is stored as skipped.
     * Repeatable, as a donation has one run.
     *
     * @return whether the donation had no run before
     */
    public boolean open(Donation donation) {
        var now = clock.instant();
        var reason = EligibilityRules.reasonNotToRun(donation, now);
        var items = reason.isPresent()
                ? List.of(RunItem.of(donation, RunItem.skipped(donation.id(), now, reason.get())))
                : List.of(
                        RunItem.of(donation, RunItem.running(donation.id(), 1, now)),
                        RunItem.newSegment(donation.id(), "", Segment.BEHIND_ALL));
        var from = donation.isPast(now) ? now : donation.startsAt();
        try {
            transactions.write(Stream.concat(
                            items.stream()
                                    .map(item -> table.limited(item, from))
                                    .map(item -> Transactions.putNew(tables.invitations(), item)),
                            Stream.of(
                                    Transactions.delete(tables.invitations(), DonationRepository.bell(donation.id()))))
                    .toList());
            return true;
        } catch (Transactions.ConditionFailedException openedBefore) {
            return false;
        }
    }

    /**
     * Opens another run about a donation, see {@link RunId}. For a donation that is past, the run is stored as skipped.
     * Repeatable.
     *
     * @param former what was said before; empty if that is not known or has not changed
     * @param segments ranges of keys by where they start, with where they end: {@link Segment#BOOKED} or {@link
     *     Segment#BEHIND_BOOKED} or both. The second is claimed only some seconds from now, when every worker has
     *     noticed that the donation is another
     * @return whether there was no such run before
     */
    public boolean open(RunId id, Donation donation, Optional<Former> former, Map<String, String> segments) {
        var now = clock.instant();
        var reason = donation.isPast(now) ? EligibilityRules.DONATION_NOT_PAST.reason() : "";
        return store(id, donation, former, reason, segments);
    }

    /**
     * Stores a run that is not to go, for a reason, unless there is such a run. It keeps what was said before, for a
     * later one.
     */
    public boolean skip(RunId id, Donation donation, Optional<Former> former, String reason) {
        return store(id, donation, former, reason, Map.of());
    }

    private boolean store(
            RunId id, Donation donation, Optional<Former> former, String reason, Map<String, String> segments) {
        var now = clock.instant();
        var run = reason.isEmpty()
                ? RunItem.running(id.text(), segments.size(), now)
                : RunItem.skipped(id.text(), now, reason);
        var told = RunItem.of(
                donation, former.map(before -> RunItem.withFormer(run, before)).orElse(run));
        var items = new ArrayList<>(List.of(told));
        if (reason.isEmpty()) {
            segments.forEach((from, to) -> items.add(RunItem.newSegment(id.text(), from, to)
                    .with(
                            Tables.LEASE_UNTIL,
                            from.equals(Segment.BOOKED) ? 0 : now.plus(NOTICED).toEpochMilli())));
        }
        var from = donation.isPast(now) ? now : donation.startsAt();
        try {
            transactions.write(items.stream()
                    .map(item -> Transactions.putNew(tables.invitations(), table.limited(item, from)))
                    .toList());
            return true;
        } catch (Transactions.ConditionFailedException openedBefore) {
            return false;
        }
    }

    /** What was said before the change that a run tells of. */
    public Optional<Former> former(RunId id) {
        return table.get(id.text(), RunItem.RUN).flatMap(RunItem::former);
    }

    /** Those of the donations that have a run, whatever its status. One request for a hundred donations. */
    public Set<String> existing(Collection<String> donationIds) {
        return read(donationIds).stream().map(RunItem::runId).collect(Collectors.toSet());
    }

    private List<Item> read(Collection<String> runIds) {
        var keys = runIds.stream().map(RunTable::runKey).map(Item::from).toList();
        return BatchGet.read(dynamoDb, tables.invitations(), keys);
    }

    /** The run as it is now. Its counts lag behind by one page for each segment. */
    public Optional<InvitationRun> find(String runId) {
        var items = table.runAndSegments(runId);
        return items.isEmpty() ? Optional.empty() : Optional.of(RunItem.run(runId, items));
    }

    /**
     * The runs of several donations, by donation id; donations without one are left out. One request for each
     * hundred. The counts of runs in progress lag behind by {@link SegmentCountRepository#settle}. Takes one more
     * request for each run that was cancelled in progress, until the owners of its segments have given them back.
     */
    public Map<String, InvitationRun> findAll(Collection<String> runIds) {
        var found = new HashMap<String, InvitationRun>();
        for (var item : read(runIds)) {
            var runId = RunItem.runId(item);
            var run = RunItem.run(runId, List.of(item));
            found.put(runId, RunItem.isLeft(item) ? find(runId).orElse(run) : run);
        }
        return found;
    }

    /**
     * Deletes the run with its segments and its ledger, and subtracts its outcomes from the counts by day. Owners
     * lose their segments. Repeatable.
     */
    public void erase(String runId) {
        for (var items = allButRun(runId); !items.isEmpty(); items = allButRun(runId)) {
            transactions.write(items.stream()
                    .map(item -> Transactions.delete(tables.invitations(), item))
                    .toList());
        }
        // without segments nothing is added to the run's counts any more
        table.get(runId, RunItem.RUN).ifPresent(run -> {
            var writes = new ArrayList<TransactWriteItem>();
            writes.add(Transactions.delete(tables.invitations(), run));
            var days = new TreeMap<>(DayCountItem.byDay(run));
            days.replaceAll((day, counts) -> counts.negated());
            days.values().removeIf(DayCounts::isNone);
            writes.addAll(dayCounts.filed(days));
            transactions.write(writes);
        });
    }

    /** The first of the run's segments and ledger pages, as many as one transaction deletes. */
    private List<Item> allButRun(String runId) {
        return Item.listOf(dynamoDb.query(query -> query.tableName(tables.invitations())
                                .keyConditionExpression("PK = :run")
                                .expressionAttributeValues(
                                        Map.of(":run", AttributeValue.fromS(RunItem.partitionKey(runId))))
                                .consistentRead(true)
                                .limit(DELETED_AT_ONCE))
                        .items())
                .stream()
                .filter(item -> !item.sortKey().equals(RunItem.RUN))
                .toList();
    }
}
