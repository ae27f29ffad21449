package org.savealife.stream;

import java.util.Arrays;
import java.util.Locale;

/** The subject of a stream record, from the family of its partition key. */
public enum StreamEntity {
    DONOR("DONOR#"),
    DONATION("DONATION#"),
    /** Bookkeeping: address guards, index items and counts of donors, staff, tokens, the register of cities. */
    OTHER("");

    private final String prefix;

    StreamEntity(String prefix) {
        this.prefix = prefix;
    }

    static StreamEntity of(String partitionKey) {
        return Arrays.stream(values())
                .filter(entity -> partitionKey.startsWith(entity.prefix))
                .findFirst()
                .orElse(OTHER);
    }

    /** {@code donor}, {@code donation} or {@code other}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
