package org.savealife.invitation.wording;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A part of a wording, and what staff may write in it.
 *
 * @param name {@value Wording#SUBJECT}, {@value Wording#TEXT}, or that of a word of the HTML, such as
 *     {@code hello.booked}: behind the dot is who reads it
 * @param maxLength in characters
 * @param may names of the placeholders that can be in it
 * @param must names of those that have to be in it, all of them among {@code may}
 */
public record Passage(String name, int maxLength, Set<String> may, Set<String> must) {

    /** What donations do not always have: without it, its paragraph of the plain text is left out. */
    private static final Set<String> OWN_PARAGRAPH = Set.of("note", "was", "reason", "next", "until");

    /** The same, but only its line is left out. */
    private static final String OWN_LINE = "imprint";

    private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n|\\r");

    public Passage {
        may = Set.copyOf(may);
        must = Set.copyOf(must);
    }

    public boolean hasLines() {
        return name.equals(Wording.TEXT);
    }

    /** Who reads it: {@code booked}; "" for everybody. */
    public String reader() {
        var dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    /** The name without the reader. */
    public String word() {
        var dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /**
     * The text as it is stored, with lines ended by LF.
     *
     * @throws IllegalArgumentException if it cannot be this passage; the message says what to do
     */
    public String read(String written) {
        var text = LINE_BREAK.matcher(written).replaceAll("\n").strip();
        if (text.length() > maxLength) {
            throw new IllegalArgumentException("Please write at most " + maxLength + " characters.");
        }
        if (!hasLines() && text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("Please write this in one line.");
        }
        if (text.codePoints().anyMatch(Passage::isControl)) {
            throw new IllegalArgumentException("Please leave out tabs and control characters.");
        }
        if (Placeholders.hasOtherBraces(text)) {
            throw new IllegalArgumentException(
                    "Braces are for placeholders only, such as " + Placeholders.written("city") + ".");
        }
        checkPlaceholders(text);
        return text;
    }

    private static boolean isControl(int character) {
        var type = Character.getType(character);
        return character != '\n'
                && (type == Character.CONTROL
                        || type == Character.LINE_SEPARATOR
                        || type == Character.PARAGRAPH_SEPARATOR
                        || type == Character.SURROGATE);
    }

    private void checkPlaceholders(String text) {
        var present = Placeholders.in(text);
        var unknown = new TreeSet<>(present);
        unknown.removeAll(may);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no " + Placeholders.written(unknown) + " here. " + whatThereIs());
        }
        var missing = new TreeSet<>(must);
        missing.removeAll(present);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "Please write " + Placeholders.written(missing) + " as well: donors need it.");
        }
        if (hasLines()) {
            checkWhatIsLeftOut(text);
        }
    }

    private String whatThereIs() {
        return may.isEmpty() ? "Please write words only." : "You can write " + Placeholders.written(may) + ".";
    }

    /** Nothing that donors need may be left out with something else. */
    private void checkWhatIsLeftOut(String text) {
        var gone = new TreeSet<String>();
        for (var name : must) {
            var rest = name.equals(OWN_LINE) ? text : Placeholders.withoutLine(text, OWN_LINE);
            for (var other : OWN_PARAGRAPH) {
                rest = other.equals(name) ? rest : Placeholders.withoutParagraph(rest, other);
            }
            if (!Placeholders.in(rest).contains(name)) {
                gone.add(name);
            }
        }
        if (!gone.isEmpty()) {
            var paragraphs = must.stream().filter(OWN_PARAGRAPH::contains).toList();
            throw new IllegalArgumentException("Please write " + Placeholders.written(gone)
                    + " in a paragraph without " + Placeholders.written(paragraphs) + " and a line without "
                    + Placeholders.written(OWN_LINE) + ": these are left out where there is nothing to say.");
        }
    }
}
