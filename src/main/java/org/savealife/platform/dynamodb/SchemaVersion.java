package org.savealife.platform.dynamodb;

import java.util.Optional;

/**
 * The version of the stored data's schema, as an item of the main table: {@code PK} {@code META#schema}, {@code SK}
 * {@code SCHEMA}, number {@code version}. All migrations up to that number have been completed. If the item is missing,
 * the version is 0.
 */
public final class SchemaVersion {

    /** The version of this release: the number of its last migration. */
    public static final int CURRENT = 4;

    public static final String PARTITION = "META#schema";
    public static final String SORT_KEY = "SCHEMA";
    public static final String VERSION = "version";

    private SchemaVersion() {}

    /** The item that states this version. */
    public static Item of(int version) {
        return key().with(VERSION, version);
    }

    public static Item key() {
        return Item.of(PARTITION, SORT_KEY);
    }

    /** @param item the stored item, if there is one */
    public static int in(Optional<Item> item) {
        return item.flatMap(stored -> stored.findNumber(VERSION)).orElse(0L).intValue();
    }
}
