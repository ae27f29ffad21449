package org.savealife.donor.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.savealife.donor.AddressTakenException;
import org.savealife.donor.City;
import org.savealife.donor.Consent;
import org.savealife.donor.Donor;
import org.savealife.donor.FirstName;
import org.savealife.mail.message.EmailAddress;
import org.savealife.platform.dynamodb.BatchGet;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.MergedQuery;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Stores and finds donors. Whatever changes a donor changes in the same transaction the entries by which they are
 * found ({@link DonorIndexItems}) and the counts ({@link DonorCountUpdate}), and files a donor as this release does it whom
 * another one stored. Every read is a Query or a GetItem; nothing here ever scans.
 */
@ApplicationScoped
public class DonorRepository {

    /** Donors who are best stored together. */
    public static final int MAX_AT_ONCE = 16;

    /** Items of a transaction, with room for what goes along with an act (DynamoDB takes 100). */
    private static final int MAX_WRITES = 95;

    /** The first letters of names, {@code PK} {@code NAMES}, {@code SK} the letter, by which all names are found. */
    static final String LETTERS = "NAMES";

    private static final int MAX_REMEMBERED = 10_000;

    private static final int MAX_TRIES = 10;

    /** That a guard is the donor's. */
    private static final String OURS = DonorIndexItems.DONOR_ID + " = :id";

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final CityRepository cities;

    /** First letters that are known to be in the table. */
    private final Set<String> letters = ConcurrentHashMap.newKeySet();

