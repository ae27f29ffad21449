package org.savealife.platform.migration;

/**
 * Converts data of earlier releases into the form of this release, page by page. {@link Migrations} finds the beans of
 * this type and runs them one after the other.
 *
 * <p>A page may be processed again after a crash, or by two processes at once, so converted data must stay as they are.
 * Changes that this release or the previous one makes in the meantime are neither lost nor undone.
 */
public interface Migration {

    /**
     * Its position, from 1 without gaps up to {@link org.savealife.platform.dynamodb.SchemaVersion#CURRENT}: the
     * version of the schema after it.
     */
    int number();

    /** Its name in logs; {@code migration.<name>} is the key of its text: {@code city-keys}. */
    String name();

    /**
     * Processes a page.
     *
     * @param after the end of the page before; "" for the first page
     */
    Page next(String after);

    /**
     * Whether an earlier release has stored data to be converted since the migration was completed. Asked once a
     * minute.
     */
    default boolean isDueAgain() {
        return false;
    }

    /**
     * The result of a page.
     *
     * @param end where the next page begins, any text; "" if there is none
     * @param looked number of items looked at
     * @param changed number of items converted
     * @param failed number of items that could not be converted, for reasons of their own
     */
    record Page(String end, long looked, long changed, long failed) {}
}
