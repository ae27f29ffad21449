package org.savealife.donor.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.savealife.donor.AddressTakenException;
import org.savealife.donor.City;
import org.savealife.donor.Consent;
import org.savealife.donor.Donor;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.dynamodb.BatchGet;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Stores and finds donors. Each change of a donor also changes the index items ({@link DonorIndexItems}) and the counts
 * ({@link DonorCountUpdate}), in the same transaction, and files a donor whom another release stored as this one does.
 * Every read is a Query or a GetItem, never a Scan.
 */
@ApplicationScoped
public class DonorRepository {

    /** The number of donors that are best stored together. */
    public static final int MAX_AT_ONCE = 16;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final CityRepository cities;
    private final DonorItemRepository items;
    private final FormerDonors former;

    @Inject
    public DonorRepository(DynamoDbClient dynamoDb, Tables tables, Transactions transactions, CityRepository cities) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.cities = cities;
        items = new DonorItemRepository(dynamoDb, tables, transactions, cities);
        former = new FormerDonors(items, cities);
    }

    /**
     * Consecutive donors of a city in key order.
     *
     * @param unreadable ids of items that are not valid by our rules, for example because another tool wrote them; may
     *     be any text
     * @param last id of the last item read, empty if there was none
     * @param end whether no donor follows in the range
     * @param readAt {@link System#nanoTime()} before the read
     */
    public record Walk(List<Donor> donors, List<String> unreadable, String last, boolean end, long readAt) {

        public Walk {
            donors = List.copyOf(donors);
            unreadable = List.copyOf(unreadable);
        }
    }

    /**
     * Stores a new donor with address guard, index items and counts in one transaction. Repeatable with the same id.
     *
     * @throws AddressTakenException if a donor with this address has signed up before
     */
    public void add(Donor donor) {
        addAll(List.of(donor));
    }

    /**
     * Stores new donors with guards, index items and counts, in as few transactions as possible; all items of one donor
     * are in the same transaction. Repeatable, since the answer to a successful call may have been lost.
     *
     * @throws AddressTakenException if a donor with one of the addresses has signed up before; then some of the donors
     *     may be stored, and the others are not
     */
    public void addAll(List<Donor> several) {
        items.addAll(several);
    }

    /**
     * Stores a new donor, unless the address is known. The donor with the address then stays unchanged, since nobody
     * knows who sent the request.
     *
     * @return id of the donor who has the address; nothing if this donor was stored
     */
    public Optional<String> addUnlessKnown(Donor donor) {
        var known = items.guards().ownerId(donor.email());
        if (known.isPresent()) {
            return known;
        }
        try {
            add(donor);
            return Optional.empty();
        } catch (AddressTakenException meanwhile) {
            return items.guards().ownerId(donor.email());
        }
    }

    /**
     * The owners of the donors' addresses: ids by normalised address, without addresses that have no owner.
     *
     * @param several at most {@link #MAX_AT_ONCE}
     */
    public Map<String, String> owners(List<Donor> several) {
        return items.guards().owners(several);
    }

    public Optional<Donor> find(String id) {
        return items.find(id).flatMap(DonorItem::read);
    }

    /** Those of the donors with these ids who live in the city, by id, as they are when read; in few requests. */
    public Map<String, Donor> findAll(City city, Collection<String> ids) {
        var keys = ids.stream()
                .map(id -> Item.of(DonorItem.partitionKey(id), CityRepository.sortKey(city)))
                .toList();
        return BatchGet.read(dynamoDb, tables.main(), keys).stream()
                .flatMap(item -> DonorItem.read(item).stream())
                .collect(Collectors.toMap(Donor::id, Function.identity()));
    }

    /**
     * The cities in which the donor has been invited: the present one first, then up to ten former ones, the latest
     * first.
     */
    public List<City> citiesOf(String id) {
        return items.find(id).map(DonorItem::cities).orElse(List.of());
    }

    /** The stored donor with the same address. */
    public Optional<Donor> findSameAddress(Donor donor) {
        return find(donor.email());
    }

    /** The donor who has the address now. */
    public Optional<Donor> find(EmailAddress address) {
        return items.guards().owner(address);
    }

    /**
     * Gives the stored donor the first name, address, type, city and language of this donor with the same id. Status
     * and time of the sign-up stay. A donor who moves is no longer found by runs of the old city, but by those of the
     * new one.
     *
     * @return the donor as stored, nothing if there is none with this id
     * @throws AddressTakenException if another donor has the address; nothing is changed then
     */
    public Optional<Donor> edit(Donor donor) {
        cities.register(donor.city());
        return items.change(donor.id(), item -> DonorItem.edited(item, donor)).flatMap(DonorItem::read);
    }

    /**
     * Moves the donor from one city to another, and changes nothing else. Repeatable: does nothing if the donor does
     * not live in the first city.
     *
     * @return whether the donor has moved now
     */
    public boolean move(String id, City from, City to) {
        cities.register(to);
        return items.find(id).flatMap(item -> DonorItem.moved(item, from, to)).isPresent()
                && items.change(id, item -> DonorItem.moved(item, from, to).orElse(item))
                        .isPresent();
    }

    /**
     * Files a donor whom an earlier release or another tool stored as this release does it: under the key of the city,
     * with guard, index items and counts. Nothing else of the donor changes. Repeatable, and safe beside any other
     * change.
     *
     * @param seen the donor's item, which may have changed since
     * @return whether there was anything to do
     */
    public boolean refile(Item seen) {
        return former.refile(seen);
    }

    /**
     * Deletes the index items of a donor whom an earlier release deleted after this one had filed the donor: the
     * earlier release does not know some of them. Repeatable.
     *
     * @param gone the deleted item; the donor may have moved instead
     */
    public void forget(Item gone) {
        former.forget(gone);
    }

    /** Whether an item of the main table should be a donor, by its key. */
    public static boolean isDonor(Item item) {
        return DonorItem.isDonor(item);
    }

    /**
     * Whether an item of the main table is a donor whom an earlier release filed, or another tool by the former rule
     * for keys.
     */
    public static boolean isFiledAsBefore(Item item) {
        return isDonor(item) && DonorItem.isFiledAsBefore(item);
    }

    /** Whether an item is a donor who is filed or counted under the city's former key. */
    public static boolean isInCityAsBefore(Item item) {
        return isDonor(item) && DonorItem.isInCityAsBefore(item);
    }

    /**
     * Excludes the donor from invitations from now on, also from runs under way. Repeatable: the first time is kept.
     *
     * @return whether there is such a donor
     */
    public boolean unsubscribe(String id, Instant at) {
        return items.change(
                        id,
                        item -> item.findText(DonorItem.UNSUBSCRIBED_AT).isPresent()
                                ? item
                                : item.with(DonorItem.UNSUBSCRIBED_AT, at))
                .isPresent();
    }

    /**
     * Undoes {@link #unsubscribe}. Repeatable.
     *
     * @return whether there is such a donor
     */
    public boolean subscribe(String id) {
        return subscribe(id, Consent.NONE);
    }

    /**
     * Undoes {@link #unsubscribe} for a donor who agreed to our e-mails once more. If no consent is given now, the
     * earlier one stays.
     */
    public boolean subscribe(String id, Consent consent) {
        return items.change(id, item -> DonorItem.agreed(item.without(DonorItem.UNSUBSCRIBED_AT), consent))
                .isPresent();
    }

    /**
     * Stops all mail to the donor's address, whatever the donor wants, for example because it bounces.
     *
     * @param reason shown to staff, for example {@code bounced}; a later one replaces it
     * @return whether there is such a donor
     */
    public boolean suppress(String id, String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("An address is not suppressed without a reason.");
        }
        return items.change(id, item -> item.with(DonorItem.SUPPRESSION, reason))
                .isPresent();
    }

    /**
     * Undoes {@link #suppress}, and forgets the first bounce. Repeatable.
     *
     * @return whether there is such a donor
     */
    public boolean unsuppress(String id) {
        return items.change(id, item -> item.without(DonorItem.SUPPRESSION).without(DonorItem.FIRST_BOUNCE))
                .isPresent();
    }

    /**
     * Undoes {@link #suppress} if it had this reason.
     *
     * @return whether it had
     */
    public boolean unsuppress(String id, String reason) {
        return find(id).filter(donor -> donor.suppression().equals(reason)).isPresent()
                && items.change(
                                id,
                                item -> item.findText(DonorItem.SUPPRESSION)
                                                .filter(reason::equals)
                                                .isPresent()
                                        ? item.without(DonorItem.SUPPRESSION)
                                        : item)
                        .isPresent();
    }

    /**
     * Records a bounce that does not prove that the address is gone. Repeatable: the first one is kept until the donor
     * has another address.
     *
     * @param day in UTC
     * @param reason shown to staff
     * @return whether there was such a bounce on an earlier day
     */
    public boolean hasBouncedBefore(String id, LocalDate day, String reason) {
        var first = items.find(id).flatMap(DonorItem::firstBounce);
        if (first.isEmpty()) {
            items.change(id, item -> DonorItem.bounced(item, day, reason));
        }
        return first.filter(day::isAfter).isPresent();
    }

    /**
     * Deletes the donor's item, address guard, index items and counts in one transaction. The ledgers of past runs keep
     * their outcomes, under an id that leads to nobody.
     *
     * @return whether there was such a donor
     */
    public boolean erase(String id) {
        return items.delete(id, donor -> new DonorCountUpdate());
    }

    /** Deletes the donor like {@link #erase}, and takes the sign-up out of the counts, as if it had never happened. */
    public boolean undoSignup(String id) {
        return items.delete(id, donor -> new DonorCountUpdate().neverSignedUp(donor));
    }

    /**
     * The next donors of a city in key order, for a run, from under all keys of the city.
     *
     * @param after the donor id to continue after, empty to start at the first; an item whose id is empty is not read
     * @param to the last donor id of the range, inclusive
     * @param limit most donors in the answer
     */
    public Walk walk(City city, String after, String to, int limit) {
        var readAt = System.nanoTime();
        var merged = cities.between(city, DonorItem.partitionKey(after), DonorItem.partitionKey(to), limit);
        var range = merged.items().subList(0, Math.min(limit, merged.items().size()));
        var donors = new ArrayList<Donor>();
        var unreadable = new ArrayList<String>();
        var last = "";
        for (var item : range) {
            last = item.partitionKey().substring(DonorItem.PREFIX.length());
            var donor = DonorItem.read(item);
            donor.filter(read -> read.city().equals(city)).ifPresent(donors::add);
            if (donor.isEmpty()) {
                unreadable.add(last);
            }
        }
        var end = !merged.more() && range.size() == merged.items().size();
        return new Walk(donors, unreadable, last, end, readAt);
    }
}
