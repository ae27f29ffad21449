package org.savealife.mail;

import java.util.regex.Pattern;

/** Where in a message a value goes, which decides how it is escaped. */
enum Place {

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

    private static final Pattern CONTROL_CHARACTER = Pattern.compile("[\\p{Cc}&&[^\n\r\t]]");
    private static final Pattern LINE_BREAK = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    /** The value as it is written here; a line break is {@code \n} only. */
    abstract String escape(String value);

    /** @throws IllegalArgumentException if the value must not go here; the message names the slot, not the value */
    final void check(String slot, String value) {
        if (this == HEADER && LINE_BREAK.matcher(value).find()) {
            throw new IllegalArgumentException(
                    "The value of {{" + slot + "}} has a line break or control character, and goes into a header");
        }
        if (CONTROL_CHARACTER.matcher(value).find()) {
            throw new IllegalArgumentException("The value of {{" + slot + "}} has a control character");
        }
    }

    static String withPlainLineBreaks(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }
}
