package org.savealife.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The quoted-printable encoding of UTF-8 text (RFC 2045 section 6.7), in pieces: encoded pieces can be concatenated,
 * with a {@link #SOFT_BREAK} in between if the column is not known. Soft breaks are between characters, never within
 * one.
 */
final class QuotedPrintable {

    /** Ends an encoded line, without a line break in the text. */
    static final String SOFT_BREAK = "=\r\n";

    /** A line has 76 characters, one of which is for the soft break. */
    private static final int LINE_LENGTH = 75;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private QuotedPrintable() {}

    /**
     * Encodes a piece of text.
     *
     * @param text with {@code \n} for line breaks
     * @param column where on the line the piece begins, from 0
     * @return the column after it
     */
    static int encode(String text, int column, ByteArrayOutputStream out) {
        int end = text.length();
        int index = 0;
        while (index < end) {
            int character = text.codePointAt(index);
            index += Character.charCount(character);
            if (character == '\n') {
                write("\r\n", out);
                column = 0;
            } else if (isLiteral(character) && !isBlankAtEnd(text, index, character)) {
                column = room(1, column, out) + 1;
                out.write(character);
            } else {
                byte[] octets = Character.toString(character).getBytes(StandardCharsets.UTF_8);
                column = room(3 * octets.length, column, out) + 3 * octets.length;
                writeEncoded(octets, out);
            }
        }
        return column;
    }

    private static boolean isLiteral(int character) {
        return (character >= ' ' && character <= '~' && character != '=') || character == '\t';
    }

    /**
     * Blanks at the end of a line get lost. The text after the piece is not known, so its end counts as the end of a
     * line.
     */
    private static boolean isBlankAtEnd(String text, int next, int character) {
        return (character == ' ' || character == '\t') && (next == text.length() || text.charAt(next) == '\n');
    }

    private static int room(int length, int column, ByteArrayOutputStream out) {
        if (column + length <= LINE_LENGTH) {
            return column;
        }
        write(SOFT_BREAK, out);
        return 0;
    }

    private static void writeEncoded(byte[] octets, ByteArrayOutputStream out) {
        for (byte octet : octets) {
            out.write('=');
            out.write(HEX[(octet >> 4) & 0xf]);
            out.write(HEX[octet & 0xf]);
        }
    }

    private static void write(String ascii, ByteArrayOutputStream out) {
        out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}
