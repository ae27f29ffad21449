package org.savealife.visit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.Seating;
import org.savealife.donation.SlotItem;
import org.savealife.donor.DonorTraces;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Stores and finds the answers of donors, and counts the seats of donations. A visit ({@link VisitItem}) changes in one
 * transaction with the seats that it takes and leaves ({@link SeatRepository}), so that the seats always add up. Who
 * waits for a seat stands in {@link LineRepository}; {@link WaitingListRepository} offers the seats that become free.
 */
@ApplicationScoped
public class VisitRepository implements DonorTraces {

    /** Of those who want the same seat at once, one has it after each try. Then all see how many are left. */
    private static final int MAX_TRIES = 25;

    private static final int QUERY_LIMIT = 500;

    /** One call reads up to 20 pages. Then it returns what it has, and a cursor. */
    private static final int MAX_READS = 20;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final DonationRepository donations;
    private final Clock clock;
    private final SeatRepository seats;
    private final StoredVisitRepository stored;
    private final LineRepository line;

    @Inject
    public VisitRepository(
            DynamoDbClient dynamoDb,
            Tables tables,
            Transactions transactions,
            DonationRepository donations,
            Clock clock) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.donations = donations;
        this.clock = clock;
        seats = new SeatRepository(dynamoDb, tables);
        stored = new StoredVisitRepository(dynamoDb, tables, seats);
        line = new LineRepository(dynamoDb, tables);
    }

    /**
     * The slots of a donation in order, or one at its start if it has none. A seat that became free while donors wait
     * counts as held. Slots that staff took away come too while somebody is booked there.
     */
    public List<Slot> slots(Donation donation) {
        return seats.read(donation.id()).slots(donation, OfferRules.isOpenToAll(donation, clock.instant()));
    }

    public Optional<Visit> find(String donationId, String donorId) {
        return donations.find(donationId).flatMap(donation -> find(donation, donorId));
    }

    /** Reads one item less than {@link #find(String, String)}. */
    public Optional<Visit> find(Donation donation, String donorId) {
        return stored.find(donation, donorId).map(StoredVisit::visit);
    }

    /** The visits of a donor, in no particular order. */
    public List<Visit> ofDonor(String donorId) {
        return stored.ofDonor(donorId).stream()
                .flatMap(item -> donations.find(VisitItem.donationId(item)).stream()
                        .map(donation ->
                                VisitItem.read(item, donation.startsAt()).visit()))
                .toList();
    }

    /**
     * Writes down what a donor answers, and books or frees the seat with it, in one transaction: 5 write units, or 7 if
     * the donor moves from one slot to another. Repeatable: the same answer again changes nothing and has the same
     * result.
     *
     * @return the visit as it is then
     * @throws SlotTakenException if there is no free seat at the wanted time
     * @throws ConflictException if the donation is over or called off, the slot has begun, the donation has no such
     *     slot, or somebody wants to wait who is booked, or while there are free seats; the message tells which
     * @throws NotFoundException if the donation is gone
     */
    public Visit answer(Donation donation, String donorId, Answer answer, Visit.Via via) {
        for (var attempt = 1; ; attempt++) {
            var rules = new VisitRules(current(donation.id()), clock.instant(), via);
            rules.refuseIfClosed();
            var before = stored.find(rules.donation(), donorId);
            var after = rules.after(donorId, before, answer, () -> seats.read(donation.id()));
            if (before.equals(Optional.of(after))) {
                return after.visit();
            }
            try {
                write(rules.donation(), before, after);
                return after.visit();
            } catch (Transactions.ConditionFailedException changedMeanwhile) {
                if (attempt == MAX_TRIES) {
                    throw changedMeanwhile;
                }
            }
        }
    }

    private Donation current(String donationId) {
        return donations
                .find(donationId)
                .orElseThrow(() -> new NotFoundException("There is no donation with this id."));
    }

    private void write(Donation donation, Optional<StoredVisit> before, StoredVisit after) {
        if (after.visit().state() == Visit.State.WAITING) {
            line.join(donation, after.visit());
        }
        transactions.write(stored.change(donation, before, after));
        before.map(StoredVisit::visit).ifPresent(line::leave);
    }

    /**
     * Lists visits of a donation in the order of the donors' ids. A visit may be missing in the first moments after its
     * answer.
     *
     * @param limit most visits in the answer
     * @throws NotFoundException if the donation is gone
     */
    public Listing<Visit> ofDonation(String donationId, VisitFilter filter, Cursor after, int limit) {
        var startsAt = current(donationId).startsAt();
        var found = new ArrayList<Visit>();
        var last = after.isNone() ? "" : after.keys().get(1);
        for (var reads = 0; reads < MAX_READS; reads++) {
            var page = dynamoDb.query(query(donationId, last));
            for (var item : Item.listOf(page.items())) {
                var visit = VisitItem.read(item, startsAt).visit();
                if (filter.accepts(visit)) {
                    if (found.size() == limit) {
                        return new Listing<>(found, Cursor.of(donationId, last));
                    }
                    found.add(visit);
                }
                last = visit.donorId();
            }
            if (!page.hasLastEvaluatedKey()) {
                return new Listing<>(found, Cursor.NONE);
            }
        }
        return new Listing<>(found, Cursor.of(donationId, last));
    }

    /**
     * The visits of these donors, by one query for the range of their ids. A visit may be missing in the first moments
     * after its answer.
     *
     * @param donorIds not empty
     */
    public List<Visit> among(Donation donation, Set<String> donorIds) {
        var first = Collections.min(donorIds);
        var last = Collections.max(donorIds);
        var request = QueryRequest.builder()
                .tableName(tables.main())
                .indexName(Tables.INVERTED_INDEX)
                .keyConditionExpression("SK = :visit AND PK BETWEEN :first AND :last")
                .expressionAttributeValues(Map.of(
                        ":visit", AttributeValue.fromS(VisitItem.PREFIX + donation.id()),
                        ":first", AttributeValue.fromS(VisitItem.DONOR + first),
                        ":last", AttributeValue.fromS(VisitItem.DONOR + last)))
                .build();
        return dynamoDb.queryPaginator(request).items().stream()
                .map(item ->
                        VisitItem.read(Item.from(item), donation.startsAt()).visit())
                .filter(visit -> donorIds.contains(visit.donorId()))
                .toList();
    }

    private QueryRequest query(String donationId, String after) {
        var values = new HashMap<String, AttributeValue>();
        values.put(":visit", AttributeValue.fromS(VisitItem.PREFIX + donationId));
        values.put(":after", AttributeValue.fromS(VisitItem.DONOR + after));
        return QueryRequest.builder()
                .tableName(tables.main())
                .indexName(Tables.INVERTED_INDEX)
                .keyConditionExpression("SK = :visit AND PK > :after")
                .expressionAttributeValues(values)
                .limit(QUERY_LIMIT)
                .build();
    }

    /** Counts the visits, without reading them. */
    public VisitCounts counts(String donationId) {
        return seats.read(donationId).counts();
    }

    /**
     * Changes how many donors may come. Nobody loses a seat: where more are booked than there are seats, no others can
     * book. Seats that become free this way go to the waiting list first. Repeatable.
     *
     * @return the donation as it is then
     * @throws ConflictException if the slots change while donors are booked or wait, or the donation is called off
     * @throws NotFoundException if the donation is gone
     * @throws IllegalArgumentException if the donation cannot have these slots; the message tells why
     */
    public Donation setSeats(Donation donation, Seating seating) {
        checkSlots(current(donation.id()), seating);
        return adjust(donations.seat(donation.id(), seating).orElseThrow(VisitRepository::calledOff));
    }

    /**
     * Makes the seats bookable that the donation has by now, after its seating has changed. Repeatable.
     *
     * @return the donation as it is then
     * @throws NotFoundException if the donation is gone
     */
    public Donation adjust(Donation donation) {
        var changed = donation;
        while (!isSeated(changed)) {
            changed = current(donation.id());
        }
        return changed;
    }

    private static ConflictException calledOff() {
        return new ConflictException("This donation was called off.");
    }

    /**
     * Whether the donation may have these slots. Reads the counts only if they are others than now.
     *
     * @throws ConflictException if the slots change while donors are booked or wait
     */
    public void checkSlots(Donation before, Seating seating) {
        if (before.seating().slotMinutes() == seating.slotMinutes()) {
            return;
        }
        var counts = counts(before.id());
        if (counts.booked() + counts.offered() + counts.waiting() > 0) {
            throw new ConflictException("Donors have booked already. You can change the seats, but not the slots.");
        }
    }

    /** @return false if another process changed the seating meanwhile, so that some slots may have other seats */
    private boolean isSeated(Donation donation) {
        var bookable = Seats.bookable(donation.seating());
        SlotItem.sortKeys(donation).forEach(sortKey -> seats.setSeats(donation.id(), sortKey, bookable));
        return current(donation.id()).seating().equals(donation.seating());
    }

    /** Deletes all visits of a donor, each in one transaction with its seat, which becomes free. Repeatable. */
    @Override
    public void erase(String donorId) {
        for (var visits = stored.ofDonor(donorId); !visits.isEmpty(); visits = stored.ofDonor(donorId)) {
            visits.stream().map(VisitItem::readWithoutTime).forEach(this::erase);
        }
    }

    private void erase(StoredVisit visit) {
        var writes = new ArrayList<>(stored.deletion(visit));
        writes.addAll(line.leaving(visit.visit()));
        try {
            transactions.write(writes);
        } catch (Transactions.ConditionFailedException changedMeanwhile) {
            // it is read again
        }
    }
}
