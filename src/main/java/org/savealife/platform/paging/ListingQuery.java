package org.savealife.platform.paging;

import java.util.Optional;
import org.savealife.platform.error.FieldValidator;

/**
 * The requested part of a list.
 *
 * @param limit 1 to 500 entries, 50 by default
 */
public record ListingQuery(int limit, Cursor cursor) {

    private static final int DEFAULT = 50;
    private static final int MAX_LIMIT = 500;
    private static final int CURSOR_KEYS = 2;

    /** Reads {@code limit} and {@code cursor}; invalid values are reported to the fields. */
    public static ListingQuery read(FieldValidator fields, Optional<String> limit, Optional<String> cursor) {
        return new ListingQuery(
                fields.optional("limit", limit, ListingQuery::limit).orElse(DEFAULT),
                fields.optional("cursor", cursor, text -> Cursor.parse(text, CURSOR_KEYS))
                        .orElse(Cursor.NONE));
    }

    private static int limit(String text) {
        if (!text.matches("\\d{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_LIMIT) {
            throw new IllegalArgumentException("Please give a number from 1 to " + MAX_LIMIT + ".");
        }
        return Integer.parseInt(text);
    }
}
