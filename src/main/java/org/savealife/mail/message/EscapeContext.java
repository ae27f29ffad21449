package org.savealife.mail.message;

/** Where in a message a value goes, which decides how it is escaped. */
public enum EscapeContext {

    /** A header. The value stays as it is: a header is encoded as a whole, once it is filled. */
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

    /** HTML text, or an attribute's value in quotes. */
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

    /** A property's value of type TEXT (RFC 5545 section 3.3.11). */
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

    /** The value as it is written here; a line break is {@code \n} only. */
    abstract String escape(String value);

    /** @throws IllegalArgumentException if the value must not go here; the message names the slot, not the value */
    final void check(String slot, String value) {
        if (this == HEADER && hasLineBreak(value)) {
            throw new IllegalArgumentException(
                    "The value of {{" + slot + "}} has a line break or control character, and goes into a header");
        }
        if (hasControlCharacter(value)) {
            throw new IllegalArgumentException("The value of {{" + slot + "}} has a control character");
        }
    }

    /** Whether there is a character that somebody on the way may take for the end of a line: every control counts. */
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
