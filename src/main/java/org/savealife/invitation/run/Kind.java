package org.savealife.invitation.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the messages of a run are. */
public enum Kind {
    /** The invitations to a donation, to the donors of its city. */
    INVITATION,
    /** The donation takes place at another time or address. */
    CHANGE,
    /** The donation was called off. */
    CANCELLATION("cancel"),
    /** The donation is soon. */
    REMINDER,
    /** Confirms a booking to one donor. */
    CONFIRMATION,
    /** Offers a seat to one donor who waits for it. */
    OFFER;

    private final String word;

    Kind() {
        word = name().toLowerCase(Locale.ROOT);
    }

    Kind(String word) {
        this.word = word;
    }

    /** The kind as in run ids and in the API: {@code cancel} for {@link #CANCELLATION}. */
    public String word() {
        return word;
    }

    /** Whether a run of this kind is one message to one donor. */
    public boolean isToOne() {
        return this == CONFIRMATION || this == OFFER;
    }

    /** Whether runs of this kind go before all others: they spare somebody the way, or somebody waits for them. */
    public boolean isUrgent() {
        return this == CANCELLATION || isToOne();
    }

    /** Reads what {@link #word} writes. */
    public static Optional<Kind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
}
