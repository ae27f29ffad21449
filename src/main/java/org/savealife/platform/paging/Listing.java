package org.savealife.platform.paging;

import java.util.List;

/** One page of a list. {@code next} goes on after it, {@link Cursor#NONE} at the end; a page may be short, even empty, and not be the last. */
public record Listing<T>(List<T> entries, Cursor next) {

    public Listing {
        entries = List.copyOf(entries);
    }
}
