package org.savealife.visit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Optional;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationRepository;
import org.savealife.donation.SlotItem;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Offers seats that become free to the donors who wait, the first first, by {@link OfferRules}. Each step is one
 * transaction whose conditions are what was read, so any number of processes may do this at once.
 */
@ApplicationScoped
public class WaitingListRepository {

    private static final System.Logger LOG = System.getLogger(WaitingListRepository.class.getName());

    private static final int MAX_TRIES = 10;

    private final Transactions transactions;
    private final DonationRepository donations;
    private final Clock clock;
    private final ZoneId zone;
    private final SeatRepository seats;
    private final StoredVisitRepository stored;
    private final LineRepository line;

    /** @param zone of the organisation, for the night */
    @Inject
    public WaitingListRepository(
            DynamoDbClient dynamoDb,
            Tables tables,
            Transactions transactions,
            DonationRepository donations,
            Clock clock,
            ZoneId zone) {
        this.transactions = transactions;
        this.donations = donations;
        this.clock = clock;
        this.zone = zone;
        seats = new SeatRepository(dynamoDb, tables);
        stored = new StoredVisitRepository(dynamoDb, tables, seats);
        line = new LineRepository(dynamoDb, tables);
    }

    /**
     * Offers all seats that are free to the donors who wait, as far as there are any. In the last hours, all who wait
     * may take them. Repeatable.
     *
     * @return number of offers made
     */
    public int offerNext(Donation donation) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (donation.cancelled() || donation.isPast(now)) {
            return 0;
        }
        var offers = 0;
        if (free(donation, now).isPresent()) {
            var waiting = line.waiting(donation.id()).iterator();
            while (waiting.hasNext() && free(donation, now).isPresent()) {
                offers += isOffered(donation, waiting.next(), now) ? 1 : 0;
            }
        }
        if (offers > 0) {
            LOG.log(System.Logger.Level.INFO, "Offered {0} seats of donation {1}", offers, donation.id());
        }
        return offers;
    }

    /** Makes an offer to the donor of an entry, unless the donor no longer waits or no seat is left. */
    private boolean isOffered(Donation donation, LineRepository.Entry entry, Instant now) {
        for (var attempt = 0; attempt < MAX_TRIES; attempt++) {
            var visit = visit(donation, entry, now);
            var seat = free(donation, now);
            if (visit.isEmpty() || seat.isEmpty()) {
                return false;
            }
            var held = OfferRules.isOpenToAll(donation, now) ? Optional.<String>empty() : seat;
            if (isOffered(donation, visit.get(), held, now)) {
                return true;
            }
        }
        return false;
    }

    private Optional<String> free(Donation donation, Instant now) {
        var read = seats.read(donation.id());
        return read.counts().waiting() > 0 ? read.offerable(donation, now) : Optional.empty();
    }

    /** The visit of an entry. An entry that is left of a former visit is deleted. */
    private Optional<StoredVisit> visit(Donation donation, LineRepository.Entry entry, Instant now) {
        var visit = stored.find(donation, entry.donorId())
                .filter(found -> found.visit().state() == Visit.State.WAITING
                        && found.visit().askedAt().equals(entry.at()));
        if (visit.isEmpty() && entry.isSettled(now)) {
            line.delete(entry);
        }
        return visit;
    }

    /** @param seat the sort key of the seat that is held; empty if the offer is for whoever is first */
    private boolean isOffered(Donation donation, StoredVisit waiting, Optional<String> seat, Instant now) {
        var until = seat.isPresent() ? OfferRules.end(now, donation.startsAt(), zone) : donation.startsAt();
        var offered = moved(donation, waiting, Visit.State.OFFERED, seat, Optional.of(until), now);
        var writes = new ArrayList<>(stored.change(donation, Optional.of(waiting), offered));
        writes.addAll(line.offer(donation, waiting.visit(), offered.visit()));
        try {
            transactions.write(writes);
            return true;
        } catch (Transactions.ConditionFailedException changedMeanwhile) {
            return false;
        }
    }

    private static StoredVisit moved(
            Donation donation,
            StoredVisit before,
            Visit.State state,
            Optional<String> seat,
            Optional<Instant> offerUntil,
            Instant now) {
        var visit = before.visit();
        return new StoredVisit(
                new Visit(
                        visit.donationId(),
                        visit.donorId(),
                        state,
                        seat.flatMap(sortKey -> SlotItem.time(donation.startsAt(), sortKey)),
                        visit.askedAt(),
                        now,
                        visit.via(),
                        "",
                        offerUntil),
                seat,
                before.moves() + 1);
    }

    /**
     * Ends the offers that are due by that moment, and offers the seats to those who wait next. An offer that ends when
     * seats are open to all stays, but the seat is no longer held. Repeatable.
     *
     * @return number of offers ended
     */
    public int lapseDue(Instant moment) {
        var ended = 0;
        for (var entry : line.offersUntil(moment)) {
            var donation = donations.find(entry.donationId());
            var offer = donation.flatMap(known -> stored.find(known, entry.donorId()))
                    .filter(visit -> visit.visit().offerUntil().equals(Optional.of(entry.at())));
            if (donation.isEmpty() || offer.isEmpty()) {
                line.deleteOffer(entry);
            } else if (isLapsed(donation.get(), offer.get(), moment)) {
                ended++;
                offerNext(donation.get());
            }
        }
        return ended;
    }

    private boolean isLapsed(Donation donation, StoredVisit offer, Instant moment) {
        var start = donation.startsAt();
        var stays = offer.isHeld() && OfferRules.isOpenToAll(donation, moment) && moment.isBefore(start);
        var after = stays
                ? moved(donation, offer, Visit.State.OFFERED, Optional.empty(), Optional.of(start), moment)
                : moved(donation, offer, Visit.State.LAPSED, Optional.empty(), Optional.empty(), moment);
        var writes = new ArrayList<>(stored.change(donation, Optional.of(offer), after));
        writes.addAll(line.leaving(offer.visit()));
        try {
            transactions.write(writes);
            return true;
        } catch (Transactions.ConditionFailedException changedMeanwhile) {
            return false;
        }
    }
}
