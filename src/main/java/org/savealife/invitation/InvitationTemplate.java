package org.savealife.invitation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.savealife.donation.Donation;
import org.savealife.donor.Donor;
import org.savealife.donor.UnsubscribeLink;
import org.savealife.mail.Template;

/**
 * What an invitation says: {@code invitation.txt}, {@code invitation.html} and {@code invitation.ics} beside this
 * class, the same in all three. Says nothing of blood types. Mail programs show a button to unsubscribe for the two
 * headers (RFC 8058).
 */
final class InvitationTemplate {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE d MMMM", Locale.ENGLISH);
    private static final DateTimeFormatter DAY_AND_YEAR =
            DateTimeFormatter.ofPattern("EEEE d MMMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter CALENDAR =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String END_LINE = "DTEND:{{end}}\n";

    private static final String TEXT = resource("invitation.txt");
    private static final String HTML = resource("invitation.html");
    private static final String ICS = resource("invitation.ics");

    private InvitationTemplate() {}

    /**
     * The template of all invitations to a donation.
     *
     * @param zone on whose clock donors read the time
     * @param organisation who writes
     */
    static Template of(Donation donation, ZoneId zone, String organisation) {
        return builder(donation, zone, organisation)
                .compile(Set.of("first_name", "email", "unsubscribe_url", "list_unsubscribe"));
    }

    /** What it is made of, for showing what a donor would get. */
    static Template.Builder builder(Donation donation, ZoneId zone, String organisation) {
        var subject = "Give blood in " + donation.city().name() + " on "
                + DAY.format(donation.startsAt().atZone(zone));
        var constants = new HashMap<>(Map.of(
                "subject", subject,
                "summary", "Give blood in " + donation.city().name(),
                "organisation", organisation,
                "city", donation.city().name(),
                "address", donation.address(),
                "when", when(donation, zone),
                "uid", donation.id() + "@savealife",
                "created", CALENDAR.format(donation.createdAt()),
                "start", CALENDAR.format(donation.startsAt())));
        donation.endsAt().ifPresent(end -> constants.put("end", CALENDAR.format(end)));
        return Template.builder()
                .subject("{{subject}}")
                .text(TEXT)
                .html(HTML)
                .header("List-Unsubscribe", "{{list_unsubscribe}}")
                .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
                .calendar(donation.endsAt().isPresent() ? ICS : ICS.replace(END_LINE, ""))
                .constants(constants);
    }

    /** What differs from donor to donor. */
    static Map<String, String> values(Donor donor, UnsubscribeLink unsubscribe) {
        return Map.of(
                "first_name", donor.firstName().value(),
                "email", donor.email().value(),
                "unsubscribe_url", unsubscribe.url(),
                "list_unsubscribe", unsubscribe.listHeader());
    }

    /** {@code Thursday 3 December 2026, from 10:00 to 16:00}, with both days where it ends on another. */
    static String when(Donation donation, ZoneId zone) {
        var start = donation.startsAt().atZone(zone);
        var end = donation.endsAt().map(time -> " to " + end(start, time.atZone(zone)));
        return DAY_AND_YEAR.format(start) + ", from " + HOUR.format(start) + end.orElse("");
    }

    private static String end(ZonedDateTime start, ZonedDateTime end) {
        var day = start.toLocalDate().equals(end.toLocalDate()) ? "" : DAY_AND_YEAR.format(end) + ", ";
        return day + HOUR.format(end);
    }

    private static String resource(String name) {
        try (var stream = Objects.requireNonNull(InvitationTemplate.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
