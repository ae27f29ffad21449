package org.savealife.mail.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A text with named slots in it, written <code>{{name}}</code>. Immutable. */
public final class TemplateText {

    /** A part of such a text. */
    public sealed interface Piece {}

    public record Literal(String text) implements Piece {}

    public record Slot(String name) implements Piece {

        /** @throws IllegalArgumentException if there is no value for this slot, or one that is not allowed there */
        public String fill(EscapeContext place, Map<String, String> values) {
            String value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException("No value for the template's slot {{" + name + "}}");
            }
            place.check(name, value);
            return place.escape(value);
        }
    }

    private static final Pattern MARKER = Pattern.compile("(?<!\\{)\\{\\{([a-z][a-z0-9_]*)}}");

    private final List<Piece> pieces;

    private TemplateText(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /**
     * Parses a source.
     *
     * @param place what the source is, for the message of an error
     * @throws IllegalArgumentException if two braces are not part of a slot
     */
    static TemplateText parse(String place, String source) {
        var pieces = new ArrayList<Piece>();
        var marker = MARKER.matcher(source);
        int parsed = 0;
        while (marker.find()) {
            addLiteral(pieces, place, source.substring(parsed, marker.start()));
            pieces.add(new Slot(marker.group(1)));
            parsed = marker.end();
        }
        addLiteral(pieces, place, source.substring(parsed));
        return new TemplateText(pieces);
    }

    private static void addLiteral(List<Piece> pieces, String place, String text) {
        int braces = text.indexOf("{{");
        if (braces >= 0) {
            throw new IllegalArgumentException("Template's " + place + " has no slot at \""
                    + text.substring(braces, Math.min(text.length(), braces + 30))
                    + "\": write {{name}}, with a to z, digits and _ only");
        }
        if (!text.isEmpty()) {
            pieces.add(new Literal(text));
        }
    }

    /** This text with some slots filled. */
    TemplateText with(EscapeContext place, Map<String, String> values) {
        var filled = new ArrayList<Piece>();
        var literal = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece instanceof Slot slot && !values.containsKey(slot.name())) {
                flush(literal, filled);
                filled.add(slot);
            } else {
                literal.append(text(piece, place, values));
            }
        }
        flush(literal, filled);
        return new TemplateText(filled);
    }

    private static void flush(StringBuilder literal, List<Piece> pieces) {
        if (!literal.isEmpty()) {
            pieces.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    /** The text with all slots filled. */
    public String fill(EscapeContext place, Map<String, String> values) {
        var text = new StringBuilder();
        for (Piece piece : pieces) {
            text.append(text(piece, place, values));
        }
        return text.toString();
    }

    private static String text(Piece piece, EscapeContext place, Map<String, String> values) {
        if (piece instanceof Slot slot) {
            return slot.fill(place, values);
        }
        return ((Literal) piece).text();
    }

    public List<Piece> pieces() {
        return pieces;
    }

    public Set<String> slots() {
        var slots = new TreeSet<String>();
        for (Piece piece : pieces) {
            if (piece instanceof Slot slot) {
                slots.add(slot.name());
            }
        }
        return slots;
    }
}
