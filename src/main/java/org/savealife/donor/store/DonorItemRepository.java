package org.savealife.donor.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.savealife.donor.AddressTakenException;
import org.savealife.donor.Donor;
import org.savealife.donor.FirstName;
import org.savealife.platform.dynamodb.BatchGet;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.Tables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Writes the items of donors: each with its guard, entries and counts in one transaction, which is repeated if another
 * process changed the donor meanwhile.
 */
final class DonorItemRepository {

    /**
     * Most items of a transaction, with room for what an act writes along with it, such as an audit entry. DynamoDB
     * takes 100.
     */
    private static final int MAX_WRITES = 95;

    private static final int MAX_REMEMBERED = 10_000;

    private static final int MAX_TRIES = 10;

    private final DynamoDbClient dynamoDb;
    private final Tables tables;
    private final Transactions transactions;
    private final CityRepository cities;
    private final AddressGuardRepository guards;

    /** First letters that are known to be in the table. */
    private final Set<String> letters = ConcurrentHashMap.newKeySet();

    DonorItemRepository(DynamoDbClient dynamoDb, Tables tables, Transactions transactions, CityRepository cities) {
        this.dynamoDb = dynamoDb;
        this.tables = tables;
        this.transactions = transactions;
        this.cities = cities;
        guards = new AddressGuardRepository(dynamoDb, tables, id -> find(id).flatMap(DonorItem::read));
    }

    AddressGuardRepository guards() {
        return guards;
    }

    /** The donor's own item, of those in the donor's partition. */
    Optional<Item> find(String id) {
        var items = dynamoDb.query(query -> query.tableName(tables.main())
                        .keyConditionExpression("PK = :donor AND begins_with(SK, :city)")
                        .expressionAttributeValues(Map.of(
                                ":donor", AttributeValue.fromS(DonorItem.partitionKey(id)),
                                ":city", AttributeValue.fromS(CityIndexRepository.CITY_PREFIX)))
                        .consistentRead(true)
                        .limit(1))
                .items();
        return Item.listOf(items).stream().findFirst();
    }

    /** See {@link DonorRepository#addAll}. */
    void addAll(List<Donor> several) {
        var writes = new ArrayList<TransactWriteItem>();
        var tally = new DonorCountUpdate();
        var together = new ArrayList<Donor>();
        for (var donor : several) {
            cities.register(donor.city());
            register(donor.firstName());
            var more = newItems(donor);
            // a donor may add two items to the counts, a city and a day
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
            if (find(together.get(0).id()).flatMap(DonorItem::read).isEmpty()) {
                throw new AddressTakenException(known);
            }
        }
    }

    /** Puts the first letter of the name into the register of letters. Repeatable. */
    private void register(FirstName name) {
        var letter = DonorIndexItems.firstLetter(name.key());
        if (letters.contains(letter)) {
            return;
        }
        dynamoDb.putItem(put -> put.tableName(tables.main())
                .item(Item.of(DonorIndexItems.LETTERS, letter).attributes()));
        if (letters.size() < MAX_REMEMBERED) {
            letters.add(letter);
        }
    }

    /**
     * Changes a donor with guard, entries and counts. If another process was faster, reads the donor again.
     *
     * @param change returns the changed item, or the same item if there is nothing to change
     * @return the changed item, or nothing if there is no such donor
     * @throws AddressTakenException if the donor would have the address of another one
     */
    Optional<Item> change(String id, UnaryOperator<Item> change) {
        for (var attempt = 1; ; attempt++) {
            var before = find(id);
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
            writes.addAll(guards.changes(was.get(), is.get()));
        }
        writes.addAll(entryWrites(before, was, is));
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

    private List<TransactWriteItem> entryWrites(Item before, Optional<Donor> was, Optional<Donor> is) {
        var writes = new ArrayList<TransactWriteItem>();
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
        return writes;
    }

    /**
     * Deletes the donor with guard, entries and counts.
     *
     * @param tally further changes of the counts
     * @return whether there was such a donor
     */
    boolean delete(String id, Function<Donor, DonorCountUpdate> tally) {
        for (var attempt = 1; ; attempt++) {
            var item = find(id);
            if (item.isEmpty()) {
                // if a former attempt found the donor, it may have deleted them without getting the answer
                return attempt > 1;
            }
            var donor = DonorItem.read(item.get());
            try {
                transactions.write(deletions(item.get(), donor, tally));
                donor.ifPresent(gone -> cities.leave(gone.city(), item.get().partitionKey()));
                return true;
            } catch (Transactions.ConditionFailedException changedMeanwhile) {
                giveUpAt(attempt, changedMeanwhile);
            }
        }
    }

    private List<TransactWriteItem> deletions(
            Item item, Optional<Donor> donor, Function<Donor, DonorCountUpdate> tally) {
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(Transactions.delete(tables.main(), item, asSeenCondition(item), asSeenValues(item)));
        donor.ifPresent(read -> {
            writes.addAll(guards.deletions(read));
            DonorItem.entries(item, read).forEach(entry -> writes.add(Transactions.delete(tables.main(), entry)));
        });
        counted(item).ifPresent(read -> addTo(writes, tally.apply(read).minus(read, DonorItem.filings(item))));
        return writes;
    }

    /** Deletes the entries that are left of a donor who is gone. */
    void deleteEntries(Item gone) {
        var entries = DonorItem.read(gone)
                .map(donor -> DonorItem.entries(gone, donor))
                .orElse(List.of());
        BatchGet.read(dynamoDb, tables.main(), entries)
                .forEach(left -> dynamoDb.deleteItem(
                        delete -> delete.tableName(tables.main()).key(left.key())));
    }

    private void refuseIfTaken(Donor donor, Transactions.ConditionFailedException failure) {
        if (guards.isOthers(donor)
                && find(donor.id())
                        .flatMap(DonorItem::read)
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

    /** The donor as counted; nothing if another tool stored the donor. */
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
}
