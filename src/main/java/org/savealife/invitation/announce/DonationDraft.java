package org.savealife.invitation.announce;

import java.io.Serializable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.savealife.donation.Announcement;
import org.savealife.donation.Donation;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;

/**
 * A donation as far as it has been filled in: texts as typed, "" for an empty field. Its fields have the names of
 * those of an {@link Announcement}.
 */
record DonationDraft(String city, String address, String start, String end, String note, SeatingDraft seating)
        implements Serializable {

    /** The format in which browsers send date and time. */
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm", Locale.ROOT);

    private static final String ID_OF_NONE = "0".repeat(32);
    private static final String NO_ADDRESS = "…";

    /** Without slots or a limit. */
    DonationDraft(String city, String address, String start, String end, String note) {
        this(city, address, start, end, note, SeatingDraft.NONE);
    }

    /** The same donation in a later week: on the next date that is on the same day of the week, at the same time. */
    static DonationDraft again(Donation donation, Instant now, ZoneId zone) {
        var start = LocalDateTime.ofInstant(donation.startsAt(), zone).plusWeeks(1);
        while (!start.atZone(zone).toInstant().isAfter(now)) {
            start = start.plusWeeks(1);
        }
        var end = donation.length().isZero() ? "" : LOCAL.format(start.plus(donation.length()));
        return new DonationDraft(
                donation.city().name(),
                donation.address(),
                LOCAL.format(start),
                end,
                donation.note(),
                SeatingDraft.of(donation.seating()));
    }

    /** The donation as it is. */
    static DonationDraft of(Donation donation, ZoneId zone) {
        return new DonationDraft(
                donation.city().name(),
                donation.address(),
                LOCAL.format(LocalDateTime.ofInstant(donation.startsAt(), zone)),
                donation.endsAt()
                        .map(end -> LOCAL.format(LocalDateTime.ofInstant(end, zone)))
                        .orElse(""),
                donation.note(),
                SeatingDraft.of(donation.seating()));
    }

    /** The draft from the parameters of {@link #query}. */
    static DonationDraft read(Function<String, Optional<String>> parameters) {
        Function<String, String> text = name -> parameters.apply(name).orElse("");
        return new DonationDraft(
                text.apply("city"),
                text.apply("address"),
                text.apply("datetime"),
                text.apply("ends_at"),
                text.apply("note"),
                new SeatingDraft(
                        text.apply("slot_minutes"),
                        text.apply("seats_per_slot"),
                        text.apply("seats"),
                        text.apply("show_rate")));
    }

    /** {@code city=Haarlem&address=…}, for an address. */
    String query() {
        return fields().entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private Map<String, String> fields() {
        var fields = new TreeMap<>(seating.fields());
        fields.putAll(Map.of("city", city, "address", address, "datetime", start, "ends_at", end, "note", note));
        return fields;
    }

    boolean isEmpty(String field) {
        return fields().getOrDefault(field, "").isBlank();
    }

    /** What decides who would be invited: it differs if city or start differ. */
    String audience() {
        return city.strip() + "\n" + start;
    }

    /** What makes two drafts the same donation: it differs if city, address or start differ. */
    String identity() {
        return String.join("\n", city, address, start);
    }

    private Announcement announcement() {
        var seats = seating.read();
        return new Announcement(
                Optional.of(city),
                Optional.of(address),
                Optional.of(start),
                Optional.of(end),
                Optional.of(note),
                Optional.empty(),
                seats.slotMinutes(),
                seats.seatsPerSlot(),
                seats.seats(),
                seats.showRate());
    }

    /** @throws InvalidFieldsException with every field that is missing or wrong, including a start in the past */
    Donation donation(String id, Instant now, ZoneId zone) {
        return announcement().coming(id, now, zone);
    }

    /** The fields because of which it cannot be announced. */
    List<InvalidField> wrong(Instant now, ZoneId zone) {
        try {
            var unused = donation(ID_OF_NONE, now, zone);
            return List.of();
        } catch (InvalidFieldsException invalid) {
            return invalid.fields();
        }
    }

    /** The donation with placeholders for what is missing or wrong; empty without a city. */
    Optional<Donation> foreseen(Instant now, ZoneId zone) {
        var wrong = wrong(now, zone).stream().map(InvalidField::field).collect(Collectors.toSet());
        if (wrong.contains("city")) {
            return Optional.empty();
        }
        var endless = wrong.contains("datetime") || wrong.contains("ends_at");
        var seatless = endless || seating.fields().keySet().stream().anyMatch(wrong::contains);
        var tomorrow = now.plus(Duration.ofDays(1)).toString();
        var whole = new DonationDraft(
                city,
                wrong.contains("address") ? NO_ADDRESS : address,
                wrong.contains("datetime") ? tomorrow : start,
                endless ? "" : end,
                wrong.contains("note") ? "" : note,
                seatless ? SeatingDraft.NONE : seating);
        return Optional.of(whole.donation(ID_OF_NONE, now, zone));
    }

    /** The same draft in another city. */
    DonationDraft in(String other) {
        return new DonationDraft(other, address, start, end, note, seating);
    }
}
