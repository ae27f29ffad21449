package org.savealife.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the messages of one run say: subject, plain text, HTML and, if wanted, an event for the recipient's calendar,
 * with named slots for what differs. Compiled once, rendered for each recipient. Safe for use by several
 * threads at once.
 *
 * <p>A slot is written <code>{{first_name}}</code>, the same name in every place. Its value is given unescaped and gets
 * the escaping of the place: none in plain text, HTML's in HTML (in text and in quoted attributes), RFC 5545's in the
 * calendar, RFC 2047's in the subject. A line break is fine in texts and calendar, and refused in a header.
 */
public final class Template {

    /** As RFC 5322 section 3.3 wants it, whatever the locale. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

    private static final int COMMON_LENGTH = 8192;

    /** A Date field, which the many messages of one second have in common. */
    private record DateField(long second, String value) {}

    private final Set<String> slots;
    private final Parts parts;
    private final MimeBody body;
    private volatile DateField lastDate = new DateField(0, DATE.format(Instant.EPOCH));

    /** What a transport needs that does not send whole messages. Constants are filled in. */
    public record Parts(
            TemplateText subject,
            Map<String, TemplateText> headers,
            TemplateText text,
            TemplateText html,
            Optional<CalendarObject> calendar) {

        private MimeBody body() {
            return calendar.map(object -> MimeBody.of(subject, headers, text, html, object))
                    .orElseGet(() -> MimeBody.of(subject, headers, text, html));
        }
    }

