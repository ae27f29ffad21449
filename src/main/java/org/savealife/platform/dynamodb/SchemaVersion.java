package org.savealife.platform.dynamodb;

import java.util.Optional;

/**
 * The version of the data's schema, as an item of the main table: {@code PK} {@code META#schema}, {@code SK} {@code SCHEMA},
 * number {@code version}, that of the last migration up to which all are done. Where the item is missing, the data are of a
 * release that had no versions, which is 0.
 */
public final class SchemaVersion {

    /** The version in which this release stores data: the number of its last migration. */
    public static final int CURRENT = 4;

    public static final String PARTITION = "META#schema";
    public static final String SORT_KEY = "SCHEMA";
    public static final String VERSION = "version";

    private SchemaVersion() {}

    /** The item of data that have this version. */
    public static Item of(int version) {
        return key().with(VERSION, version);
    }

    public static Item key() {
        return Item.of(PARTITION, SORT_KEY);
    }

    /** @param item the item as it is stored, if there is one */
    public static int in(Optional<Item> item) {
        return item.flatMap(stored -> stored.findNumber(VERSION)).orElse(0L).intValue();
    }
}
