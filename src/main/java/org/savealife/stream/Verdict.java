package org.savealife.stream;

import java.util.Locale;

/** The outcome of a record. */
public enum Verdict {
    /** A listener handled it, with a durable effect. */
    HANDLED,
    /** No listener accepted it. */
    FILTERED,
    /**
     * A listener accepted it, but could not handle it. It is in
     * {@link org.savealife.stream.parked.ParkedRecordRepository}.
     */
    PARKED;

    /** {@code handled}, {@code filtered} or {@code parked}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
