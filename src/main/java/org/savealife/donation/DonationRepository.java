package org.savealife.donation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.savealife.donor.City;
import org.savealife.donor.store.CityRepository;
import org.savealife.platform.RetentionSettings;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.PreconditionFailedException;
import org.savealife.platform.error.UnprocessableException;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Stores and finds donations. A stored donation comes out of the table's stream, where the invitations begin.
 *
 * <p>Beside each announced donation lie items by which {@link RecentAnnouncementRepository} recognises it for a day. A
 * donation that is to come has one more item until its run is opened, for a day at most: {@code PK}
 * {@code RUN#<donation id>}, {@code SK} {@value #BELL}. It is in the index of runs that want work, which workers read
 * all the time, and tells them to read the stream now.
 */
@ApplicationScoped
public class DonationRepository {

    /** Sort key of the item that exists until the run is opened. */
    public static final String BELL = "BELL";

    private static final Retention ONE_DAY = new Retention(1);

    private final Tables tables;
    private final Transactions transactions;
    private final CityRepository cities;
    private final CalendarRepository calendar;
    private final Clock clock;
    private final RecentAnnouncementRepository recent;
    private final DonationChangeRepository changes;

    @Inject
    public DonationRepository(
            DynamoDbClient dynamoDb,
            Tables tables,
            Transactions transactions,
            CityRepository cities,
            CalendarRepository calendar,
            Clock clock,
            RetentionSettings retention) {
        this.tables = tables;
        this.transactions = transactions;
        this.cities = cities;
        this.calendar = calendar;
        this.clock = clock;
        recent = new RecentAnnouncementRepository(dynamoDb, tables, clock, this::find);
        changes = new DonationChangeRepository(
                dynamoDb, tables, transactions, calendar, clock, new Retention(retention.invitations()));
    }

    /**
     * Announces a donation once: stores it with its entries in the calendars, the answer for the idempotency key, and a
     * mark by which the same announcement is recognised for a day. Repeatable.
     *
     * @param again whether to announce it even if the same donation was announced within a day
     * @return the announced donation; if the key was used before, the donation of that time
     * @throws ConflictException if a donation to come with the same city, address and start was announced within a day
     *     and not called off; the exception has its id
     * @throws UnprocessableException if the key was used for another request
     */
    public Donation announce(Donation donation, boolean again, Optional<IdempotencyKey> key) {
        var answered = key.flatMap(recent::answered);
        if (answered.isPresent()) {
            return answered.get();
        }
        if (!again) {
            recent.refuseIfAnnouncedBefore(donation);
        }
        cities.register(donation.city());
        return announce(donation, again, key, "");
    }

    /** @param obsolete the id of the earlier donation that this one replaces; "" for none */
    private Donation announce(Donation donation, boolean again, Optional<IdempotencyKey> key, String obsolete) {
        try {
            var writes = new ArrayList<>(writes(donation));
            writes.addAll(recent.writes(donation, again, key, obsolete));
            transactions.write(writes);
            return donation;
        } catch (Transactions.ConditionFailedException clash) {
            return key.flatMap(recent::answered)
                    .or(() -> find(donation.id()))
                    .orElseGet(() -> announce(donation, again, key, recent.obsolete(donation, clash)));
        }
    }

    /**
     * Stores a new donation with its entries in the calendars, whatever was announced before. Repeatable, since the
     * answer to a successful call may have been lost.
     */
    public void add(Donation donation) {
        cities.register(donation.city());
        try {
            transactions.write(writes(donation));
        } catch (Transactions.ConditionFailedException thereAlready) {
            if (find(donation.id()).isEmpty()) {
                throw thereAlready;
            }
        }
    }

    private List<TransactWriteItem> writes(Donation donation) {
        var writes = new ArrayList<>(List.of(Transactions.putNew(tables.main(), DonationItem.of(donation))));
        CalendarRepository.entries(donation)
                .forEach(entry -> writes.add(Transactions.putNew(tables.invitations(), entry)));
        var now = clock.instant();
        if (!donation.isPast(now)) {
            var bell = bell(donation.id()).with(Tables.OPEN, "open").with(Tables.LEASE_UNTIL, 0);
            writes.add(Transactions.put(tables.invitations(), ONE_DAY.limit(bell, now)));
        }
        return writes;
    }

    /** Key of the item that exists until the donation's run is opened. Whoever opens the run deletes it. */
    public static Item bell(String donationId) {
        return Item.of("RUN#" + donationId, BELL);
    }

    public Optional<Donation> find(String id) {
        return calendar.findItem(id).flatMap(DonationItem::read);
    }

    /**
     * Changes a donation: stores its next version, and moves its entries in the calendars. Repeatable, since the answer
     * to a successful call may have been lost.
     *
     * @param before the donation as the caller read it
     * @param after its next version, of {@link DonationEdit#of}
     * @param by name of the staff member
     * @return the donation as it is then
     * @throws PreconditionFailedException if it has changed, or was called off, since the caller read it
     * @throws org.savealife.platform.error.NotFoundException if there is no such donation any more
     */
    public Donation change(Donation before, Donation after, String by) {
        return changes.change(before, after, by);
    }

    static PreconditionFailedException changedMeanwhile(Donation present) {
        return new PreconditionFailedException(
                "Somebody has changed the donation since you read it. Read it again, and decide anew.",
                present.version().tag());
    }

    /** As below, without a reason, and without a name. */
    public Optional<Donation> cancel(String id) {
        return cancel(id, Cancellation.PLAIN, "");
    }

    /**
     * Calls a donation off: it does not take place, and nobody else is invited to it. Repeatable; what staff have said
     * the first time stays.
     *
     * @param by name of the staff member
     * @return the donation as it is then; nothing if there is none
     * @throws org.savealife.platform.error.InvalidFieldsException naming every field that is wrong
     */
    public Optional<Donation> cancel(String id, Cancellation cancellation, String by) {
        return changes.cancel(id, cancellation.read(), by);
    }

    /** What staff have changed of a donation, the oldest change first; the last one may be that they called it off. */
    public List<DonationChange> changes(Donation present) {
        return changes.changes(present);
    }

    private Optional<Item> findItem(String id) {
        return calendar.findItem(id).filter(item -> DonationItem.read(item).isPresent());
    }

    /**
     * Changes how many donors may come, but not the seats that were booked under the former seating: see
     * {@code VisitRepository}. Repeatable.
     *
     * @return the donation as it is then; nothing if there is none, or if it was called off
     * @throws IllegalArgumentException if the donation cannot have these slots; the message tells why
     */
    public Optional<Donation> seat(String id, Seating seating) {
        for (var item = findItem(id); item.isPresent(); item = findItem(id)) {
            var donation = DonationItem.donation(item.get());
            if (donation.cancelled()) {
                return Optional.empty();
            }
            if (donation.seating().equals(seating)) {
                return Optional.of(donation);
            }
            seating.checkLength(donation.length());
            changes.seat(item.get(), seating);
        }
        return Optional.empty();
    }

    /** Deletes a donation with its entries in the calendars and its former versions, but not its run. Repeatable. */
    public void erase(String id) {
        for (var item = findItem(id); item.isPresent(); item = findItem(id)) {
            var writes = new ArrayList<>(List.of(Transactions.delete(tables.main(), item.get())));
            CalendarRepository.entriesOf(item.get())
                    .forEach(entry -> writes.add(Transactions.delete(tables.invitations(), entry)));
            transactions.write(writes);
        }
        changes.erase(id);
    }

    /** Whether an item of the main table is a donation that is not stored under the key of its city in this release. */
    public static boolean isMisfiled(Item item) {
        return item.partitionKey().startsWith(DonationItem.PREFIX)
                && DonationItem.read(item)
                        .filter(donation -> !item.sortKey().equals(CityRepository.sortKey(donation.city())))
                        .isPresent();
    }

    /**
     * Files a donation that an earlier release or another tool stored elsewhere under the key of its city, also in the
     * calendars. Nothing else of it changes, and its run stays the same. Repeatable, and safe beside any other change.
     *
     * @param seen the donation's item, which may have changed since
     * @return whether there was anything to do
     */
    public boolean refile(Item seen) {
        if (!isMisfiled(seen)) {
            return false;
        }
        var id = seen.partitionKey().substring(DonationItem.PREFIX.length());
        for (var item = findItem(id).filter(DonationRepository::isMisfiled);
                item.isPresent();
                item = findItem(id).filter(DonationRepository::isMisfiled)) {
            if (isRefiled(item.get())) {
                return true;
            }
        }
        return false;
    }

    /** @return false if it was changed meanwhile */
    private boolean isRefiled(Item stored) {
        var donation = DonationItem.donation(stored);
        cities.registerInPlaceOf(CityRepository.key(stored.sortKey()), donation.city());
        var unchanged = DonationItem.unchanged(stored);
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(Transactions.delete(tables.main(), stored, unchanged.expression(), unchanged.values()));
        writes.add(Transactions.putNew(tables.main(), stored.with(Item.SK, CityRepository.sortKey(donation.city()))));
        var entries = CalendarRepository.entries(donation);
        entries.forEach(entry -> writes.add(Transactions.put(tables.invitations(), entry)));
        CalendarRepository.entriesOf(stored).stream()
                .filter(entry -> entries.stream().noneMatch(other -> other.key().equals(entry.key())))
                .forEach(entry -> writes.add(Transactions.delete(tables.invitations(), entry)));
        try {
            transactions.write(writes);
            return true;
        } catch (Transactions.ConditionFailedException changedMeanwhile) {
            return false;
        }
    }

    /** Donations of one city, in key order, see {@link CityRepository#list}. */
    public Listing<Donation> list(City city, Cursor after, int limit) {
        return donations(cities.list(DonationItem.PREFIX, city, item -> isOf(city, item), after, limit));
    }

    /** Donations of all cities, city by city. */
    public Listing<Donation> list(Cursor after, int limit) {
        return donations(cities.list(DonationItem.PREFIX, all -> true, after, limit));
    }

    /** Under a former key of a city there may be donations of another one. */
    private static boolean isOf(City city, Item item) {
        return DonationItem.read(item)
                .filter(donation -> !donation.city().equals(city))
                .isEmpty();
    }

    private static Listing<Donation> donations(Listing<Item> items) {
        return new Listing<>(
                items.entries().stream()
                        .flatMap(item -> DonationItem.read(item).stream())
                        .toList(),
                items.next());
    }
}
