package org.savealife.donor.store;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.savealife.donor.Donor;
import org.savealife.platform.dynamodb.Item;

/**
 * The changes that a transaction makes to the counts of donors; {@link DonorCountRepository} adds them up. The counts
 * are spread over {@link #SHARDS} shards, and each transaction changes one of them at random, so that sign-ups do not
 * wait for each other. A single shard may be negative: if a donor signs up in shard 3 and is deleted in shard 5, the
 * shards hold 1 and -1, and the sum is 0.
 *
 * <p>Items of the main table: {@code COUNTS#<shard>} / {@code ALL} and {@code COUNTS#<shard>} / {@code <city key>},
 * with a number {@code <status> <type>} for each kind of donor; {@code SIGNUPS} / {@code <day in UTC>#<shard>} with the
 * number {@code n}.
 */
final class DonorCountUpdate {

    static final int SHARDS = 8;
    static final String ALL = "ALL";
    static final String SIGNUPS = "SIGNUPS";
    static final String NUMBER = "n";

    private static final String PREFIX = "COUNTS#";

    private final int shard = ThreadLocalRandom.current().nextInt(SHARDS);
    private final Map<Item, Map<String, Long>> changes = new LinkedHashMap<>();

    static String partition(int shard) {
        return PREFIX + shard;
    }

    /** Adds a donor who is counted for the first time. */
    DonorCountUpdate signedUp(Donor donor) {
        change(signUps(donor), NUMBER, 1);
        return plus(donor);
    }

    /** Takes back the donor's sign-up. */
    DonorCountUpdate neverSignedUp(Donor donor) {
        change(signUps(donor), NUMBER, -1);
        return this;
    }

    private Item signUps(Donor donor) {
        return Item.of(SIGNUPS, LocalDate.ofInstant(donor.signedUpAt(), ZoneOffset.UTC) + "#" + shard);
    }

    DonorCountUpdate plus(Donor donor) {
        return change(donor, Set.of(DonorPartition.of(donor)), 1);
    }

    /** @param filings the cities, statuses and types under which the donor is counted */
    DonorCountUpdate minus(Donor donor, Set<DonorPartition> filings) {
        return change(donor, filings, -1);
    }

    /** The numbers to add, by the item that holds them. */
    Map<Item, Map<String, Long>> changes() {
        changes.values().forEach(numbers -> numbers.values().removeIf(number -> number == 0));
        changes.values().removeIf(Map::isEmpty);
        return changes;
    }

    private DonorCountUpdate change(Donor donor, Set<DonorPartition> filings, long number) {
        change(Item.of(partition(shard), ALL), DonorPartition.of(donor).kind(), number);
        filings.forEach(filing -> change(Item.of(partition(shard), filing.cityKey()), filing.kind(), number));
        return this;
    }

    private void change(Item item, String name, long number) {
        changes.computeIfAbsent(item, key -> new LinkedHashMap<>()).merge(name, number, Long::sum);
    }
}
