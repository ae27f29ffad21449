package org.savealife.donor.store;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.platform.dynamodb.BatchWrite;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.dynamodb.Transactions;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The last release without migrations, running beside this one. It writes donors, their entries and counts under its
 * own city keys, and leaves alone the attributes that it does not know.
 */
public final class FormerRelease {

    private final TestTables tables;
    private final String table;

    public FormerRelease(TestTables tables) {
        this.tables = tables;
        this.table = tables.tables().main();
    }

    /** The sort key that it gives to a city. */
    public static String sortKey(City city) {
        return CityIndexRepository.CITY_PREFIX + city.formerKey();
    }

    public void register(City city) {
        tables.client()
                .putItem(put -> put.tableName(table)
                        .item(Item.of("CITIES", city.formerKey())
                                .with("name", city.name())
                                .attributes()));
    }

    /** Stores donors who have signed up before. */
    public List<Donor> addAll(List<Donor> donors) {
        var counts = new HashMap<Item, Map<String, Long>>();
        donors.forEach(donor -> count(counts, donor, 1));
        donors.forEach(donor -> countSignUp(counts, donor));
        donors.stream().map(Donor::city).distinct().forEach(this::register);
        BatchWrite.write(
                tables.client(),
                table,
                donors.stream()
                        .flatMap(donor -> Stream.concat(Stream.of(item(donor), guard(donor)), entries(donor).stream()))
                        .map(item -> WriteRequest.builder()
                                .putRequest(put -> put.item(item.attributes()))
                                .build())
                        .toList());
        tables.transactions()
                .write(counts.entrySet().stream()
                        .map(count -> Transactions.add(table, count.getKey(), count.getValue()))
                        .toList());
        return donors;
    }

    private static Item item(Donor donor) {
        return DonorItem.of(donor).with(Item.SK, sortKey(donor.city())).with("revision", 1);
    }

    /** Signs a donor up. */
    public Donor add(Donor donor) {
        register(donor.city());
        var writes = new ArrayList<TransactWriteItem>();
        writes.add(Transactions.putNew(table, item(donor)));
        writes.add(Transactions.putNew(table, guard(donor)));
        entries(donor).forEach(entry -> writes.add(Transactions.put(table, entry)));
        var counts = new HashMap<Item, Map<String, Long>>();
        count(counts, donor, 1);
        countSignUp(counts, donor);
        counts.forEach((item, numbers) -> writes.add(Transactions.add(table, item, numbers)));
        tables.transactions().write(writes);
        return donor;
    }

    public void unsubscribe(Donor donor) {
        change(donor.id(), item -> item.with(DonorItem.UNSUBSCRIBED_AT, donor.signedUpAt()));
    }

    /** Changes first name and city to those of this donor. */
    public void edit(Donor donor) {
        register(donor.city());
        change(
                donor.id(),
                item -> item.with(Item.SK, sortKey(donor.city()))
                        .with("first_name", donor.firstName().value())
                        .with("city", donor.city().name()));
    }

    /** @return the donor's last item */
    public Item erase(Donor donor) {
        var item = StoredDonors.item(tables, donor.id()).orElseThrow();
        var changes = new HashMap<Item, Map<String, Long>>();
        count(changes, donor, -1);
        var writes = new ArrayList<TransactWriteItem>();
        Stream.concat(Stream.of(item, guard(donor)), entries(donor).stream())
                .forEach(gone -> writes.add(Transactions.delete(table, gone)));
        changes.forEach((count, numbers) -> writes.add(Transactions.add(table, count, numbers)));
        tables.transactions().write(writes);
        return item;
    }

    private void change(String id, UnaryOperator<Item> change) {
        var before = StoredDonors.item(tables, id).orElseThrow();
        var after = change.apply(before).with("revision", before.number("revision") + 1);
        var was = DonorItem.read(before).orElseThrow();
        var is = DonorItem.read(after).orElseThrow();
        var writes = new ArrayList<TransactWriteItem>();
        if (before.key().equals(after.key())) {
            writes.add(Transactions.put(table, after));
        } else {
            writes.add(Transactions.delete(table, before));
            writes.add(Transactions.putNew(table, after));
        }
        writes.add(Transactions.put(table, guard(is)));
        var kept = entries(is).stream().map(Item::key).toList();
        entries(was).stream()
                .filter(entry -> !kept.contains(entry.key()))
                .forEach(entry -> writes.add(Transactions.delete(table, entry)));
        entries(is).stream()
                .filter(entry -> !entries(was).contains(entry))
                .forEach(entry -> writes.add(Transactions.put(table, entry)));
        count(writes, was, is);
        tables.transactions().write(writes);
    }

    private static Item guard(Donor donor) {
        return ofFormerCity(DonorIndexItems.guard(donor), donor);
    }

    private static List<Item> entries(Donor donor) {
        return List.of(
                ofFormerCity(DonorIndexItems.name(donor), donor),
                DonorIndexItems.shelf(DonorPartition.under(donor.city().formerKey(), donor), donor.id()));
    }

    private static Item ofFormerCity(Item entry, Donor donor) {
        return entry.with(DonorIndexItems.CITY_KEY, donor.city().formerKey());
    }

    private void count(List<TransactWriteItem> writes, Donor was, Donor is) {
        var changes = new HashMap<Item, Map<String, Long>>();
        count(changes, was, -1);
        count(changes, is, 1);
        changes.values().forEach(numbers -> numbers.values().removeIf(number -> number == 0));
        changes.values().removeIf(Map::isEmpty);
        changes.forEach((item, numbers) -> writes.add(Transactions.add(table, item, numbers)));
    }

    private static void countSignUp(Map<Item, Map<String, Long>> changes, Donor donor) {
        var day = LocalDate.ofInstant(donor.signedUpAt(), ZoneOffset.UTC);
        changes.computeIfAbsent(Item.of(DonorCountUpdate.SIGNUPS, day + "#0"), key -> new HashMap<>())
                .merge(DonorCountUpdate.NUMBER, 1L, Long::sum);
    }

    private static void count(Map<Item, Map<String, Long>> changes, Donor donor, long number) {
        Stream.of(DonorCountUpdate.ALL, donor.city().formerKey())
                .map(key -> Item.of(DonorCountUpdate.partition(0), key))
                .forEach(item -> changes.computeIfAbsent(item, key -> new HashMap<>())
                        .merge(DonorPartition.kind(donor.status(), donor.type()), number, Long::sum));
    }
}
