package org.savealife.platform.migration;

/**
 * A way in which what earlier releases stored becomes as this one stores it, page by page. A bean of this type is
 * found by {@link Migrations}, which works all of them one after the other.
 *
 * <p>Any page may be worked again, after a crash, and by two processes at once: what is as it should be stays as it
 * is. What is changed meanwhile, by this release or by the one before, is neither lost nor undone.
 */
public interface Migration {

    /**
     * Its place in the order, from 1 without a gap up to {@link org.savealife.platform.dynamodb.SchemaVersion#CURRENT}: the schema that the data have after
     * it.
     */
    int number();

    /** A word for logs, and behind {@code migration.} the key of its text: {@code city-keys}. */
    String name();

    /**
     * Works a page.
     *
     * @param after what the page before gave as its end, empty for the first
     */
    Page next(String after);

    /**
     * Whether, though it was done, an earlier release has stored data since that it would change. Asked once a minute.
     */
    default boolean isDueAgain() {
        return false;
    }

    /**
     * What came of a page.
     *
     * @param end where the next one begins, any text; empty where none follows
     * @param looked how many items were looked at
     * @param changed how many of them were changed
     * @param failed how many were to be changed and could not, for a reason of their own
     */
    record Page(String end, long looked, long changed, long failed) {}
}
