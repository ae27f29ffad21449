package org.savealife.platform;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The schema of the data as items of the main table, {@code PK} {@code META#schema}:
 *
 * <ul>
 *   <li>{@code SK} {@code SCHEMA}: number {@code version}, that of the last migration up to which all are done. Where it is
 *       missing the data are of a release before there was one, which is 0.
 *   <li>{@code SK} {@code MIGRATION#<number>}: how far a migration is: text {@code end} (of the last page), numbers {@code looked},
 *       {@code changed} and {@code failed}, instants {@code begun_at} and {@code done_at}; {@code owner} (a process, another text for each start)
 *       and {@code until} (epoch milliseconds: so long it is left to the owner, or alone where there is none)
 * </ul>
 */
final class SchemaItem {

    static final String PARTITION = "META#schema";
    static final String VERSION = "version";
    static final String END = "end";
    static final String LOOKED = "looked";
    static final String CHANGED = "changed";
    static final String FAILED = "failed";
    static final String BEGUN_AT = "begun_at";
    static final String DONE_AT = "done_at";
    static final String OWNER = "owner";
    static final String UNTIL = "until";

    private static final String SCHEMA = "SCHEMA";

    private SchemaItem() {}

    /** That of data which have this schema. */
    static Item of(int version) {
        return key().with(VERSION, version);
    }

    static Item key() {
        return Item.of(PARTITION, SCHEMA);
    }

    static Item key(int migration) {
        return Item.of(PARTITION, String.format(Locale.ROOT, "MIGRATION#%03d", migration));
    }

    static int version(Optional<Item> schema) {
        return schema.flatMap(item -> item.findNumber(VERSION)).orElse(0L).intValue();
    }

    /**
     * How a migration stands, of data with that version, by its item.
     *
     * @param items of the schema, by their sort keys
     */
    static Schema.State state(int migration, Map<String, Item> items) {
        var version = version(Optional.ofNullable(items.get(SCHEMA)));
        return Optional.ofNullable(items.get(key(migration).sortKey()))
                .map(item -> state(migration, item))
                .orElseGet(() -> version >= migration ? doneBefore(migration) : Schema.State.notBegun(migration));
    }

    static Schema.State state(int migration, Item item) {
        return new Schema.State(
                migration,
                item.findInstant(BEGUN_AT),
                item.findInstant(DONE_AT),
                item.findText(END).orElse(""),
                item.findNumber(LOOKED).orElse(0L),
                item.findNumber(CHANGED).orElse(0L),
                item.findNumber(FAILED).orElse(0L));
    }

    /** Of a table that was made in this form. */
    private static Schema.State doneBefore(int migration) {
        return new Schema.State(migration, Optional.of(Instant.EPOCH), Optional.of(Instant.EPOCH), "", 0, 0, 0);
    }
}
