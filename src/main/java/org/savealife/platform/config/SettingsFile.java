package org.savealife.platform.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads {@code META-INF/microprofile-config.properties} with its comments: each key, its default and its purpose. That
 * file is the only place that explains the keys, so its layout has a meaning:
 *
 * <ul>
 *   <li>a blank line followed by a comment begins a section, whose name is the first line of the comment;
 *   <li>the comment above a key is its purpose; a key directly below another one has the same purpose;
 *   <li>{@code #key=}, without a blank, is a key without a default.
 * </ul>
 *
 * <p>Everything before the first blank line is about the file itself.
 */
public final class SettingsFile {

    private static final Pattern KEY = Pattern.compile("(#?)([a-z][a-z0-9.-]*)=(.*)");

    private final List<Key> keys = new ArrayList<>();
    private final StringBuilder comment = new StringBuilder();
    private String section = "";
    private String purpose = "";
    private boolean begins;

    /**
     * A key with its explanation.
     *
     * @param standard its default; "" if it has none
     * @param purpose in one line
     */
    public record Key(String section, String name, String standard, String purpose) {}

    private SettingsFile() {}

    /** The keys, in the order of the file. */
    public static List<Key> parse(String text) {
        var file = new SettingsFile();
        var lines = text.lines().toList();
        lines.stream()
                .skip(Math.max(0, lines.stream().map(String::isBlank).toList().indexOf(true)))
                .map(String::strip)
                .forEach(file::read);
        return List.copyOf(file.keys);
    }

    private void read(String line) {
        var key = KEY.matcher(line);
        if (line.isEmpty()) {
            begins = true;
            comment.setLength(0);
        } else if (key.matches()) {
            purpose = comment.length() == 0 ? purpose : comment.toString();
            comment.setLength(0);
            keys.add(new Key(section, key.group(2), key.group(1).isEmpty() ? key.group(3) : "", purpose));
        } else if (begins) {
            begins = false;
            section = words(line);
        } else {
            comment.append(comment.length() == 0 ? "" : " ").append(words(line));
        }
    }

    private static String words(String line) {
        return line.substring(1).strip();
    }
}