    @Inject
    public DonorRepository(DynamoDbClient dynamoDb, Tables tables, Transactions transactions, CityRepository cities) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.cities = cities;
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
        var writes = new ArrayList<TransactWriteItem>();
        var tally = new DonorCountUpdate();
        var together = new ArrayList<Donor>();
        for (var donor : several) {
            cities.register(donor.city());
            register(donor.firstName());
            var more = newItems(donor);
            // a donor may add a city and a day to what is counted
            if (writes.size() + more.size() + tally.changes().size() + 2 > MAX_WRITES) {
                write(together, writes, tally);
                writes = new ArrayList<>();
                tally = new DonorCountUpdate();
                together = new ArrayList<>();
            }
            tally.signedUp(donor);
            writes.addAll(more);
            together.add(donor);
        }
        write(together, writes, tally);
    }

    private List<TransactWriteItem> newItems(Donor donor) {
        var items = new ArrayList<TransactWriteItem>();
        items.add(Transactions.putNew(tables.main(), DonorItem.revised(DonorItem.of(donor))));
        items.add(Transactions.putNew(tables.main(), DonorIndexItems.guard(donor)));
        DonorIndexItems.of(donor).forEach(entry -> items.add(Transactions.put(tables.main(), entry)));
        return items;
    }

    private void write(List<Donor> together, List<TransactWriteItem> writes, DonorCountUpdate tally) {
        addTo(writes, tally);
        try {
            transactions.write(writes);
        } catch (Transactions.ConditionFailedException known) {
            if (find(together.get(0).id()).isEmpty()) {
                throw new AddressTakenException(known);
            }
        }
    }

    /** Makes the first letter of the name known; repeatable. */
    private void register(FirstName name) {
        var letter = DonorIndexItems.firstLetter(name.key());
        if (letters.contains(letter)) {
            return;
        }
        dynamoDb.putItem(put ->
                put.tableName(tables.main()).item(Item.of(LETTERS, letter).attributes()));
        if (letters.size() < MAX_REMEMBERED) {
            letters.add(letter);
        }
    }

    /**
     * Stores a new donor, unless the address is known: that donor stays as they are, since nobody knows who sent it.
     *
     * @return id of the donor who has the address; nothing where this one was stored
     */
    public Optional<String> addUnlessKnown(Donor donor) {
        var known = findId(donor);
        if (known.isPresent()) {
            return known;
        }
        try {
            add(donor);
            return Optional.empty();
        } catch (AddressTakenException meanwhile) {
            return findId(donor);
        }
    }

    /** Who has the addresses of the donors, at most {@link #MAX_AT_ONCE}: ids by address, without those that nobody has. */
    public Map<String, String> owners(List<Donor> several) {
        var guards = several.stream().map(DonorIndexItems::guard).toList();
        var owners = BatchGet.read(dynamoDb, tables.main(), guards).stream()
                .collect(Collectors.toMap(
                        guard -> guard.partitionKey().substring(DonorIndexItems.GUARD_PREFIX.length()),
                        guard -> guard.findText(DonorIndexItems.DONOR_ID).orElse("")));
        for (var donor : several) {
            formerOwner(donor.email())
                    .ifPresent(owner -> owners.putIfAbsent(donor.email().normalised(), owner.id()));
        }
        return owners;
    }

    public Optional<Donor> find(String id) {
        return findItem(id).flatMap(DonorItem::read);
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
        return findItem(id).map(DonorItem::cities).orElse(List.of());
    }

    /** The stored donor with the same address. */
    public Optional<Donor> findSameAddress(Donor donor) {
        return find(donor.email());
    }

    /** The donor whose address it is now. */
    public Optional<Donor> find(EmailAddress address) {
        return guardOf(address)
                .flatMap(guard -> guard.findText(DonorIndexItems.DONOR_ID))
                .flatMap(this::find)
                .or(() -> formerOwner(address));
    }

    /** The donor of the address whose guard has the name that an earlier release gave it. */
    private Optional<Donor> formerOwner(EmailAddress address) {
        return DonorIndexItems.formerGuardKey(address)
                .flatMap(this::get)
                .flatMap(guard -> guard.findText(DonorIndexItems.DONOR_ID))
                .flatMap(this::find)
                .filter(donor -> donor.email().normalised().equals(address.normalised()));
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
        return change(donor.id(), item -> DonorItem.edited(item, donor)).flatMap(DonorItem::read);
    }

    /**
     * Has the donor live in another city, if they live in that one; nothing else of them changes. Repeatable: who has moved is left
     * alone.
     *
     * @return whether they moved now
     */
    public boolean move(String id, City from, City to) {
        cities.register(to);
        return findItem(id).flatMap(item -> DonorItem.moved(item, from, to)).isPresent()
                && change(id, item -> DonorItem.moved(item, from, to).orElse(item))
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
        if (!isDonor(seen) || !isToBeRefiled(seen)) {
            return false;
        }
        var donor = findItem(idOf(seen)).filter(this::isToBeRefiled).flatMap(DonorItem::read);
        donor.map(Donor::city).ifPresent(cities::register);
        var refiled = donor.flatMap(read -> change(read.id(), UnaryOperator.identity()));
        var city = refiled.flatMap(DonorItem::read).map(Donor::city);
        donor.map(Donor::city)
                .filter(registered -> !city.equals(Optional.of(registered)))
                .ifPresent(leftMeanwhile -> cities.leave(leftMeanwhile, seen.partitionKey()));
        return refiled.isPresent();
    }

    private boolean isToBeRefiled(Item item) {
        return !DonorItem.isFiled(item)
                || DonorItem.read(item).flatMap(this::formerGuard).isPresent();
    }

    /**
     * Deletes what an earlier release left of a donor whom it erased when this one had filed them: the entries that it does not know of.
     * Repeatable.
     *
     * @param gone an item that is not there any more, of a donor who may have moved
     */
    public void forget(Item gone) {
        if (!isDonor(gone) || !DonorItem.isNoted(gone) || findItem(idOf(gone)).isPresent()) {
            return;
        }
        var entries = DonorItem.read(gone)
                .map(donor -> DonorItem.entries(gone, donor))
                .orElse(List.of());
        BatchGet.read(dynamoDb, tables.main(), entries)
                .forEach(left -> dynamoDb.deleteItem(
                        delete -> delete.tableName(tables.main()).key(left.key())));
    }

    private static String idOf(Item item) {
        return item.partitionKey().substring(DonorItem.PREFIX.length());
    }

    /** Whether an item of the main table is to be a donor, by its key. */
    public static boolean isDonor(Item item) {
        return item.partitionKey().startsWith(DonorItem.PREFIX);
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
        return change(
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
        return change(id, item -> DonorItem.agreed(item.without(DonorItem.UNSUBSCRIBED_AT), consent))
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
        return change(id, item -> item.with(DonorItem.SUPPRESSION, reason)).isPresent();
    }

    /**
     * Undoes {@link #suppress}, and forgets that mail came back. Repeatable.
     *
     * @return whether there is such a donor
     */
    public boolean unsuppress(String id) {
        return change(id, item -> item.without(DonorItem.SUPPRESSION).without(DonorItem.FIRST_BOUNCE))
                .isPresent();
    }

    /**
     * Undoes {@link #suppress} where that was the reason.
     *
     * @return whether it was
     */
    public boolean unsuppress(String id, String reason) {
        return find(id).filter(donor -> donor.suppression().equals(reason)).isPresent()
                && change(
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
        var first = findItem(id).flatMap(DonorItem::firstBounce);
        if (first.isEmpty()) {
            change(id, item -> DonorItem.bounced(item, day, reason));
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
        return erase(id, donor -> new DonorCountUpdate());
    }

    /** The same as if the donor had never signed up: their sign-up counts no more. */
    public boolean undoSignup(String id) {
        return erase(id, donor -> new DonorCountUpdate().neverSignedUp(donor));
    }

    private boolean erase(String id, Function<Donor, DonorCountUpdate> tally) {
        for (var attempt = 1; ; attempt++) {
            var item = findItem(id);
            if (item.isEmpty()) {
                // where there was one at first, it may have been this very call, whose answer was lost
                return attempt > 1;
            }
            var writes = new ArrayList<TransactWriteItem>();
            writes.add(Transactions.delete(
                    tables.main(), item.get(), asSeenCondition(item.get()), asSeenValues(item.get())));
            var donor = DonorItem.read(item.get());
            donor.ifPresent(read -> {
                if (owns(read)) {
                    writes.add(Transactions.delete(tables.main(), DonorIndexItems.guard(read)));
                }
                formerGuard(read).ifPresent(guard -> writes.add(Transactions.delete(tables.main(), guard)));
                DonorItem.entries(item.get(), read)
                        .forEach(entry -> writes.add(Transactions.delete(tables.main(), entry)));
            });
            counted(item.get())
                    .ifPresent(read -> addTo(writes, tally.apply(read).minus(read, DonorItem.filings(item.get()))));
            try {
                transactions.write(writes);
                donor.ifPresent(gone -> cities.leave(gone.city(), item.get().partitionKey()));
                return true;
            } catch (Transactions.ConditionFailedException changedMeanwhile) {
                giveUpAt(attempt, changedMeanwhile);
            }
        }
    }

    /** Changes a donor who is there, and what is kept of them beside. Where somebody else was faster, looks again. */
    private Optional<Item> change(String id, UnaryOperator<Item> change) {
        for (var attempt = 1; ; attempt++) {
            var before = findItem(id);
            var after = before.map(change);
            if (before.isEmpty()) {
                return before;
            }
            var filed = DonorItem.revised(after.get());
            if (!before.get().key().equals(filed.key())) {
                DonorItem.read(filed).map(Donor::city).ifPresent(cities::register);
            }
            DonorItem.read(filed).map(Donor::firstName).ifPresent(this::register);
            try {
                transactions.write(writes(before.get(), filed));
                leave(before.get(), filed);
                return after;
            } catch (Transactions.ConditionFailedException changedMeanwhile) {
                after.flatMap(DonorItem::read).ifPresent(donor -> refuseIfTaken(donor, changedMeanwhile));
                giveUpAt(attempt, changedMeanwhile);
            }
        }
    }

    private void leave(Item before, Item after) {
        var city = DonorItem.read(before).map(Donor::city);
        if (!city.equals(DonorItem.read(after).map(Donor::city))) {
            city.ifPresent(left -> cities.leave(left, before.partitionKey()));
        }
    }

    private List<TransactWriteItem> writes(Item before, Item after) {
        var writes = new ArrayList<TransactWriteItem>();
        if (before.key().equals(after.key())) {
            writes.add(Transactions.put(tables.main(), after, asSeenCondition(before), asSeenValues(before)));
        } else {
            writes.add(Transactions.delete(tables.main(), before, asSeenCondition(before), asSeenValues(before)));
            writes.add(Transactions.putNew(tables.main(), after));
        }
        var was = DonorItem.read(before);
        var is = DonorItem.read(after);
        if (was.isPresent() && is.isPresent()) {
            writes.addAll(guardWrites(was.get(), is.get()));
        }
        var isFiled = DonorItem.isFiled(before);
        var oldEntries = was.map(donor -> DonorItem.entries(before, donor)).orElse(List.of());
        var newEntries = is.map(DonorIndexItems::of).orElse(List.of());
        var kept = newEntries.stream().map(Item::key).toList();
        oldEntries.stream()
                .filter(entry -> !kept.contains(entry.key()))
                .forEach(entry -> writes.add(Transactions.delete(tables.main(), entry)));
        newEntries.stream()
                .filter(entry -> !isFiled || !oldEntries.contains(entry))
                .forEach(entry -> writes.add(Transactions.put(tables.main(), entry)));
        var tally = new DonorCountUpdate();
        counted(before).ifPresent(donor -> tally.minus(donor, DonorItem.filings(before)));
        is.ifPresent(donor -> {
            if (counted(before).isPresent()) {
                tally.plus(donor);
            } else {
                tally.signedUp(donor);
            }
        });
        addTo(writes, tally);
        return writes;
    }

    /** The guard of the donor's address follows it; the guard of another donor with the same address stays as it is. */
    private List<TransactWriteItem> guardWrites(Donor was, Donor is) {
        var guard = DonorIndexItems.guard(is);
        var writes = new ArrayList<TransactWriteItem>();
        formerGuard(was)
                .filter(former -> !former.key().equals(guard.key()))
                .ifPresent(former -> writes.add(Transactions.delete(tables.main(), former, OURS, ours(is))));
        if (was.email().normalised().equals(is.email().normalised())) {
            var stored = guardOf(is);
            if (stored.isEmpty() || (isOf(stored.get(), is) && !stored.get().equals(guard))) {
                writes.add(Transactions.put(tables.main(), guard, "attribute_not_exists(PK) OR " + OURS, ours(is)));
            }
            return writes;
        }
        var isOurs = formerGuard(was)
                .filter(former -> former.key().equals(guard.key()))
                .isPresent();
        writes.add(
                isOurs
                        ? Transactions.put(tables.main(), guard, OURS, ours(is))
                        : Transactions.putNew(tables.main(), guard));
        if (owns(was)) {
            writes.add(Transactions.delete(tables.main(), DonorIndexItems.guard(was)));
        }
        return writes;
    }

    private static Map<String, AttributeValue> ours(Donor donor) {
        return Map.of(":id", AttributeValue.fromS(donor.id()));
    }

    private void refuseIfTaken(Donor donor, Transactions.ConditionFailedException failure) {
        if (guardOf(donor).filter(guard -> !isOf(guard, donor)).isPresent()
                && find(donor.id())
                        .filter(stored -> !stored.email()
                                .normalised()
                                .equals(donor.email().normalised()))
                        .isPresent()) {
            throw new AddressTakenException(failure);
        }
    }

    private static void giveUpAt(int attempt, Transactions.ConditionFailedException failure) {
        if (attempt == MAX_TRIES) {
            throw failure;
        }
    }

    private void addTo(List<TransactWriteItem> writes, DonorCountUpdate tally) {
        tally.changes().forEach((item, numbers) -> writes.add(Transactions.add(tables.main(), item, numbers)));
    }

    /** The donor as they are counted; nobody who was stored by another tool is. */
    private static Optional<Donor> counted(Item item) {
        return item.findNumber(DonorItem.REVISION).isPresent() ? DonorItem.read(item) : Optional.empty();
    }

    private static String asSeenCondition(Item item) {
        return "attribute_exists(PK) AND "
                + (item.findNumber(DonorItem.REVISION).isPresent()
                        ? "revision = :revision"
                        : "attribute_not_exists(revision)");
    }

    private static Map<String, AttributeValue> asSeenValues(Item item) {
        return item.findNumber(DonorItem.REVISION)
                .map(revision -> Map.of(":revision", AttributeValue.fromN(Long.toString(revision))))
                .orElseGet(Map::of);
    }

    private boolean owns(Donor donor) {
        return guardOf(donor).filter(guard -> isOf(guard, donor)).isPresent();
    }

    private static boolean isOf(Item guard, Donor donor) {
        return guard.findText(DonorIndexItems.DONOR_ID)
                .filter(donor.id()::equals)
                .isPresent();
    }

    private Optional<String> findId(Donor donor) {
        return guardOf(donor)
                .flatMap(guard -> guard.findText(DonorIndexItems.DONOR_ID))
                .or(() -> formerOwner(donor.email()).map(Donor::id));
    }

    /** The donor's guard where it has the name that an earlier release gave it. */
    private Optional<Item> formerGuard(Donor donor) {
        return DonorIndexItems.formerGuardKey(donor.email()).flatMap(this::get).filter(guard -> isOf(guard, donor));
    }

    private Optional<Item> guardOf(Donor donor) {
        return guardOf(donor.email());
    }

    private Optional<Item> guardOf(EmailAddress address) {
        return get(DonorIndexItems.guardKey(address));
    }

    private Optional<Item> get(Item key) {
        var found = dynamoDb.getItem(
                get -> get.tableName(tables.main()).key(key.key()).consistentRead(true));
        return found.hasItem() ? Optional.of(Item.from(found.item())) : Optional.empty();
    }

    private Optional<Item> findItem(String id) {
        var items = dynamoDb.query(query -> query.tableName(tables.main())
                        .keyConditionExpression("PK = :donor")
                        .expressionAttributeValues(Map.of(":donor", AttributeValue.fromS(DonorItem.partitionKey(id))))
                        .consistentRead(true)
                        .limit(1))
                .items();
        return Item.listOf(items).stream().findFirst();
    }

    /** Donors of one city, in key order, see {@link CityRepository#list}. */
    public Listing<Donor> list(City city, Cursor after, int limit) {
        return donors(cities.list(DonorItem.PREFIX, city, item -> isOf(city, item), after, limit));
    }

    /** Donors of all cities, city by city. */
    Listing<Donor> list(Cursor after, int limit) {
        return donors(cities.list(DonorItem.PREFIX, DonorRepository::isReadable, after, limit));
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
        var answers = cities.keys(city).stream()
                .map(key -> dynamoDb.query(walk(key, after, to, limit)))
                .toList();
        var merged = MergedQuery.of(answers, Item::partitionKey, Comparator.naturalOrder());
        var items = merged.items().subList(0, Math.min(limit, merged.items().size()));
        var donors = new ArrayList<Donor>();
        var unreadable = new ArrayList<String>();
        var last = "";
        for (var item : items) {
            last = item.partitionKey().substring(DonorItem.PREFIX.length());
            var donor = DonorItem.read(item);
            donor.filter(read -> read.city().equals(city)).ifPresent(donors::add);
            if (donor.isEmpty()) {
                unreadable.add(last);
            }
        }
        var end = !merged.more() && items.size() == merged.items().size();
        return new Walk(donors, unreadable, last, end, readAt);
    }

    private QueryRequest walk(String cityKey, String after, String to, int limit) {
        var sortKey = CityIndexRepository.CITY_PREFIX + cityKey;
        return QueryRequest.builder()
                .tableName(tables.main())
                .indexName(Tables.INVERTED_INDEX)
                .keyConditionExpression("SK = :city AND PK BETWEEN :first AND :last")
                .expressionAttributeValues(Map.of(
                        ":city", AttributeValue.fromS(sortKey),
                        ":first", AttributeValue.fromS(DonorItem.partitionKey(after)),
                        ":last", AttributeValue.fromS(DonorItem.partitionKey(to))))
                .exclusiveStartKey(
                        Item.of(DonorItem.partitionKey(after), sortKey).attributes())
                .limit(limit)
                .build();
    }

    /** Under a former key of a city there may be donors of another one. */
    private static boolean isOf(City city, Item item) {
        return DonorItem.read(item).map(Donor::city).filter(city::equals).isPresent();
    }

    private static boolean isReadable(Item item) {
        return DonorItem.read(item).isPresent();
    }

    private static Listing<Donor> donors(Listing<Item> items) {
        return new Listing<>(
                items.entries().stream()
                        .flatMap(item -> DonorItem.read(item).stream())
                        .toList(),
                items.next());
    }
}
