package org.savealife.platform.paging;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Where a listing continues: the keys of the last entry returned, as opaque text (base64url). {@link #NONE} means both
 * the start of a listing and its end.
 */
public record Cursor(List<String> keys) {

    public static final Cursor NONE = new Cursor(List.of());

    private static final String SEPARATOR = "\n";

    public Cursor {
        keys = List.copyOf(keys);
    }

    public static Cursor of(String... keys) {
        return new Cursor(List.of(keys));
    }

    /**
     * @throws IllegalArgumentException if the text is not a cursor with that number of keys; an empty text is
     *     {@link #NONE}
     */
    public static Cursor parse(String text, int keys) {
        if (text.isEmpty()) {
            return NONE;
        }
        try {
            var cursor = new Cursor(List.of(
                    new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(SEPARATOR, -1)));
            if (cursor.keys().size() == keys) {
                return cursor;
            }
        } catch (IllegalArgumentException notBase64) {
            // The same response as for a cursor of another listing
        }
        throw new IllegalArgumentException(
                "That cursor is not one of this list. Take the value of \"next\", or leave it out.");
    }

    public boolean isNone() {
        return keys.isEmpty();
    }

    /** The text that {@link #parse} reads; empty for {@link #NONE}. */
    public String text() {
        return isNone()
                ? ""
                : Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(String.join(SEPARATOR, keys).getBytes(StandardCharsets.UTF_8));
    }
}
