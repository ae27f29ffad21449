package org.savealife.donor;

import java.util.Arrays;
import java.util.Locale;

/** The order of a list of donors that is not searched by text. */
public enum DonorOrder {
    /** City by city. */
    CITY,
    /** By first name, whatever its case and accents. */
    NAME,
    /** The latest sign-up first. */
    NEWEST;

    /** The word for this order in the addresses of pages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The order with that word; {@link #CITY} for any other word. */
    public static DonorOrder ofWord(String word) {
        return Arrays.stream(values())
                .filter(order -> order.word().equals(word))
                .findFirst()
                .orElse(CITY);
    }
}
