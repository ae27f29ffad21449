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
 * The content of the messages of one run: subject, plain text, HTML and optionally an event for the recipient's
 * calendar, with named slots for what differs. It is compiled once, and rendered for each recipient. Safe for use by
 * several threads at once.
 *
 * <p>A slot is written <code>{{first_name}}</code>, with the same name in every place. Its value is not escaped by the
 * caller, but as its place requires: not at all in plain text, for HTML (in text and in quoted attributes), for the
 * calendar (RFC 5545), for the subject (RFC 2047). A line break is allowed in texts and in the calendar, but not in a
 * header.
 */
public final class Template {

    /** The format of RFC 5322 section 3.3, whatever the locale. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

    private static final int COMMON_LENGTH = 8192;

    /** A Date field, which all messages of the same second share. */
    private record DateField(long second, String value) {}

    private final Set<String> slots;
    private final Parts parts;
    private final MimeBody body;
    private volatile DateField lastDate = new DateField(0, DATE.format(Instant.EPOCH));

    /** The parts, for a transport that does not send whole messages. Constants have been filled in. */
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

    /** Names of the values that each message must have. */
    public Set<String> slots() {
        return slots;
    }

    public Parts parts() {
        return parts;
    }

    /**
     * The whole message in ASCII, with CRLF line ends and no line over 998 characters, which any relay accepts.
     *
     * @throws IllegalArgumentException if a slot has no value, or one that is not allowed there; the message names the
     *     slot, not the value
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

    /** Finds errors in the sources now, and not in every message. */
    private void tryOut() {
        var values = new HashMap<String, String>();
        slots.forEach(slot -> values.put(slot, "x"));
        body.append(values, new ByteArrayOutputStream());
    }

    /**
     * What one recipient would read.
     *
     * @param calendar the calendar object; "" if there is none
     */
    public record Preview(String subject, String text, String html, String calendar) {}

    /** Collects the sources of a template. */
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

        /** The text as a complete HTML document. Required. */
        public Builder html(String source) {
            this.html = source;
            return this;
        }

        /**
         * An iCalendar object (RFC 5545): {@code BEGIN:VCALENDAR} to {@code END:VCALENDAR}, one property on each line,
         * unfolded. With {@code METHOD:PUBLISH} it is attached as {@code invite.ics}; with {@code METHOD:REQUEST} or
         * {@code METHOD:CANCEL} it is a part on which calendar programs act by themselves (RFC 5546). Slots are for
         * values, not for parameters. Their values are escaped for the type TEXT, which changes only backslash,
         * semicolon, comma and line break.
         */
        public Builder calendar(String source) {
            this.calendar = source;
            return this;
        }

        /**
         * An additional header, such as List-Unsubscribe. Its value may have slots, and is sent unencoded, in ASCII.
         *
         * @throws IllegalArgumentException if this is not the name of a header, or is one that every message has anyway
         */
        public Builder header(String name, String source) {
            if (!HEADER_NAME.matcher(name).matches() || OWN_HEADER.matcher(name).matches()) {
                throw new IllegalArgumentException("Header " + name + " cannot be added to a template");
            }
            headers.put(name, source);
            return this;
        }

        /** Values of slots that are the same in all messages; escaped like those of a message. */
        public Builder constants(Map<String, String> values) {
            this.constants = Map.copyOf(values);
            return this;
        }

        /** Names of the slots in all sources that are not constants: what each message must bring. */
        public Set<String> slots() {
            var slots = new TreeSet<String>();
            sources()
                    .forEach((place, source) ->
                            slots.addAll(TemplateText.parse(place, source).slots()));
            slots.removeAll(constants.keySet());
            return slots;
        }

        private Map<String, String> sources() {
            var sources = new LinkedHashMap<>(headers);
            sources.putAll(Map.of("subject", subject, "text", text, "html", html, "calendar", calendar));
            return sources;
        }

        /**
         * Compiles the template.
         *
         * @param slots names of the values that each message will have, without constants
         * @throws IllegalArgumentException if a required source is missing, if a source has a slot that is neither
         *     among {@code slots} nor a constant, if one of {@code slots} is not used, or if a source is not
         *     well-formed
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
         * @throws IllegalArgumentException if a slot has no value, or one that is not allowed there
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
            sources().forEach((place, source) -> {
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
