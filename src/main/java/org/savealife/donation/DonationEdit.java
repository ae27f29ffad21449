package org.savealife.donation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Collectors;
import org.savealife.donor.City;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.FieldValidator;

/**
 * The fields by which staff change a donation: {@code {"city"?, "address"?, "datetime"?, "ends_at"?, "note"?,
 * "notify"}}, texts as typed. What is left out stays as it is, and so do the seats.
 *
 * @param city must be the donation's own: invitations begin at once, so another city is refused
 * @param datetime the new start; without {@code endsAt} the donation stays as long as it was
 * @param endsAt the new end; "" for none
 * @param note further text for the donors; "" for none
 * @param told whom to tell
 */
public record DonationEdit(
        Optional<String> city,
        Optional<String> address,
        Optional<String> datetime,
        Optional<String> endsAt,
        Optional<String> note,
        @JsonProperty("notify") Optional<String> told) {

    /**
     * The next version of the donation; the donation itself if nothing would change.
     *
     * @param zone in which times without an offset are read
     * @throws org.savealife.platform.error.InvalidFieldsException naming every field that is missing or wrong
     * @throws ConflictException if it is over or called off, or would take place in another city
     */
    public Donation of(Donation before, Instant now, ZoneId zone) {
        refuseIfOver(before, now);
        var fields = new FieldValidator();
        var readTold = fields.required("notify", told, Notify::of);
        var wanted = wanted(before, now, zone)
                .donation(fields, before.id(), now, zone, start -> permitted(start, before, now));
        refuseIfElsewhere(before, wanted.city());
        refuseIfSlotsDoNotFit(fields, before.seating(), wanted.length());
        return Difference.between(before, wanted).isEmpty()
                ? before
                : before.changedTo(wanted, now, readTold.orElseThrow());
    }

    /** A start that stays may be past: the donation goes on. */
    private static Instant permitted(Instant start, Donation before, Instant now) {
        return start.equals(before.startsAt()) ? start : Announcement.coming(start, now);
    }

    private Announcement wanted(Donation before, Instant now, ZoneId zone) {
        return new Announcement(
                city.or(() -> Optional.of(before.city().name())),
                address.or(() -> Optional.of(before.address())),
                datetime.or(() -> Optional.of(before.startsAt().toString())),
                endsAt.or(() -> movedEnd(before, now, zone)),
                note.or(() -> Optional.of(before.note())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Empty if there is no end, or if the new start is invalid, which is reported by itself. */
    private Optional<String> movedEnd(Donation before, Instant now, ZoneId zone) {
        if (before.length().isZero()) {
            return Optional.empty();
        }
        try {
            var start = datetime.map(text -> permitted(DonationTimeParser.parse(text, zone), before, now))
                    .orElse(before.startsAt());
            return Optional.of(start.plus(before.length()).toString());
        } catch (IllegalArgumentException invalid) {
            return Optional.empty();
        }
    }

    private static void refuseIfOver(Donation before, Instant now) {
        if (before.cancelled()) {
            throw new ConflictException("The donation was called off, so it cannot be changed. Announce a new one.");
        }
        if (before.isPast(now)) {
            throw new ConflictException("The donation is over, so it cannot be changed. Announce a new one.");
        }
    }

    private static void refuseIfElsewhere(Donation before, City wanted) {
        if (!wanted.equals(before.city())) {
            throw new ConflictException("Donors of " + before.city().name()
                    + " are invited already. Call this donation off, and announce one in the other city.");
        }
    }

    private static void refuseIfSlotsDoNotFit(FieldValidator fields, Seating seating, Duration length) {
        try {
            seating.checkLength(length);
        } catch (IllegalArgumentException unfit) {
            fields.reject("ends_at", String.valueOf(unfit.getMessage()));
        }
        fields.check();
    }

    /**
     * The action for the audit log, which says what changes: {@code donation.change.} with some of {@code time},
     * {@code address} and {@code note}, as in {@code donation.change.time-address}.
     */
    public static String action(Donation before, Donation after) {
        return Difference.between(before, after).stream()
                .map(difference -> difference.holdsTime() ? "time" : difference.field())
                .distinct()
                .collect(Collectors.joining("-", "donation.change.", ""));
    }
}
