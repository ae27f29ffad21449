package org.savealife.donor.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.donor.City;
import org.savealife.donor.Donor;
import org.savealife.fixture.TableFile;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;

/**
 * Checks in the whole main table that donors are filed as this release does it, and that nothing is left of another.
 */
public final class FiledDonors {

    private final List<Item> items;
    private final List<Donor> donors;

    private FiledDonors(List<Item> items) {
        this.items = items;
        this.donors = items.stream()
                .filter(DonorRepository::isDonor)
                .flatMap(item -> DonorItem.read(item).stream())
                .toList();
    }

    /** Checks everything and returns the donors. */
    public static List<Donor> check(TestTables tables) {
        return check(tables, counts -> true);
    }

    /**
     * The same after an earlier release has changed donors whom this one had filed, and counted them under its own
     * keys.
     */
    public static List<Donor> checkBesideFormerRelease(TestTables tables) {
        return check(tables, key -> City.of(key).key().equals(key));
    }

    private static List<Donor> check(TestTables tables, Predicate<String> isCounted) {
        var filed = new FiledDonors(
                Item.listOf(TableFile.items(tables.client(), tables.tables().main())));
        filed.checkItems();
        filed.checkEntries();
        filed.checkCounts(isCounted);
        filed.checkRegister();
        filed.checkOrders();
        return filed.donors;
    }

    private void checkItems() {
        assertThat(donors).isNotEmpty();
        assertThat(items.stream().filter(DonorRepository::isDonor)).allSatisfy(item -> {
            assertThat(item.sortKey())
                    .isEqualTo(DonorItem.read(item)
                            .map(donor -> CityRepository.sortKey(donor.city()))
                            .orElseThrow());
            assertThat(DonorItem.isFiled(item)).as(item.partitionKey()).isTrue();
        });
        assertThat(donors).extracting(Donor::id).doesNotHaveDuplicates();
    }

    private void checkEntries() {
        var expected = donors.stream()
                .flatMap(donor ->
                        Stream.concat(Stream.of(DonorIndexItems.guard(donor)), DonorIndexItems.of(donor).stream()))
                .toList();

        assertThat(items.stream().filter(FiledDonors::isEntry).map(FiledDonors::words))
                .containsExactlyInAnyOrderElementsOf(
                        expected.stream().map(FiledDonors::words).toList());
    }

    private static boolean isEntry(Item item) {
        return Stream.of("EMAIL#", "NAME#", "WORD#", "DONORS#", "SIGNED#").anyMatch(item.partitionKey()::startsWith);
    }

    private static String words(Item item) {
        return new TreeMap<>(item.attributes()).toString();
    }

    private void checkCounts(Predicate<String> isCounted) {
        var sums = new TreeMap<String, Long>();
        items.stream()
                .filter(item -> item.partitionKey().startsWith("COUNTS#"))
                .filter(item -> item.sortKey().equals(DonorCountUpdate.ALL) || isCounted.test(item.sortKey()))
                .forEach(item -> numbers(item)
                        .forEach((kind, number) -> sums.merge(item.sortKey() + " " + kind, number, Long::sum)));
        sums.values().removeIf(number -> number == 0);

        assertThat(sums)
                .isEqualTo(donors.stream()
                        .map(DonorPartition::of)
                        .flatMap(filing -> Stream.of(DonorCountUpdate.ALL, filing.cityKey())
                                .map(key -> key + " " + filing.kind()))
                        .collect(Collectors.groupingBy(word -> word, TreeMap::new, Collectors.counting())));
    }

    private static Map<String, Long> numbers(Item item) {
        var numbers = new HashMap<String, Long>();
        item.attributes().keySet().stream()
                .filter(name -> !name.equals("PK") && !name.equals("SK"))
                .forEach(name -> numbers.put(name, item.number(name)));
        return numbers;
    }

    /** The lists by name and by sign-up continue from letter to letter, and from day to day. */
    private void checkOrders() {
        assertThat(items.stream()
                        .filter(item -> item.partitionKey().equals("NAMES"))
                        .map(Item::sortKey))
                .containsAll(donors.stream()
                        .map(donor ->
                                DonorIndexItems.firstLetter(donor.firstName().key()))
                        .toList());
        assertThat(items.stream()
                        .filter(item -> item.partitionKey().equals(DonorCountUpdate.SIGNUPS))
                        .map(item -> item.sortKey().substring(0, item.sortKey().indexOf('#'))))
                .containsAll(donors.stream()
                        .map(donor -> LocalDate.ofInstant(donor.signedUpAt(), ZoneOffset.UTC)
                                .toString())
                        .toList());
    }

    private void checkRegister() {
        var register = items.stream()
                .filter(item -> item.partitionKey().equals("CITIES"))
                .toList();

        assertThat(register)
                .allSatisfy(
                        entry -> assertThat(City.of(entry.text("name")).key()).isEqualTo(entry.sortKey()));
        assertThat(register.stream()
                        .filter(entry -> entry.findText("left_at").isEmpty())
                        .map(Item::sortKey))
                .containsAll(donors.stream().map(donor -> donor.city().key()).toList());
    }
}
