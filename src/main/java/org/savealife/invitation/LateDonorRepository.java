package org.savealife.invitation;

import static org.savealife.invitation.LateDonorTable.DUE;
import static org.savealife.invitation.LateDonorTable.NO_TICKET;
import static org.savealife.invitation.LateDonorTable.TICKET;
import static org.savealife.invitation.LateDonorTable.item;
import static org.savealife.invitation.RunTable.word;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.savealife.invitation.LateDonorTable.Place;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Donors who signed up, moved to the city or subscribed again after a run had been opened. All of them are queued,
 * as it is not known at once whether the run's walk through the city will still reach them. When the walk has
 * passed a donor's key, the donor is either in the run's ledger, and leaves the queue, or is <em>late</em>: invited
 * by a segment for late donors, which is claimed, paused, retried and counted like any other. This segment is
 * opened when somebody in the queue may be invited, and ends when nobody is left who may. Donors ahead of the walk
 * wait until the walk's segment ends.
 *
 * <p>All items have the run's {@code PK}, see {@link RunItem}:
 *
 * <ul>
 *   <li>{@code QUEUE#<donor id>}: {@code ticket}, a new random text each time the donor comes
 *   <li>{@code SEGMENT#~}: the segment; {@code due} is when its deferred donors are to be tried again, if it was
 *       opened earlier for others
 *   <li>{@code PAGE#~<round>#<donor id>}: a ledger page, named by its last donor and by the round, that is, the
 *       walk through the queue
 *   <li>{@code LATE#<donor id>}: {@code page}, the key of the ledger page with the donor's outcome
 * </ul>
 *
 * <p>A page is claimed, sent and written like any other. Then one transaction moves its donors from the queue to
 * {@code LATE} items. If a crash prevented that, the next owner of the segment does it. An owner that gives the
 * segment back in the middle of a page closes the page. A skipped donor may come again, any other donor may not. Of
 * several outcomes of a donor the last one counts.
 */
@ApplicationScoped
public class LateDonorRepository {

    private final Tables tables;
    private final Transactions transactions;
    private final RunTable table;
    private final LedgerRepository ledger;
    private final LateDonorTable lateTable;
    private final Clock clock;

    @Inject
    public LateDonorRepository(
            Tables tables,
            Transactions transactions,
            RunTable table,
            LedgerRepository ledger,
            LateDonorTable lateTable,
            Clock clock) {
        this.tables = tables;
        this.transactions = transactions;
        this.table = table;
        this.ledger = ledger;
        this.lateTable = lateTable;
        this.clock = clock;
    }

    /**
     * Queues donors for a run, and opens the segment for late donors if one of them may be invited now. Repeatable.
     */
    public void add(String donationId, Collection<String> donorIds) {
        var places = donorIds.stream()
                .sorted()
                .map(donorId -> new Place(donorId, RandomId.next()))
                .toList();
        lateTable.write(places.stream()
                .map(place -> WriteRequest.builder()
                        .putRequest(put -> put.item(table.limited(
                                        donationId, item(donationId, place).with(TICKET, place.ticket()))
                                .attributes()))
                        .build())
                .toList());
        open(donationId, places.stream());
    }

    /**
     * Queues those donors whom the run's walk has passed without finding them.
     *
     * @return the donors whom the walk has not reached yet
     */
    public Set<String> addMissing(String donationId, Collection<String> donorIds) {
        var walk = walk(donationId);
        var ahead = new HashSet<String>();
        var missing = new ArrayList<String>();
        for (var donorId : donorIds.stream().sorted().toList()) {
            var judged = walk.judgeByWalk(donorId);
            if (judged.verdict() == WalkProgress.Verdict.WAIT) {
                ahead.add(donorId);
            } else if (judged.verdict() == WalkProgress.Verdict.INVITE
                    && judged.before().isEmpty()) {
                missing.add(donorId);
            }
        }
        missing.removeAll(lateTable.latePages(donationId, missing).keySet());
        if (!missing.isEmpty()) {
            add(donationId, missing);
        }
        return ahead;
    }

    /**
     * Queues those donors whom the run's walk has passed without finding them, or whom a worker of an earlier
     * release skipped as donors of another city. Repeatable.
     *
     * @return how many were queued
     */
    public int addOverlooked(String donationId, Collection<String> donorIds) {
        var walk = walk(donationId);
        var places = donorIds.stream()
                .sorted()
                .map(donorId -> new Place(donorId, NO_TICKET))
                .toList();
        walk.expect(places);
        var overlooked = places.stream()
                .filter(place -> walk.judge(place).isOverlooked())
                .map(Place::donorId)
                .toList();
        if (!overlooked.isEmpty()) {
            add(donationId, overlooked);
        }
        return overlooked.size();
    }

    /**
     * Opens the segment for late donors if somebody in the queue may be invited now. Repeatable. To be called
     * whenever that may have changed.
     */
    public void openIfAnyMayGo(String donationId) {
        var first = lateTable.queue(donationId, "", Segment.BEHIND_ALL, 1);
        if (!first.isEmpty()) {
            open(donationId, lateTable.all(donationId));
        }
    }

    private void open(String donationId, Stream<Place> places) {
        var items = table.runAndSegments(donationId);
        if (items.isEmpty()) {
            return;
        }
        var late = items.stream()
                .filter(item -> RunItem.isSegment(item) && !RunItem.isEnded(item))
                .filter(item -> RunItem.segment(item).isLate())
                .findFirst();
        var walk = walk(donationId, items);
        if (late.isPresent()) {
            hurry(late.get());
        } else if (places.anyMatch(place -> walk.judge(place).verdict() != WalkProgress.Verdict.WAIT)) {
            open(donationId);
        }
    }

    /**
     * Does nothing for a run that was cancelled or skipped. In a paused run, the segment is worked once the run is
     * resumed.
     */
    private void open(String donationId) {
        var segment =
                table.limited(donationId, RunItem.newSegment(donationId, Segment.BEHIND_ALL, Segment.BEHIND_LATE));
        try {
            transactions.write(List.of(
                    Transactions.put(
                            tables.invitations(),
                            segment,
                            "attribute_not_exists(PK) OR attribute_exists(ended)",
                            Map.of()),
                    TransactWriteItem.builder()
                            .update(update -> update.tableName(tables.invitations())
                                    .key(Item.of(RunItem.partitionKey(donationId), RunItem.RUN)
                                            .key())
                                    .updateExpression("SET #status = :running, #open = :open, #until = :now"
                                            + " REMOVE #reason ADD segments_open :one")
                                    .conditionExpression(
                                            "#status = :running OR (#status = :paused AND segments_open = :none)")
                                    .expressionAttributeNames(Map.of(
                                            "#status",
                                            "status",
                                            "#reason",
                                            "reason",
                                            "#open",
                                            Tables.OPEN,
                                            "#until",
                                            Tables.LEASE_UNTIL))
                                    .expressionAttributeValues(Map.of(
                                            ":running", word(InvitationRun.Status.RUNNING),
                                            ":paused", word(InvitationRun.Status.PAUSED),
                                            ":one", AttributeValue.fromN("1"),
                                            ":none", AttributeValue.fromN("0"),
                                            ":now", AttributeValue.fromN("0"),
                                            ":open", AttributeValue.fromS("open"))))
                            .build()));
        } catch (Transactions.ConditionFailedException openOrStopped) {
            // whoever opened the segment, or resumes the run, reads the queue after us
        }
    }

    /** Lets the segment be worked at once if it is waiting for deferred donors. */
    private void hurry(Item segment) {
        var until = segment.findNumber(Tables.LEASE_UNTIL).orElse(0L);
        if (segment.findText(Tables.OWNER).isPresent() || until <= clock.millis()) {
            return;
        }
        var names = Map.of("#due", DUE, "#until", Tables.LEASE_UNTIL, "#ended", "ended", "#owner", Tables.OWNER);
        try {
            transactions.write(List.of(
                    TransactWriteItem.builder()
                            .update(update -> update.tableName(tables.invitations())
                                    .key(segment.key())
                                    .updateExpression("SET #due = #until, #until = :now")
                                    .conditionExpression("attribute_not_exists(#ended) AND attribute_not_exists(#owner)"
                                            + " AND #until = :seen")
                                    .expressionAttributeNames(names)
                                    .expressionAttributeValues(Map.of(
                                            ":now", AttributeValue.fromN("0"),
                                            ":seen", AttributeValue.fromN(Long.toString(until)))))
                            .build(),
                    TransactWriteItem.builder()
                            .update(update -> update.tableName(tables.invitations())
                                    .key(Item.of(segment.partitionKey(), RunItem.RUN)
                                            .key())
                                    .updateExpression("SET #until = :now")
                                    .conditionExpression("attribute_exists(#open)")
                                    .expressionAttributeNames(
                                            Map.of("#until", Tables.LEASE_UNTIL, "#open", Tables.OPEN))
                                    .expressionAttributeValues(Map.of(":now", AttributeValue.fromN("0"))))
                            .build()));
        } catch (Transactions.ConditionFailedException claimedOrParked) {
            // the segment is being worked, or will be when the run is resumed
        }
    }

    private WalkProgress walk(String donationId) {
        return walk(donationId, table.runAndSegments(donationId));
    }

    private WalkProgress walk(String donationId, List<Item> runAndSegments) {
        return new WalkProgress(donationId, runAndSegments, ledger, lateTable);
    }
}
