package org.savealife.donor.csv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The lines of a text file as many kinds of programs, old and new, write it. Lines end with CR LF, LF or CR. The text
 * is UTF-16 or UTF-8, with or without a byte order mark; a line that is neither is read in an old single-byte character
 * set. Lines can be given back.
 */
final class CsvLines implements AutoCloseable {

    /** Most characters of a line. A file without any line breaks is no text. */
    private static final int MAX_LENGTH = 100_000;

    private static final int LOOKED_AT = 256 * 1024;

    /** Excel for the Mac writes this set; its lines end with CR alone. */
    private static final Charset OLD_MAC = Charset.forName("x-MacRoman");

    /** The sets of western and of central Europe. If a line may be in either, the first is taken. */
    private static final List<Charset> WINDOWS =
            List.of(Charset.forName("windows-1252"), Charset.forName("windows-1250"));

    private static final int MARK_OF_BIG = 0xFEFF;
    private static final int MARK_OF_LITTLE = 0xFFFE;
    private static final char FIRST_BEYOND_ASCII = '\u0080';
    private static final Pattern NOT_MEANT = Pattern.compile("[\\x00\\x1A\\uFEFF]");

    private static final String SIGNS_BESIDE_LETTERS =
            "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00ab\u00bb\u00b4\u00a0";

    private final BufferedReader reader;
    private final Optional<Charset> old;
    private final Deque<Line> given = new ArrayDeque<>();
    private long number;
    private boolean afterReturn;

    /** @param number of the line in the file, from 1 on */
    record Line(long number, String text) {}

    private CsvLines(BufferedReader reader, Optional<Charset> old) {
        this.reader = reader;
        this.old = old;
    }

    static CsvLines open(Path file) throws IOException {
        byte[] beginning;
        try (var content = Files.newInputStream(file)) {
            beginning = content.readNBytes(LOOKED_AT);
        }
        var wide = wide(beginning);
        // each byte becomes one character, so that the character set of a line can be told once all of it is known
        var charset = wide.orElse(StandardCharsets.ISO_8859_1);
        var reader = new BufferedReader(new InputStreamReader(Files.newInputStream(file), charset));
        return new CsvLines(reader, wide.isPresent() ? Optional.empty() : Optional.of(narrow(beginning)));
    }

    /**
     * The next line, without characters that nobody intends: the byte order mark, and the bytes 0 and 26, which end old
     * files.
     *
     * @throws IllegalArgumentException if the line is too long
     */
    Optional<Line> next() throws IOException {
        if (!given.isEmpty()) {
            return Optional.of(given.removeFirst());
        }
        return read().map(line -> {
            number++;
            var text = old.map(charset -> decoded(line, charset)).orElse(line);
            return new Line(number, NOT_MEANT.matcher(text).replaceAll(""));
        });
    }

    /** Lets these lines come again, in this order. */
    void giveBack(List<Line> lines) {
        for (var index = lines.size() - 1; index >= 0; index--) {
            given.addFirst(lines.get(index));
        }
    }

    private Optional<String> read() throws IOException {
        var text = new StringBuilder();
        var next = reader.read();
        if (afterReturn && next == '\n') {
            next = reader.read();
        }
        afterReturn = false;
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n' && next != '\r') {
            text.append((char) next);
            if (text.length() > MAX_LENGTH) {
                throw new IllegalArgumentException("This is no CSV file: line " + (number + 1) + " is far too long.");
            }
            next = reader.read();
        }
        afterReturn = next == '\r';
        return Optional.of(text.toString());
    }

    private static String decoded(String line, Charset old) {
        var bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(bytes, old);
        }
    }

    /** UTF-16, by its byte order mark or by the zeros beside ASCII letters. */
    private static Optional<Charset> wide(byte[] bytes) {
        var zeros = new int[2];
        for (var index = 0; index < bytes.length; index++) {
            zeros[index % 2] += bytes[index] == 0 ? 1 : 0;
        }
        var first = bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << Byte.SIZE) | (bytes[1] & 0xFF);
        if (first == MARK_OF_LITTLE || (zeros[1] > bytes.length / 4 && zeros[1] > zeros[0])) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        return first == MARK_OF_BIG || zeros[0] > bytes.length / 4
                ? Optional.of(StandardCharsets.UTF_16BE)
                : Optional.empty();
    }

    private static Charset narrow(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.contains("\r") && !text.contains("\n")) {
            return OLD_MAC;
        }
        return Collections.min(WINDOWS, Comparator.comparingLong(charset -> oddities(new String(bytes, charset))));
    }

    /** The number of signs in the middle of words, as in {@code \u00a3ukasz}. */
    private static long oddities(String text) {
        return IntStream.range(0, text.length())
                .filter(index -> text.charAt(index) >= FIRST_BEYOND_ASCII
                        && !Character.isLetter(text.charAt(index))
                        && SIGNS_BESIDE_LETTERS.indexOf(text.charAt(index)) < 0
                        && (isLetter(text, index - 1) || isLetter(text, index + 1)))
                .count();
    }

    private static boolean isLetter(String text, int index) {
        return index >= 0 && index < text.length() && Character.isLetter(text.charAt(index));
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException broken) {
            throw new UncheckedIOException("A file that was read cannot be closed.", broken);
        }
    }
}