    private Template(Set<String> slots, Parts parts) {
        this.slots = Set.copyOf(slots);
        this.parts = parts;
        this.body = parts.body();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Names of the values that each message has to bring. */
    public Set<String> slots() {
        return slots;
    }

    public Parts parts() {
        return parts;
    }

    /**
     * The whole message, lines ended by CRLF, in ASCII and with no line over 998 characters: fit for any relay.
     *
     * @throws IllegalArgumentException if a slot has no value, or one that must not go where the slot is; the message names
     *     the slot, not the value
     */
    public byte[] render(Message message, Sender from, Instant date) {
        var out = new ByteArrayOutputStream(COMMON_LENGTH);
        String headers = from.header() + "To: " + message.to().ascii() + "\r\nDate: " + field(date)
                + "\r\nMessage-ID: <" + message.messageId() + ">\r\n";
        out.writeBytes(headers.getBytes(StandardCharsets.US_ASCII));
        body.append(message.values(), out);
        return out.toByteArray();
    }

    private String field(Instant date) {
        DateField field = lastDate;
        if (field.second() != date.getEpochSecond()) {
            field = new DateField(date.getEpochSecond(), DATE.format(date));
            lastDate = field;
        }
        return field.value();
    }

    /** Shows what is wrong with the sources themselves now, and not in every message. */
    private void tryOut() {
        var values = new HashMap<String, String>();
        slots.forEach(slot -> values.put(slot, "x"));
        body.append(values, new ByteArrayOutputStream());
    }

    /**
     * What one recipient would read.
     *
     * @param calendar what goes along for their calendar; "" for nothing
     */
    public record Preview(String subject, String text, String html, String calendar) {}

    /** Takes the sources of a template. */
    public static final class Builder {

        private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9-]+");
        private static final Pattern OWN_HEADER = Pattern.compile(
                "(?i)From|Sender|To|Cc|Bcc|Subject|Date|Message-ID|Auto-Submitted|MIME-Version|Content-.*");

        private final Map<String, String> headers = new LinkedHashMap<>();
        private Map<String, String> constants = Map.of();
        private String subject = "";
        private String text = "";
        private String html = "";
        private String calendar = "";

        private Builder() {}

        /** The subject, in one line. Required. */
        public Builder subject(String source) {
            this.subject = source;
            return this;
        }

        /** The plain text. Required. */
        public Builder text(String source) {
            this.text = source;
            return this;
        }

        /** The same as a whole HTML document. Required. */
        public Builder html(String source) {
            this.html = source;
            return this;
        }

        /**
         * An iCalendar object (RFC 5545) that goes along as {@code invite.ics}: {@code BEGIN:VCALENDAR} to
         * {@code END:VCALENDAR} with {@code METHOD:PUBLISH}, one property a line, unfolded. Slots are for values, not for
         * parameters, and their values get the escaping of the TEXT type, which changes backslash, semicolon, comma and
         * line break only.
         */
        public Builder calendar(String source) {
            this.calendar = source;
            return this;
        }

        /**
         * One more header, such as List-Unsubscribe: its filled value goes out as it is, in ASCII, and may have slots.
         *
         * @throws IllegalArgumentException if this is no name of a header, or one of those that every message gets anyway
         */
        public Builder header(String name, String source) {
            if (!HEADER_NAME.matcher(name).matches() || OWN_HEADER.matcher(name).matches()) {
                throw new IllegalArgumentException("Header " + name + " cannot be added to a template");
            }
            headers.put(name, source);
            return this;
        }

        /** Values of slots that are the same in all messages; escaped by place like those of a message. */
        public Builder constants(Map<String, String> values) {
            this.constants = Map.copyOf(values);
            return this;
        }

        /**
         * Makes the template.
         *
         * @param slots names of the values that each message will bring; constants are not among them
         * @throws IllegalArgumentException if a required source is missing, if a source has a slot that is neither among
         *     {@code slots} nor a constant, if one of {@code slots} is nowhere used, or if a source is not well-formed
         */
        public Template compile(Set<String> slots) {
            requireSource("subject", subject);
            requireSource("text", text);
            requireSource("html", html);
            checkSlots(slots);
            var template = new Template(slots, parts());
            template.tryOut();
            return template;
        }

        /**
         * What a message with these values would say.
         *
         * @throws IllegalArgumentException if a slot has no value, or one that must not go where the slot is
         */
        public Preview preview(Map<String, String> values) {
            return new Preview(
                    parse("subject", EscapeContext.HEADER, subject).fill(EscapeContext.HEADER, values),
                    parse("text", EscapeContext.TEXT, text).fill(EscapeContext.TEXT, values),
                    parse("html", EscapeContext.HTML, html).fill(EscapeContext.HTML, values),
                    filledCalendar()
                            .map(object -> new String(object.fill(values), StandardCharsets.UTF_8))
                            .orElse(""));
        }

        private static void requireSource(String place, String source) {
            if (source.isBlank()) {
                throw new IllegalArgumentException("Template has no " + place);
            }
        }

        private void checkSlots(Set<String> slots) {
            var unused = new TreeSet<>(slots);
            var sources = new LinkedHashMap<>(headers);
            sources.putAll(Map.of("subject", subject, "text", text, "html", html, "calendar", calendar));
            sources.forEach((place, source) -> {
                for (String slot : TemplateText.parse(place, source).slots()) {
                    if (!slots.contains(slot) && !constants.containsKey(slot)) {
                        throw new IllegalArgumentException("Template's " + place + " has an unknown slot {{" + slot
                                + "}}; known are " + new TreeSet<>(slots) + " and " + constants.keySet());
                    }
                    unused.remove(slot);
                }
            });
            if (!unused.isEmpty()) {
                throw new IllegalArgumentException("Template has no slot for " + unused);
            }
        }

        private Parts parts() {
            var filledHeaders = new LinkedHashMap<String, TemplateText>();
            headers.forEach((name, source) -> filledHeaders.put(name, parse(name, EscapeContext.HEADER, source)));
            return new Parts(
                    parse("subject", EscapeContext.HEADER, subject),
                    filledHeaders,
                    parse("text", EscapeContext.TEXT, wholeLines(text)),
                    parse("html", EscapeContext.HTML, wholeLines(html)),
                    filledCalendar());
        }

        private Optional<CalendarObject> filledCalendar() {
            return calendar.isEmpty()
                    ? Optional.empty()
                    : Optional.of(CalendarObject.parse(calendar).with(constants));
        }

        private TemplateText parse(String name, EscapeContext place, String source) {
            return TemplateText.parse(name, source).with(place, constants);
        }

        private static String wholeLines(String source) {
            String lines = EscapeContext.withPlainLineBreaks(source);
            return lines.endsWith("\n") ? lines : lines + "\n";
        }
    }
}
