package org.savealife.invitation.wording;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads and fills placeholders, <code>{{city}}</code>, in words of staff. */
public final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("(?<!\\{)\\{\\{([a-z][a-z0-9_]*+)}}");
    private static final String PARAGRAPH = "\n\n";

    private Placeholders() {}

    /** The names of those in the text. */
    static Set<String> in(String text) {
        var names = new TreeSet<String>();
        var found = PLACEHOLDER.matcher(text);
        while (found.find()) {
            names.add(found.group(1));
        }
        return names;
    }

    /** Whether the text has a brace that is not part of a placeholder. */
    static boolean hasOtherBraces(String text) {
        var rest = PLACEHOLDER.matcher(text).replaceAll(" ");
        return rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0;
    }

    /** As people write it. */
    static String written(String name) {
        return "{{" + name + "}}";
    }

    /** As people write them, in order. */
    static String written(Collection<String> names) {
        return names.stream().sorted().map(Placeholders::written).collect(Collectors.joining(", "));
    }

    /** The text with these values in it; placeholders without a value stay. */
    public static String fill(String text, Map<String, String> values) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            var value = values.getOrDefault(found.group(1), found.group());
            return Matcher.quoteReplacement(value);
        });
    }

    /** The text without the paragraphs that have this placeholder. */
    public static String withoutParagraph(String text, String name) {
        return Arrays.stream(text.split(PARAGRAPH))
                .filter(paragraph -> !paragraph.contains(written(name)))
                .collect(Collectors.joining(PARAGRAPH));
    }

    /** The text without the lines that have this placeholder. */
    public static String withoutLine(String text, String name) {
        return text.lines().filter(line -> !line.contains(written(name))).collect(Collectors.joining("\n", "", "\n"));
    }
}
