package org.savealife.donation;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.savealife.donor.City;
import org.savealife.platform.RandomId;
import org.savealife.platform.error.FieldValidator;

/**
 * The fields by which staff announce a donation:
 * {@code {"city", "address", "datetime", "ends_at"?, "note"?, "again"?}}, texts as typed, and those of
 * {@link SeatingFields}. A time in the past is accepted: the donation is stored, and nobody is invited.
 *
 * @param note further text for the donors
 * @param again whether to announce the donation even if the same one was announced within a day; null means no
 */
public record Announcement(
        Optional<String> city,
        Optional<String> address,
        Optional<String> datetime,
        Optional<String> endsAt,
        Optional<String> note,
        Optional<Boolean> again,
        Optional<Integer> slotMinutes,
        Optional<Integer> seatsPerSlot,
        Optional<Integer> seats,
        Optional<Double> showRate) {

    private static final Period MAX_AHEAD = Period.ofYears(5);

    /** The maximal length of a donation. */
    static final Duration MAX_DURATION = Duration.ofDays(31);

    /**
     * The announced donation, with a new id.
     *
     * @param zone in which times without an offset are read
     * @throws org.savealife.platform.error.InvalidFieldsException naming every field that is missing or wrong
     */
    public Donation donation(Instant now, ZoneId zone) {
        return donation(RandomId.next(), now, zone);
    }

    private Donation donation(String id, Instant now, ZoneId zone) {
        return donation(id, now, zone, start -> notTooFar(start, now));
    }

    /**
     * The announced donation with a given id, so that a form that is sent twice announces it once. It must be to come,
     * since staff at a form can correct a mistyped time.
     */
    public Donation coming(String id, Instant now, ZoneId zone) {
        return donation(id, now, zone, start -> coming(start, now));
    }

    private Donation donation(String id, Instant now, ZoneId zone, UnaryOperator<Instant> check) {
        return donation(new FieldValidator(), id, now, zone, check);
    }

    /**
     * The announced donation with a given id.
     *
     * @param fields may hold errors in further fields, which are then reported with those of these fields
     * @param check refuses a start with an {@link IllegalArgumentException}
     */
    Donation donation(FieldValidator fields, String id, Instant now, ZoneId zone, UnaryOperator<Instant> check) {
        var readCity = fields.required("city", city, City::of);
        var readAddress = fields.required("address", address, Donation::address);
        var start = fields.required("datetime", datetime, text -> check.apply(DonationTimeParser.parse(text, zone)));
        var end = fields.optional("ends_at", endsAt, text -> DonationTimeParser.parse(text, zone));
        var readNote = fields.optional("note", note, Donation::note);
        if (start.isPresent() && end.isPresent()) {
            checkEnd(fields, start.get(), end.get());
        }
        var length = start.map(from -> end.map(to -> Duration.between(from, to)).orElse(Duration.ZERO));
        var endIsSaid =
                end.isPresent() || endsAt.filter(text -> !text.isBlank()).isEmpty();
        var seating = seating().read(fields, length.filter(known -> endIsSaid && !known.isNegative()));
        fields.check();
        return new Donation(
                id,
                readCity.orElseThrow(),
                readAddress.orElseThrow(),
                start.orElseThrow(),
                length.orElseThrow(),
                now,
                false,
                readNote.orElse(""),
                seating.orElseThrow(),
                Version.FIRST);
    }

    private SeatingFields seating() {
        return new SeatingFields(slotMinutes, seatsPerSlot, seats, showRate);
    }

    /** @throws IllegalArgumentException if the start is past, or years away; the message tells why */
    static Instant coming(Instant start, Instant now) {
        if (start.isBefore(now)) {
            throw new IllegalArgumentException("That moment is past. Please choose one that is to come.");
        }
        return notTooFar(start, now);
    }

    private static Instant notTooFar(Instant start, Instant now) {
        if (start.isAfter(now.atOffset(ZoneOffset.UTC).plus(MAX_AHEAD).toInstant())) {
            throw new IllegalArgumentException("That is more than five years away. Please check the year.");
        }
        return start;
    }

    private static void checkEnd(FieldValidator fields, Instant start, Instant end) {
        if (!end.isAfter(start)) {
            fields.reject("ends_at", "The donation must end after it starts.");
        } else if (Duration.between(start, end).compareTo(MAX_DURATION) > 0) {
            fields.reject("ends_at", "That is more than 31 days after the start. Please announce each day by itself.");
        }
    }
}
