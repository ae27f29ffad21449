package org.savealife.platform.paging;

import java.util.List;

/**
 * One page of a list. {@code next} is where the list continues, {@link Cursor#NONE} at its end. A page may be short, or
 * even empty, although it is not the last one.
 */
public record Listing<T>(List<T> entries, Cursor next) {

    public Listing {
        entries = List.copyOf(entries);
    }
}
