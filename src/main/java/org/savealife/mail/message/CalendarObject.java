package org.savealife.mail.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** An iCalendar object with slots (RFC 5545): content lines, which are folded when they have been filled. */
public final class CalendarObject {

    /** What the object is for (RFC 5546 section 1.4). */
    public enum Method {
        /** For anybody who wants it in their calendar. */
        PUBLISH,
        /** For those who come: their calendar programs take it in, and later move it, by themselves. */
        REQUEST,
        /** The event does not take place. */
        CANCEL;

        private String line() {
            return "METHOD:" + name();
        }
    }

    private static final Pattern FOLD = Pattern.compile("\n[ \t]");
    private static final Pattern BEFORE_VALUE = Pattern.compile("(?:[^\":]++|\"[^\"]*+\")*+:");
    private static final int LINE_OCTETS = 75;

    private final Method method;
    private final List<TemplateText> lines;

    private CalendarObject(Method method, List<TemplateText> lines) {
        this.method = method;
        this.lines = List.copyOf(lines);
    }

    /** @throws IllegalArgumentException if it is no calendar object with a method, or has a slot outside a value */
    static CalendarObject parse(String source) {
        String unfolded =
                FOLD.matcher(EscapeContext.withPlainLineBreaks(source).strip()).replaceAll("");
        List<String> sourceLines = unfolded.lines().toList();
        var method = Arrays.stream(Method.values())
                .filter(known -> sourceLines.contains(known.line()))
                .findFirst();
        if (!sourceLines.get(0).equals("BEGIN:VCALENDAR")
                || !sourceLines.get(sourceLines.size() - 1).equals("END:VCALENDAR")
                || method.isEmpty()) {
            throw new IllegalArgumentException("Template's calendar needs BEGIN:VCALENDAR, END:VCALENDAR, and "
                    + "METHOD:PUBLISH, METHOD:REQUEST or METHOD:CANCEL");
        }
        var lines = new ArrayList<TemplateText>();
        for (String line : sourceLines) {
            var beforeValue = BEFORE_VALUE.matcher(line);
            if (!beforeValue.lookingAt() || beforeValue.group().contains("{{")) {
                throw new IllegalArgumentException(
                        "Template's calendar needs a property with its name in each line, not: " + line);
            }
            lines.add(TemplateText.parse("calendar", line));
        }
        return new CalendarObject(method.get(), lines);
    }

    CalendarObject with(Map<String, String> values) {
        return new CalendarObject(
                method,
                lines.stream()
                        .map(line -> line.with(EscapeContext.CALENDAR, values))
                        .toList());
    }

    public Method method() {
        return method;
    }

    public Set<String> slots() {
        var slots = new TreeSet<String>();
        lines.forEach(line -> slots.addAll(line.slots()));
        return slots;
    }

    /** The object in UTF-8 with all slots filled, and no line longer than 75 octets. */
    public byte[] fill(Map<String, String> values) {
        var object = new StringBuilder();
        for (TemplateText line : lines) {
            appendFolded(line.fill(EscapeContext.CALENDAR, values), object);
        }
        return object.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void appendFolded(String line, StringBuilder object) {
        int octets = 0;
        for (int index = 0; index < line.length(); ) {
            int character = line.codePointAt(index);
            String text = Character.toString(character);
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            if (octets + length > LINE_OCTETS) {
                object.append("\r\n ");
                octets = 1;
            }
            object.append(text);
            octets += length;
            index += text.length();
        }
        object.append("\r\n");
    }
}
