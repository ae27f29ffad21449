package org.savealife.mail.feedback;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.savealife.mail.feedback.CalendarReply.Attendee;
import org.savealife.mail.feedback.CalendarReply.Participation;

/**
 * Reads the answers of calendar programs (RFC 5545, RFC 5546 section 3.2.3): the method, and of the first event the
 * properties that say who answers what. Programs differ in all else that they send, so that is not read.
 */
final class CalendarReplyParser {

    private static final List<String> CALENDAR = List.of("VCALENDAR");
    private static final List<String> EVENT = List.of("VCALENDAR", "VEVENT");

    private static final String MAILTO = "mailto:";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);
    private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,18}");

    /** In texts (RFC 5545 section 3.3.11). */
    private static final Pattern ESCAPED = Pattern.compile("\\\\([\\\\;,])");

    private boolean isReply;
    private boolean hasEvent;
    private final List<ContentLine> event = new ArrayList<>();

    private CalendarReplyParser() {}

    /** Reads an iCalendar object; empty if it is none, not a reply, or one without UID or ATTENDEE. */
    static Optional<CalendarReply> parse(String object) {
        var parser = new CalendarReplyParser();
        return parser.read(ContentLine.of(object)) && parser.isReply ? parser.reply() : Optional.empty();
    }

    /** @return whether the components of the object end as they should; what follows it does not matter */
    private boolean read(List<ContentLine> lines) {
        var inside = new ArrayList<String>();
        for (var line : lines) {
            if (line.is("BEGIN")) {
                inside.add(line.value().toUpperCase(Locale.ROOT));
            } else if (line.is("END")) {
                hasEvent |= inside.equals(EVENT);
                if (inside.isEmpty() || !inside.remove(inside.size() - 1).equalsIgnoreCase(line.value())) {
                    return false;
                }
                if (inside.isEmpty()) {
                    return true;
                }
            } else {
                take(line, inside);
            }
        }
        return false;
    }

    private void take(ContentLine line, List<String> inside) {
        if (inside.equals(CALENDAR) && line.is("METHOD")) {
            isReply = line.value().equalsIgnoreCase("REPLY");
        } else if (inside.equals(EVENT) && !hasEvent) {
            event.add(line);
        }
    }

    private Optional<CalendarReply> reply() {
        var attendees = all("ATTENDEE")
                .map(line -> new Attendee(address(line), participation(line)))
                .toList();
        return first("UID")
                .filter(uid -> !attendees.isEmpty())
                .map(uid -> new CalendarReply(
                        ESCAPED.matcher(uid.value()).replaceAll("$1"),
                        first("SEQUENCE").map(CalendarReplyParser::number).orElse(0L),
                        first("ORGANIZER").map(CalendarReplyParser::address).orElse(""),
                        first("DTSTAMP").flatMap(CalendarReplyParser::time),
                        first("DTSTART").flatMap(CalendarReplyParser::time),
                        attendees));
    }

    private Stream<ContentLine> all(String property) {
        return event.stream().filter(line -> line.is(property));
    }

    private Optional<ContentLine> first(String property) {
        return all(property).findFirst();
    }

    private static long number(ContentLine line) {
        return SEQUENCE.matcher(line.value()).matches() ? Long.parseLong(line.value()) : 0;
    }

    private static Participation participation(ContentLine line) {
        return Arrays.stream(Participation.values())
                .filter(known -> known.name().equalsIgnoreCase(line.parameter("PARTSTAT")))
                .findFirst()
                .orElse(Participation.OTHER);
    }

    /** Programs of Apple may name people by ids of their own, with the address beside it (RFC 7986 section 6.2). */
    private static String address(ContentLine line) {
        var uri = line.value();
        if (!uri.regionMatches(true, 0, MAILTO, 0, MAILTO.length())) {
            return line.parameter("EMAIL");
        }
        var address = uri.substring(MAILTO.length()).split("\\?", 2)[0];
        try {
            return URLDecoder.decode(address.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return address;
        }
    }

    /** Zones have names of the IANA, mostly; those of Windows are not known here. */
    private static Optional<Instant> time(ContentLine line) {
        var utc = line.value().endsWith("Z");
        var time = utc ? line.value().substring(0, line.value().length() - 1) : line.value();
        try {
            ZoneId zone = utc ? ZoneOffset.UTC : ZoneId.of(line.parameter("TZID"));
            return Optional.of(LocalDateTime.parse(time, TIME).atZone(zone).toInstant());
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }
}
