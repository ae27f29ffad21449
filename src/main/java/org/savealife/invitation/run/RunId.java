package org.savealife.invitation.run;

import java.time.Instant;
import java.util.Optional;

/**
 * Identifies a run. The run of a donation's invitations has the donation's id; others add what they are for: {@code
 * <donation>.change.<sequence>}, {@code <donation>.cancel}, {@code <donation>.reminder.<number>}. A run of one message
 * names its donor and the moment: {@code <donation>.offer.<donor>@<milliseconds>}. Donation ids of ours contain no
 * dots.
 *
 * @param part tells runs of the same kind apart: the donation's sequence, the number of a reminder, a donor and a
 *     moment; "" for kinds of which a donation has one run
 */
public record RunId(String donationId, Kind kind, String part) {

    private static final char DOT = '.';
    private static final String AT = "@";
    private static final String CODED_DOT = "%2E";
    private static final String PERCENT = "%25";

    public RunId {
        if (donationId.isEmpty() || part.indexOf(DOT) >= 0) {
            throw new IllegalArgumentException("A run id needs a donation, and a part without dots.");
        }
        if (isSingle(kind) != part.isEmpty()) {
            throw new IllegalArgumentException(
                    "Run ids of the kind " + kind + (isSingle(kind) ? " have no part." : " need a part."));
        }
    }

    public static RunId invitations(String donationId) {
        return new RunId(donationId, Kind.INVITATION, "");
    }

    /** @param sequence of the donation since the change */
    public static RunId change(String donationId, long sequence) {
        return new RunId(donationId, Kind.CHANGE, Long.toString(sequence));
    }

    public static RunId cancellation(String donationId) {
        return new RunId(donationId, Kind.CANCELLATION, "");
    }

    public static RunId reminder(String donationId, int number) {
        return new RunId(donationId, Kind.REMINDER, Integer.toString(number));
    }

    /**
     * A message to one donor.
     *
     * @param at tells several messages of the kind to the donor apart
     */
    public static RunId single(Kind kind, String donationId, String donorId, Instant at) {
        var donor = donorId.replace("%", PERCENT).replace(".", CODED_DOT);
        return new RunId(donationId, kind, donor + AT + at.toEpochMilli());
    }

    /** The donor of a run of one message; "" for other runs. */
    public String donorId() {
        var end = part.lastIndexOf(AT);
        return end < 0 ? "" : part.substring(0, end).replace(CODED_DOT, ".").replace(PERCENT, "%");
    }

    /** Reads what {@link #text} writes. Any other text is the id of a donation, and means its invitations. */
    public static RunId of(String text) {
        var last = text.lastIndexOf(DOT);
        if (last <= 0) {
            return invitations(text);
        }
        var tail = text.substring(last + 1);
        if (tail.equals(Kind.CANCELLATION.word())) {
            return cancellation(text.substring(0, last));
        }
        var before = text.lastIndexOf(DOT, last - 1);
        return before <= 0 || tail.isEmpty()
                ? invitations(text)
                : withPart(text.substring(0, before), text.substring(before + 1, last), tail)
                        .orElseGet(() -> invitations(text));
    }

    private static Optional<RunId> withPart(String donationId, String word, String part) {
        return Kind.ofWord(word)
                .filter(kind -> !isSingle(kind) && kind.isToOne() == part.contains(AT))
                .map(kind -> new RunId(donationId, kind, part));
    }

    /** Whether a donation has one run of the kind. */
    private static boolean isSingle(Kind kind) {
        return kind == Kind.INVITATION || kind == Kind.CANCELLATION;
    }

    /** The id as one text, as in the table. */
    public String text() {
        if (kind == Kind.INVITATION) {
            return donationId;
        }
        return donationId + DOT + kind.word() + (part.isEmpty() ? "" : DOT + part);
    }

    @Override
    public String toString() {
        return text();
    }
}
