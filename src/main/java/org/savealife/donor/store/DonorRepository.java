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
 * Stores and finds donors. Whatever changes a donor changes in the same transaction the entries by which they are
 * found ({@link DonorIndexItems}) and the counts ({@link DonorCountUpdate}), and files a donor as this release does it whom
 * another one stored. Every read is a Query or a GetItem; nothing here ever scans.
 */
@ApplicationScoped
public class DonorRepository {

    /** Donors who are best stored together. */
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
     * @param unreadable ids of items that are no donors by our rules, say written by another tool; may be any text
     * @param last id of the last donor looked at, empty if there was none
     * @param end whether no donor follows in the range
     * @param readAt {@link System#nanoTime()} before they were read
     */
    public record Walk(List<Donor> donors, List<String> unreadable, String last, boolean end, long readAt) {

        public Walk {
            donors = List.copyOf(donors);
            unreadable = List.copyOf(unreadable);
        }
    }

    /**
     * Stores a new donor, its address guard, entries and counts in one transaction. Repeatable with the same id.
     *
     * @throws AddressTakenException if a donor with this address has signed up before
     */
    public void add(Donor donor) {
        addAll(List.of(donor));
    }

    /**
     * Stores new donors with all that belongs to them, in one transaction or in few; what belongs to a donor in one. Repeatable: the
     * answer of a call that came through may have been lost.
     *
     * @throws AddressTakenException if a donor with one of the addresses has signed up before; then some of them may be stored, and
     *     the others are not
     */
    public void addAll(List<Donor> several) {
        items.addAll(several);
    }

    /**
     * Stores a new donor, unless the address is known: that donor stays as they are, since nobody knows who sent it.
     *
     * @return id of the donor who has the address; nothing where this one was stored
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

    /** Who has the addresses of the donors, at most {@link #MAX_AT_ONCE}: ids by address, without those that nobody has. */
    public Map<String, String> owners(List<Donor> several) {
        return items.guards().owners(several);
    }

    public Optional<Donor> find(String id) {
        return items.find(id).flatMap(DonorItem::read);
    }

    /** Those of the donors, by id, who live in the city; each as they are at the time of reading, in few requests. */
    public Map<String, Donor> findAll(City city, Collection<String> ids) {
        var keys = ids.stream()
                .map(id -> Item.of(DonorItem.partitionKey(id), CityRepository.sortKey(city)))
                .toList();
        return BatchGet.read(dynamoDb, tables.main(), keys).stream()
                .flatMap(item -> DonorItem.read(item).stream())
                .collect(Collectors.toMap(Donor::id, Function.identity()));
    }

    /** The cities in which the donor has been invited: the present one first, then the last ten before it. */
    public List<City> citiesOf(String id) {
        return items.find(id).map(DonorItem::cities).orElse(List.of());
    }

    /** The stored donor with the same address. */
    public Optional<Donor> findSameAddress(Donor donor) {
        return find(donor.email());
    }

    /** The donor whose address it is now. */
    public Optional<Donor> find(EmailAddress address) {
        return items.guards().owner(address);
    }

    /**
     * Gives the donor the first name, address, type, city and language of this one, with the same id; status and time of the sign-up
     * stay. Who moves leaves the runs of the old city and is found by those of the new one.
     *
     * @return the donor as stored, nothing if there is none by this id
     * @throws AddressTakenException if another donor has the address; nothing is changed then
     */
    public Optional<Donor> edit(Donor donor) {
        cities.register(donor.city());
        return items.change(donor.id(), item -> DonorItem.edited(item, donor)).flatMap(DonorItem::read);
    }

    /**
     * Has the donor live in another city, if they live in that one; nothing else of them changes. Repeatable: who has moved is left
     * alone.
     *
     * @return whether they moved now
     */
    public boolean move(String id, City from, City to) {
        cities.register(to);
        return items.find(id).flatMap(item -> DonorItem.moved(item, from, to)).isPresent()
                && items.change(id, item -> DonorItem.moved(item, from, to).orElse(item))
                        .isPresent();
    }

    /**
     * Files a donor whom an earlier release stored, or another tool, as this one does it: under the key of their
     * city, with guard, entries and counts. Nothing else of them changes. Repeatable, and safe beside any other
     * change.
     *
     * @param seen the donor's item, which may have changed since
     * @return whether there was anything to do
     */
    public boolean refile(Item seen) {
        return former.refile(seen);
    }

    /**
     * Deletes what an earlier release left of a donor whom it erased when this one had filed them: the entries that it does not know of.
     * Repeatable.
     *
     * @param gone an item that is not there any more, of a donor who may have moved
     */
    public void forget(Item gone) {
        former.forget(gone);
    }

    /** Whether an item of the main table is to be a donor, by its key. */
    public static boolean isDonor(Item item) {
        return DonorItem.isDonor(item);
    }

    /**
     * Whether an item of the main table is a donor whom an earlier release has filed, or another tool by its rule for
     * keys.
     */
    public static boolean isFiledAsBefore(Item item) {
        return isDonor(item) && DonorItem.isFiledAsBefore(item);
    }

    /** Whether that is so of the donor's city. */
    public static boolean isInCityAsBefore(Item item) {
        return isDonor(item) && DonorItem.isInCityAsBefore(item);
    }

    /**
     * From now on the donor is not invited; runs that are going leave them out. Repeatable: the first time is kept.
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

    /** The same for a donor who says yes to our e-mails once more; where none is given now, the consent stays. */
    public boolean subscribe(String id, Consent consent) {
        return items.change(id, item -> DonorItem.agreed(item.without(DonorItem.UNSUBSCRIBED_AT), consent))
                .isPresent();
    }

    /**
     * From now on the donor's address gets no mail, whatever the donor wants, say because it bounces.
     *
     * @param reason what staff are shown, say {@code bounced}; a later one replaces it
     * @return whether there is such a donor
     */
    public boolean suppress(String id, String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("An address is not suppressed without a reason.");
        }
        return items.change(id, item -> item.with(DonorItem.SUPPRESSION, reason)).isPresent();
    }

