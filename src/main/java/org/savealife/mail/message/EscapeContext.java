package org.savealife.mail.message;

/** The place of a value in a message, which determines its escaping. */
public enum EscapeContext {

    /** A header. The value is not escaped, because the whole header is encoded when it is complete. */
    HEADER {
        @Override
        String escape(String value) {
            return value;
        }
    },

    TEXT {
        @Override
        String escape(String value) {
            return withPlainLineBreaks(value);
        }
    },

    /** HTML text, or the value of an attribute in quotes. */
    HTML {
        @Override
        String escape(String value) {
            return withPlainLineBreaks(value)
                    .replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;")
                    .replace("\"", "&quot;")
                    .replace("'", "&#39;");
        }
    },

    /** The value of a property of type TEXT (RFC 5545 section 3.3.11). */
    CALENDAR {
        @Override
        String escape(String value) {
            return withPlainLineBreaks(value)
                    .replace("\\", "\\\\")
                    .replace(";", "\\;")
                    .replace(",", "\\,")
                    .replace("\n", "\\n");
        }
    };

    private static final char LINE_SEPARATOR = '\u2028';
    private static final char PARAGRAPH_SEPARATOR = '\u2029';

    /** The escaped value. Line breaks are {@code \n} only. */
    abstract String escape(String value);

    /** @throws IllegalArgumentException if the value is not allowed here; the message names the slot, not the value */
    final void check(String slot, String value) {
        if (this == HEADER && hasLineBreak(value)) {
            throw new IllegalArgumentException(
                    "The value of {{" + slot + "}} has a line break or control character, and goes into a header");
        }
        if (hasControlCharacter(value)) {
            throw new IllegalArgumentException("The value of {{" + slot + "}} has a control character");
        }
    }

    /** Whether it contains a character that some software may treat as the end of a line: any control character. */
    static boolean hasLineBreak(String text) {
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            if (Character.isISOControl(character) || character == LINE_SEPARATOR || character == PARAGRAPH_SEPARATOR) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasControlCharacter(String text) {
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            if (Character.isISOControl(character) && character != '\n' && character != '\r' && character != '\t') {
                return true;
            }
        }
        return false;
    }

    static String withPlainLineBreaks(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }
}
