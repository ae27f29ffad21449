package org.savealife.mail.feedback;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A content line of an iCalendar object (RFC 5545 section 3.1).
 *
 * @param name of the property, in upper case
 * @param parameters by their names in upper case, without quotation marks; of several with one name, the first
 * @param value as it stands there
 */
record ContentLine(String name, Map<String, String> parameters, String value) {

    private static final Pattern LINE_END = Pattern.compile("\\r\\n?|\\n");

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    ContentLine {
        parameters = Map.copyOf(parameters);
    }

    /** The content lines of a text, unfolded. Lines of another form are left out: a gateway may have added some. */
    static List<ContentLine> of(String text) {
        var unfolded = new ArrayList<StringBuilder>();
        for (var line : LINE_END.split(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, -1)) {
            if (!unfolded.isEmpty() && (line.startsWith(" ") || line.startsWith("\t"))) {
                unfolded.get(unfolded.size() - 1).append(line, 1, line.length());
            } else if (!line.isEmpty()) {
                unfolded.add(new StringBuilder(line));
            }
        }
        return unfolded.stream()
                .flatMap(line -> parse(line.toString()).stream())
                .toList();
    }

    private static Optional<ContentLine> parse(String line) {
        var beforeValue = new ArrayList<String>();
        var quoted = false;
        var start = 0;
        for (var index = 0; index < line.length(); index++) {
            var character = line.charAt(index);
            if (character == '"') {
                quoted = !quoted;
            } else if (!quoted && (character == ';' || character == ':')) {
                beforeValue.add(line.substring(start, index));
                start = index + 1;
                if (character == ':') {
                    return Optional.of(of(beforeValue, line.substring(start).strip()));
                }
            }
        }
        return Optional.empty();
    }

    private static ContentLine of(List<String> beforeValue, String value) {
        var parameters = new HashMap<String, String>();
        beforeValue.stream().skip(1).forEach(parameter -> {
            var parts = parameter.split("=", 2);
            parameters.putIfAbsent(upperCase(parts[0]), parts.length < 2 ? "" : parts[1].replace("\"", ""));
        });
        return new ContentLine(upperCase(beforeValue.get(0)), parameters, value);
    }

    private static String upperCase(String name) {
        return name.strip().toUpperCase(Locale.ROOT);
    }

    boolean is(String property) {
        return name.equals(property);
    }

    /** A parameter; "" if there is none. */
    String parameter(String parameter) {
        return parameters.getOrDefault(parameter, "");
    }

    /** Only the name, because the value may be an address. */
    @Override
    public String toString() {
        return "ContentLine[" + name + "]";
    }
}
