package org.savealife.invitation;

import static org.savealife.invitation.LateDonorTable.DUE;
import static org.savealife.invitation.LateDonorTable.LATE_PREFIX;
import static org.savealife.invitation.LateDonorTable.NO_TICKET;
import static org.savealife.invitation.LateDonorTable.PAGE;
import static org.savealife.invitation.LateDonorTable.QUERY_LIMIT;
import static org.savealife.invitation.LateDonorTable.ROUND_END;
import static org.savealife.invitation.LateDonorTable.item;
import static org.savealife.invitation.LateDonorTable.removal;
import static org.savealife.invitation.LateDonorTable.roundOf;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.invitation.LateDonorTable.Place;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Ledger pages of late donors (see {@link LateDonorRepository}): which donors are on the next page, and how they
 * leave the queue.
 */
@ApplicationScoped
public class LateDonorPageRepository {

    /** Donors on a page at most. With two items for each, and the run's item, they fit into one transaction. */
    static final int SIZE = 48;

    /** Reason for skipping a late donor if the donation had begun when it was their turn. */
    static final String BEGUN = "donation_begun";

    private static final int MAX_TRIES = 10;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final RunTable table;
    private final LedgerRepository ledger;
    private final LateDonorTable lateTable;
    private final DonorRepository donors;
    private final Clock clock;

    @Inject
    public LateDonorPageRepository(
            DynamoDbClient dynamoDb,
            Tables tables,
            Transactions transactions,
            RunTable table,
            LedgerRepository ledger,
            LateDonorTable lateTable,
            DonorRepository donors,
            Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.table = table;
        this.ledger = ledger;
        this.lateTable = lateTable;
        this.donors = donors;
        this.clock = clock;
    }

    /**
     * Donors of the queue who may be invited now, in key order.
     *
     * @param places the places of all of them in the queue
     * @param donors those to whom the rules are applied
     * @param settled the others, with their outcomes
     * @param superseded what earlier outcomes of these donors added to the counts
     * @param readAt {@link System#nanoTime()} before the donors were read
     */
    public record Step(
            List<Place> places, List<Donor> donors, Map<String, Outcome> settled, Counts superseded, long readAt) {

        public boolean isEmpty() {
            return places.isEmpty();
        }

        public String last() {
            return places.get(places.size() - 1).donorId();
        }
    }

    /** How long deferred donors are still left alone; zero or negative if they are due. */
    public Duration untilDue(Segment segment) {
        var item = dynamoDb.getItem(get -> get.tableName(tables.invitations())
                        .key(Item.of(RunItem.partitionKey(segment.runId()), RunItem.segmentSortKey(segment))
                                .key())
                        .consistentRead(true))
                .item();
        return Duration.ofMillis(Item.from(item).findNumber(DUE).orElse(0L) - clock.millis());
    }

    /** The prefix of the page keys of a new walk through the queue. It sorts behind all pages so far. */
    public String newRound(String donationId) {
        var last = Item.listOf(dynamoDb.query(query -> query.tableName(tables.invitations())
                                .keyConditionExpression("PK = :run AND SK BETWEEN :from AND :to")
                                .expressionAttributeValues(Map.of(
                                        ":run", AttributeValue.fromS(RunItem.partitionKey(donationId)),
                                        ":from", AttributeValue.fromS(RunItem.PAGE_PREFIX + Segment.BEHIND_ALL),
                                        ":to", AttributeValue.fromS(RunItem.PAGE_PREFIX + Segment.BEHIND_LATE)))
                                .consistentRead(true)
                                .scanIndexForward(false)
                                .limit(1))
                        .items())
                .stream()
                .map(page -> roundOf(page.sortKey().substring(RunItem.PAGE_PREFIX.length())))
                .map(round -> Long.parseLong(round.substring(1, round.length() - 1)))
                .findFirst()
                .orElse(0L);
        return Segment.BEHIND_ALL + Math.max(clock.millis(), last + 1) + ROUND_END;
    }

    /**
     * The next donors of the queue, behind that id, who may be invited. Removes donors from the queue who are in
     * the ledger already.
     */
    public Step next(Donation donation, String after) {
        var walk = walk(donation.id());
        var late = new ArrayList<Place>();
        var superseded = new ArrayList<Outcome>();
        var leaving = new ArrayList<Place>();
        var last = after;
        List<Place> step;
        do {
            step = lateTable.queue(donation.id(), last, Segment.BEHIND_ALL, QUERY_LIMIT);
            walk.expect(step);
            for (var place : step) {
                if (late.size() == SIZE) {
                    break;
                }
                last = place.donorId();
                var judged = walk.judge(place);
                if (judged.verdict() == WalkProgress.Verdict.INVITE) {
                    late.add(place);
                    judged.before().ifPresent(superseded::add);
                } else if (judged.verdict() == WalkProgress.Verdict.LEAVE) {
                    leaving.add(place);
                }
            }
        } while (step.size() == QUERY_LIMIT && late.size() < SIZE);
        lateTable.write(
                leaving.stream().map(place -> removal(donation.id(), place)).toList());
        return step(donation, late, Counts.of(superseded));
    }

    /**
     * The unfinished part of a page that a previous owner left; its donors are still in the queue. Empty if the
     * page was an earlier one that was being worked again, see {@link #leftAgain}.
     */
    public Optional<Step> left(Donation donation, LedgerPage page) {
        if (!lateTable.settledOn(donation.id(), page).isEmpty()) {
            return Optional.empty();
        }
        var walk = walk(donation.id());
        var late = new ArrayList<Place>();
        var superseded = new ArrayList<Outcome>();
        lateTable.queueOf(donation.id(), page).stream()
                .sorted(Comparator.comparing(
                        place -> page.outcome(place.donorId()).isEmpty()))
                .forEach(place -> {
                    var judged = walk.judge(place);
                    var known = page.outcome(place.donorId()).isPresent();
                    if (known || (judged.verdict() == WalkProgress.Verdict.INVITE && late.size() < SIZE)) {
                        late.add(place);
                        judged.before().ifPresent(superseded::add);
                    }
                });
        return Optional.of(step(donation, late, Counts.of(superseded)));
    }

