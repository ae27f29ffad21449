package org.savealife.donor;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whether a donor can be invited, and if not, on whose word. Who unsubscribed has unsubscribed, whatever the address. */
public enum DonorStatus {
    SUBSCRIBED,
    /** The donor wants no more invitations. */
    UNSUBSCRIBED,
    /** The address gets no mail, say because it bounces. */
    SUPPRESSED;

    /** As in the API, the table and the addresses of pages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if the word is none of {@link #word()}; says which there are */
    public static DonorStatus ofWord(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Please give one of "
                        + Arrays.stream(values()).map(DonorStatus::word).collect(Collectors.joining(", ")) + "."));
    }
}
