package org.savealife.donor;

import java.util.Arrays;
import java.util.Locale;

/** In which order a list of donors comes, where it is not searched by text. */
public enum DonorOrder {
    /** City by city. */
    CITY,
    /** By first name, whatever its case and accents. */
    NAME,
    /** Who signed up last comes first. */
    NEWEST;

    /** As in the addresses of pages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The order of that word; {@link #CITY} for any other. */
    public static DonorOrder ofWord(String word) {
        return Arrays.stream(values())
                .filter(order -> order.word().equals(word))
                .findFirst()
                .orElse(CITY);
    }
}