    /** The donors without outcome on an earlier page that was being worked again. */
    public Step leftAgain(Donation donation, LedgerPage page) {
        var places = lateTable.settledOn(donation.id(), page).stream()
                .filter(donorId -> page.outcome(donorId).isEmpty())
                .map(donorId -> new Place(donorId, NO_TICKET))
                .toList();
        return step(donation, places, Counts.NONE);
    }

    private Step step(Donation donation, List<Place> places, Counts superseded) {
        var settled = new HashMap<String, Outcome>();
        var readAt = System.nanoTime();
        if (!clock.instant().isBefore(donation.startsAt())) {
            var skipped = new Outcome.Skipped(whyNotAnyMore(donation));
            places.forEach(place -> settled.put(place.donorId(), skipped));
            return new Step(places, List.of(), settled, superseded, readAt);
        }
        var ids = places.stream().map(Place::donorId).toList();
        var found = new HashMap<>(donors.findAll(donation.city(), ids));
        for (var id : ids) {
            if (!found.containsKey(id)) {
                donors.find(id)
                        .ifPresentOrElse(
                                donor -> found.put(id, donor),
                                () -> settled.put(id, new Outcome.Skipped(Outcome.Skipped.DONOR_GONE)));
            }
        }
        return new Step(
                places, ids.stream().filter(found::containsKey).map(found::get).toList(), settled, superseded, readAt);
    }

    private String whyNotAnyMore(Donation donation) {
        return table.get(donation.id(), RunItem.RUN)
                .filter(RunItem::endsFull)
                .map(run -> InvitationRun.FULL)
                .orElse(BEGUN);
    }

    /**
     * Moves the donors of a finished page from the queue to their {@code LATE} items. Donors who came again
     * meanwhile stay in the queue.
     */
    public void settle(String donationId, LedgerPage page, Step step) {
        var places = step.places();
        for (var attempt = 1; ; attempt++) {
            try {
                settle(donationId, page, places);
                return;
            } catch (Transactions.ConditionFailedException cameAgain) {
                if (attempt == MAX_TRIES) {
                    throw cameAgain;
                }
                var now = Set.copyOf(lateTable.queueOf(donationId, page));
                places = places.stream()
                        .map(place -> now.contains(place) ? place : new Place(place.donorId(), NO_TICKET))
                        .toList();
            }
        }
    }

    /**
     * The same after a crash. It is not known then who came again meanwhile. That matters only for skipped donors,
     * so these stay in the queue and are examined once more.
     */
    public void settle(String donationId, LedgerPage page) {
        if (!lateTable.settledOn(donationId, page).isEmpty()) {
            return;
        }
        var places = lateTable.queueOf(donationId, page).stream()
                .filter(place -> page.outcome(place.donorId()).isPresent())
                .map(place -> page.outcome(place.donorId())
                                .filter(Outcome.Skipped.class::isInstance)
                                .isPresent()
                        ? new Place(place.donorId(), NO_TICKET)
                        : place)
                .toList();
        settle(donationId, page, new Step(places, List.of(), Map.of(), Counts.NONE, System.nanoTime()));
    }

    /**
     * Ends a page early, before its segment is given back. Donors with an outcome leave the queue, the others stay
     * in it for another page. An earlier page that is being worked again stays as it is.
     */
    public void close(Segment segment) {
        var donationId = segment.runId();
        ledger.heldPage(segment)
                .filter(page ->
                        !page.done() && lateTable.settledOn(donationId, page).isEmpty())
                .ifPresent(page -> {
                    var done = page.with(Map.of(), true).countedAs(superseded(donationId, page));
                    ledger.savePage(segment, done);
                    settle(donationId, done);
                });
    }

    /** What earlier outcomes added to the counts, of donors who have a new outcome on the page. */
    private Counts superseded(String donationId, LedgerPage page) {
        var walk = walk(donationId);
        return Counts.of(lateTable.queueOf(donationId, page).stream()
                .filter(place -> page.outcome(place.donorId()).isPresent())
                .flatMap(place -> walk.judge(place).before().stream())
                .toList());
    }

    private void settle(String donationId, LedgerPage page, List<Place> places) {
        var ids = places.stream().map(Place::donorId).toList();
        var more = places.size() - lateTable.latePages(donationId, ids).size();
        var writes = new ArrayList<TransactWriteItem>();
        for (var place : places) {
            writes.add(Transactions.put(
                    tables.invitations(),
                    table.limited(
                            donationId,
                            Item.of(RunItem.partitionKey(donationId), LATE_PREFIX + place.donorId())
                                    .with(PAGE, page.last()))));
            if (!place.ticket().equals(NO_TICKET)) {
                writes.add(Transactions.delete(
                        tables.invitations(),
                        item(donationId, place),
                        "ticket = :ticket",
                        Map.of(":ticket", AttributeValue.fromS(place.ticket()))));
            }
        }
        if (more > 0) {
            writes.add(Transactions.add(
                    tables.invitations(),
                    Item.of(RunItem.partitionKey(donationId), RunItem.RUN),
                    Map.of(RunItem.LATE, (long) more)));
        }
        if (!writes.isEmpty()) {
            transactions.write(writes);
        }
    }

    private WalkProgress walk(String donationId) {
        return new WalkProgress(donationId, table.runAndSegments(donationId), ledger, lateTable);
    }
}