    /**
     * Undoes {@link #suppress}, and forgets that mail came back. Repeatable.
     *
     * @return whether there is such a donor
     */
    public boolean unsuppress(String id) {
        return items.change(id, item -> item.without(DonorItem.SUPPRESSION).without(DonorItem.FIRST_BOUNCE))
                .isPresent();
    }

    /**
     * Undoes {@link #suppress} where that was the reason.
     *
     * @return whether it was
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
     * Remembers that mail came back in a way that does not say for sure that the address is gone. Repeatable: the first time is
     * kept, until the donor has another address.
     *
     * @param day in UTC
     * @param reason what staff would be shown
     * @return whether mail had come back like that on a day before
     */
    public boolean hasBouncedBefore(String id, LocalDate day, String reason) {
        var first = items.find(id).flatMap(DonorItem::firstBounce);
        if (first.isEmpty()) {
            items.change(id, item -> DonorItem.bounced(item, day, reason));
        }
        return first.filter(day::isAfter).isPresent();
    }

    /**
     * Deletes the donor with everything of theirs in one transaction: item, address guard, entries, counts. What the
     * ledgers of past runs say stays, under an id that leads to nobody.
     *
     * @return whether there was such a donor
     */
    public boolean erase(String id) {
        return items.delete(id, donor -> new DonorCountUpdate());
    }

    /** The same as if the donor had never signed up: their sign-up counts no more. */
    public boolean undoSignup(String id) {
        return items.delete(id, donor -> new DonorCountUpdate().neverSignedUp(donor));
    }

    /**
     * The next donors of a city in key order, for a run; from under all of the city's keys.
     *
     * @param after the donor id to go on after, empty to start at the first; an item whose id is empty is not looked at
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
