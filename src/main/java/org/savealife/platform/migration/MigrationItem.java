package org.savealife.platform.migration;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.SchemaVersion;

/**
 * The progress of a migration, as an item of the main table beside {@link SchemaVersion}: {@code PK}
 * {@code META#schema}, {@code SK} {@code MIGRATION#<number>}, text {@code end} (of the last page), numbers
 * {@code looked}, {@code changed} and {@code failed}, instants {@code begun_at} and {@code done_at}, {@code owner} (a
 * process; another text after each start) and {@code until} (epoch milliseconds: until then the migration belongs to
 * the owner, or waits if there is none).
 */
final class MigrationItem {

    static final String END = "end";
    static final String LOOKED = "looked";
    static final String CHANGED = "changed";
    static final String FAILED = "failed";
    static final String BEGUN_AT = "begun_at";
    static final String DONE_AT = "done_at";
    static final String OWNER = "owner";
    static final String UNTIL = "until";

    private MigrationItem() {}

    static Item key(int migration) {
        return Item.of(SchemaVersion.PARTITION, String.format(Locale.ROOT, "MIGRATION#%03d", migration));
    }

    /**
     * The state of a migration, from its item.
     *
     * @param items of the schema, by their sort keys
     */
    static MigrationState state(int migration, Map<String, Item> items) {
        var version = SchemaVersion.in(Optional.ofNullable(items.get(SchemaVersion.SORT_KEY)));
        return Optional.ofNullable(items.get(key(migration).sortKey()))
                .map(item -> state(migration, item))
                .orElseGet(() -> version >= migration ? doneBefore(migration) : MigrationState.notBegun(migration));
    }

    static MigrationState state(int migration, Item item) {
        return new MigrationState(
                migration,
                item.findInstant(BEGUN_AT),
                item.findInstant(DONE_AT),
                item.findText(END).orElse(""),
                item.findNumber(LOOKED).orElse(0L),
                item.findNumber(CHANGED).orElse(0L),
                item.findNumber(FAILED).orElse(0L));
    }

    /** The state in a table that had this form from the start. */
    private static MigrationState doneBefore(int migration) {
        return new MigrationState(migration, Optional.of(Instant.EPOCH), Optional.of(Instant.EPOCH), "", 0, 0, 0);
    }
}
