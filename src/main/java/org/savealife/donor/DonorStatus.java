package org.savealife.donor;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Whether a donor can be invited. A donor who unsubscribed counts as unsubscribed even if the address is suppressed,
 * too.
 */
public enum DonorStatus {
    SUBSCRIBED,
    /** The donor wants no more invitations. */
    UNSUBSCRIBED,
    /** The address gets no mail, for example because it bounces. */
    SUPPRESSED;

    /** The word for this status in the API, the table and the addresses of pages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if no status has this {@link #word()}; the message lists them */
    public static DonorStatus ofWord(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Please give one of "
                        + Arrays.stream(values()).map(DonorStatus::word).collect(Collectors.joining(", ")) + "."));
    }
}
