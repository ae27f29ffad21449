package org.savealife.mail.message;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Formats header fields with their line ends, folded (RFC 5322 section 2.2.3). */
public final class HeaderField {

    private static final int FOLD_LENGTH = 76;
    private static final int MAX_LINE_LENGTH = 998;
    private static final String WORD_START = "=?UTF-8?B?";
    private static final String WORD_END = "?=";

    private HeaderField() {}

    /**
     * A field with text for people, such as Subject: in encoded words (RFC 2047) if ASCII is not sufficient.
     *
     * @throws IllegalArgumentException if the value has a line break; the message names the field, not the value
     */
    static String text(String name, String value) {
        if (EscapeContext.hasLineBreak(value)) {
            throw new IllegalArgumentException("Header " + name + " has a line break or control character");
        }
        String folded = fold(name + ": " + value);
        return isPlain(value) && fits(folded) ? folded : encoded(name, value);
    }

    /**
     * A field with a value that has its own syntax and is not encoded.
     *
     * @throws IllegalArgumentException if that is not possible; the message names the field, not the value
     */
    public static String structured(String name, String value) {
        String folded = fold(name + ": " + value);
        if (!isPrintableAscii(value) || !fits(folded)) {
            throw new IllegalArgumentException(
                    "Header " + name + " must be printable ASCII, with a blank at least every 998 characters");
        }
        return folded;
    }

    /**
     * Whether the value can be sent unencoded: nothing needs encoding, no blanks get lost, and nothing looks like an
     * encoded word.
     */
    private static boolean isPlain(String value) {
        return isPrintableAscii(value) && value.equals(value.strip()) && !value.contains("=?");
    }

    private static boolean isPrintableAscii(String text) {
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            if (character < ' ' || character > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(String lines) {
        return lines.length() <= MAX_LINE_LENGTH || lines.lines().allMatch(line -> line.length() <= MAX_LINE_LENGTH);
    }

    /** Breaks lines before a blank between two words, so that removing the breaks restores the value. */
    private static String fold(String line) {
        var folded = new StringBuilder();
        int start = 0;
        int blank = nextBreak(line, 0);
        while (line.length() - start > FOLD_LENGTH && blank >= 0) {
            int next = nextBreak(line, blank + 1);
            if ((next < 0 ? line.length() : next) - start > FOLD_LENGTH && !isAfterName(line, blank)) {
                folded.append(line, start, blank).append("\r\n");
                start = blank;
            }
            blank = next;
        }
        return folded.append(line, start, line.length()).append("\r\n").toString();
    }

    private static int nextBreak(String line, int from) {
        int blank = line.indexOf(' ', from);
        while (blank >= 0 && !isBetweenWords(line, blank)) {
            blank = line.indexOf(' ', blank + 1);
        }
        return blank;
    }

    /** Not next to another blank, because relays often remove blanks at the end of a line. */
    private static boolean isBetweenWords(String line, int blank) {
        return blank + 1 < line.length() && line.charAt(blank + 1) != ' ' && line.charAt(blank - 1) != ' ';
    }

    /**
     * A break directly after the name would leave its line empty, which some readers take for the end of the headers.
     */
    private static boolean isAfterName(String line, int blank) {
        return blank == line.indexOf(':') + 1;
    }

    private static String encoded(String name, String value) {
        var field = new StringBuilder(name).append(": ");
        int room = octetsThatFit(field.length());
        int start = 0;
        int octets = 0;
        for (int index = 0; index < value.length(); ) {
            int character = value.codePointAt(index);
            int length = Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
            if (octets + length > room) {
                appendWord(field, value.substring(start, index)).append("\r\n ");
                room = octetsThatFit(1);
                start = index;
                octets = 0;
            }
            octets += length;
            index += Character.charCount(character);
        }
        return appendWord(field, value.substring(start)).append("\r\n").toString();
    }

    private static int octetsThatFit(int column) {
        return (FOLD_LENGTH - column - WORD_START.length() - WORD_END.length()) / 4 * 3;
    }

    private static StringBuilder appendWord(StringBuilder field, String text) {
        return field.append(WORD_START)
                .append(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                .append(WORD_END);
    }
}
