package org.savealife.invitation.mail;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.savealife.donation.Donation;
import org.savealife.mail.message.CalendarObject.Method;

/**
 * The calendar entry of a donation, from {@code invitation.ics} beside this class, with the properties that RFC 5546
 * sections 3.2.1, 3.2.2 and 3.2.5 require or forbid. A donation has the same UID for ever, and its {@code sequence} is
 * the entry's: calendar programs take the entry with the highest one.
 *
 * @param attends whether the entry names the reader, who comes, as {@code {{attendee}}}
 * @param hasEnd whether there is a value for {@code {{end}}}
 * @param organiser name of the blood bank
 * @param takesReplies whether the answer of the reader's calendar program comes to us
 */
record CalendarEntry(
        Donation donation, Method method, boolean attends, boolean hasEnd, String organiser, boolean takesReplies) {

    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Only the reader, who said yes on our page, is named: nobody learns who else comes. */
    private static final String ATTENDEE =
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=%s:mailto:{{attendee}}";

    /** Characters that neither a quoted parameter (RFC 5545 section 3.1) nor the source of a template can contain. */
    private static final Pattern NOT_IN_PARAMETER = Pattern.compile("[\"{}]");

    private static final String SOURCE = Sources.resource("invitation.ics");

    /** The source of the entry, with slots for its values. */
    String source() {
        return SOURCE.lines().flatMap(this::lines).collect(Collectors.joining("\n", "", "\n"));
    }

    private Stream<String> lines(String line) {
        return switch (line.substring(0, line.indexOf(':'))) {
            case "METHOD" -> Stream.of("METHOD:" + method);
            case "UID" -> Stream.concat(Stream.of(line), sequence());
            case "DTEND" -> hasEnd ? Stream.of(line) : Stream.of();
            case "ORGANIZER" -> Stream.concat(Stream.of(organiser(line)), attendee());
            case "DESCRIPTION" -> donation.note().isEmpty() ? Stream.of() : Stream.of(line);
            case "TRANSP" -> Stream.concat(status(), Stream.of(line));
            default -> Stream.of(line);
        };
    }

    private Stream<String> sequence() {
        var sequence = donation.version().sequence();
        return switch (method) {
            case PUBLISH -> sequence == 0 ? Stream.of() : Stream.of("SEQUENCE:" + sequence);
            case REQUEST -> Stream.of("SEQUENCE:" + sequence);
            // a donation that an earlier release called off has none
            case CANCEL -> Stream.of("SEQUENCE:" + Math.max(1, sequence));
        };
    }

    private Stream<String> status() {
        return switch (method) {
            case PUBLISH -> Stream.of();
            case REQUEST -> Stream.of("STATUS:CONFIRMED");
            case CANCEL -> Stream.of("STATUS:CANCELLED");
        };
    }

    private String organiser(String line) {
        return line.replace(
                "ORGANIZER:",
                "ORGANIZER;CN=\"" + NOT_IN_PARAMETER.matcher(organiser).replaceAll("") + "\":");
    }

    static String time(Instant instant) {
        return FORM.format(instant);
    }

    /** Some programs offer no way to answer unless an answer is asked for. */
    private Stream<String> attendee() {
        var rsvp = method == Method.REQUEST && takesReplies ? "TRUE" : "FALSE";
        return attends ? Stream.of(ATTENDEE.formatted(rsvp)) : Stream.of();
    }

    /** An address in ASCII as part of a URI (RFC 6068 section 2). */
    static String uri(String address) {
        return address.replace("%", "%25")
                .replace("?", "%3F")
                .replace("#", "%23")
                .replace("&", "%26");
    }
}
