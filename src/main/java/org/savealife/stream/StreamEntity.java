package org.savealife.stream;

import java.util.Arrays;
import java.util.Locale;
import org.savealife.platform.dynamodb.Item;

/** The subject of a stream record, from its key. What is kept about a donor is not a donor. */
public enum StreamEntity {
    DONOR("DONOR#", "CITY#"),
    DONATION("DONATION#", ""),
    /** Bookkeeping: visits, address guards, index items and counts of donors, staff, tokens, the register of cities. */
    OTHER("", "");

    private final String prefix;
    private final String sortPrefix;

    StreamEntity(String prefix, String sortPrefix) {
        this.prefix = prefix;
        this.sortPrefix = sortPrefix;
    }

    static StreamEntity of(Item key) {
        return Arrays.stream(values())
                .filter(entity -> key.partitionKey().startsWith(entity.prefix)
                        && key.sortKey().startsWith(entity.sortPrefix))
                .findFirst()
                .orElse(OTHER);
    }

    /** {@code donor}, {@code donation} or {@code other}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
