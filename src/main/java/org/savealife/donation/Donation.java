package org.savealife.donation;

import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.savealife.donor.City;

/**
 * A blood donation event.
 *
 * @param id 32 hexadecimal digits, random
 * @param address where in the city, one line, 1 to 200 characters
 * @param length how long it is open; zero if no end was given
 * @param cancelled whether staff called it off, so that it does not take place
 * @param note a text of staff for the donors in the invitation, at most 500 characters on a few lines; "" for none
 * @param seating how many donors may come, and when
 * @param version how often it has changed since it was announced
 */
public record Donation(
        String id,
        City city,
        String address,
        Instant startsAt,
        Duration length,
        Instant createdAt,
        boolean cancelled,
        String note,
        Seating seating,
        Version version) {

    private static final int MAX_ADDRESS_LENGTH = 200;
    private static final int MAX_REASON_LENGTH = 200;
    private static final int MAX_NOTE_LENGTH = 500;
    private static final int MAX_LINES = 12;
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    private static final Pattern IGNORED = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]");

    public Donation {
        if (length.isNegative()) {
            throw new IllegalArgumentException("A donation cannot end before it starts.");
        }
        seating.checkLength(length);
    }

    /** Creates a donation as it was announced, without slots or a limit. */
    public Donation(
            String id,
            City city,
            String address,
            Instant startsAt,
            Duration length,
            Instant createdAt,
            boolean cancelled,
            String note) {
        this(id, city, address, startsAt, length, createdAt, cancelled, note, Seating.NONE, Version.FIRST);
    }

    /** Creates a donation without a note, slots or a limit. */
    public Donation(
            String id,
            City city,
            String address,
            Instant startsAt,
            Duration length,
            Instant createdAt,
            boolean cancelled) {
        this(id, city, address, startsAt, length, createdAt, cancelled, "");
    }

    /** @throws IllegalArgumentException if the text cannot be the address of a donation; the message tells why */
    public static String address(String text) {
        var line = text.strip();
        if (line.codePoints().anyMatch(Donation::breaksLine)) {
            throw new IllegalArgumentException("Please write the address on one line, without control characters.");
        }
        if (line.length() > MAX_ADDRESS_LENGTH) {
            throw new IllegalArgumentException("Please keep the address within " + MAX_ADDRESS_LENGTH + " characters.");
        }
        return line;
    }

    /**
     * The note as donors read it: lines ended by LF.
     *
     * @throws IllegalArgumentException if the text cannot be a note; the message tells why
     */
    public static String note(String text) {
        var lines = LINE_BREAK
                .splitAsStream(text.strip())
                .map(String::stripTrailing)
                .toList();
        var note = String.join("\n", lines);
        if (lines.stream().anyMatch(line -> line.codePoints().anyMatch(Donation::breaksLine))) {
            throw new IllegalArgumentException("Please write the note without control characters.");
        }
        if (note.length() > MAX_NOTE_LENGTH || lines.size() > MAX_LINES) {
            throw new IllegalArgumentException(
                    "Please keep the note within " + MAX_NOTE_LENGTH + " characters and " + MAX_LINES + " lines.");
        }
        return note;
    }

    /**
     * The reason for calling a donation off, as donors read it.
     *
     * @throws IllegalArgumentException if the text cannot be a reason; the message tells why
     */
    static String cancelReason(String text) {
        var line = text.strip();
        if (line.codePoints().anyMatch(Donation::breaksLine)) {
            throw new IllegalArgumentException("Please write the reason on one line, without control characters.");
        }
        if (line.length() > MAX_REASON_LENGTH) {
            throw new IllegalArgumentException("Please keep the reason within " + MAX_REASON_LENGTH + " characters.");
        }
        return line;
    }

    /** The next version, with address, times and note of another donation. */
    Donation changedTo(Donation wanted, Instant now, Notify notify) {
        return new Donation(
                id,
                city,
                wanted.address,
                wanted.startsAt,
                wanted.length,
                createdAt,
                cancelled,
                wanted.note,
                seating,
                version.next(now, notify));
    }

    Donation calledOff(String reason, Notify notify) {
        var last = version.calledOff(reason, notify);
        return new Donation(id, city, address, startsAt, length, createdAt, true, note, seating, last);
    }

    /** @throws IllegalArgumentException if it cannot have these slots; the message tells why */
    public Donation withSeating(Seating changed) {
        return new Donation(id, city, address, startsAt, length, createdAt, cancelled, note, changed, version);
    }

    /** The donation as everybody may see it: the note is for invited donors only. */
    public Donation withoutNote() {
        return new Donation(id, city, address, startsAt, length, createdAt, cancelled, "", seating, version);
    }

    public Optional<Instant> endsAt() {
        return length.isZero() ? Optional.empty() : Optional.of(startsAt.plus(length));
    }

    /** Whether it is over, or has begun if no end was given: nobody is invited to it any more. */
    public boolean isPast(Instant now) {
        return !now.isBefore(startsAt.plus(length));
    }

    /** The address without the differences in how people write it: case, blanks and punctuation. */
    String foldedAddress() {
        return IGNORED.matcher(
                        Normalizer.normalize(address, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT))
                .replaceAll("");
    }

    private static boolean breaksLine(int codePoint) {
        var type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }
}
