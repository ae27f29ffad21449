package org.savealife.donation;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whom staff want to tell of a change, or that a donation was called off. */
public enum Notify {
    /** Every donor who got the invitation and has not said no. */
    ALL,
    /** Donors who said that they will come. */
    BOOKED,
    /** No donor: for example if only a typing error was corrected. */
    NOBODY;

    /**
     * Reads {@code all}, {@code booked} or {@code nobody}.
     *
     * @throws IllegalArgumentException if the text is none of them; the message names them
     */
    public static Notify of(String text) {
        return Arrays.stream(values())
                .filter(value -> value.word().equals(text.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Please give one of "
                        + Arrays.stream(values()).map(Notify::word).collect(Collectors.joining(", ")) + "."));
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
