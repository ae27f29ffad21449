package org.savealife.donor.csv;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.savealife.donor.BloodType;
import org.savealife.donor.signup.Signup;
import org.savealife.platform.http.CsvResponse;

/**
 * Reads donors row by row from a CSV file that a spreadsheet, address book or newsletter program wrote: in any
 * character set of {@link CsvLines}; separated by commas, semicolons, tabs or bars; with a head, columns in any order,
 * and perhaps lines before the head.
 */
final class DonorCsvReader implements AutoCloseable {

    private static final List<Character> SEPARATORS = List.of(';', ',', '\t', '|');

    static final int NOWHERE = -1;

    /** Up to twenty titles and empty lines may precede the head. */
    private static final int MAX_BEFORE_HEAD = 20;

    /** A line that tells Excel the separator. */
    private static final Pattern SEPARATOR_LINE = Pattern.compile("(?i)\"?sep=(.)\"?");

    /** The UTF-8 byte order mark, one character for each byte. */
    private static final String MARK = "\u00ef\u00bb\u00bf";

    private static final char NO_BREAK_SPACE = '\u00a0';
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\u00AD\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u2069]");
    private static final Pattern NAME_AND_FIRST_NAME = Pattern.compile("[^,]+,([^,]+)");

    private final CsvLines lines;
    private final CsvRows rows;
    private final Head head;

    /**
     * One donor of the file, as written.
     *
     * @param number of the line in the file
     * @param broken whether a quotation mark is opened in the line and not closed; then nothing of it is known
     * @param untyped whether the text for the blood type is no blood type and was left out
     */
    record Line(long number, Signup signup, boolean broken, boolean untyped) {}

    /**
     * The line that names the columns.
     *
     * @param columns the place of each column that was found
     */
    record Head(char separator, List<String> cells, Map<DonorCsv.Column, Integer> columns) {

        Head {
            cells = List.copyOf(cells);
            columns = Map.copyOf(columns);
        }

        private static Head of(String line, char separator) {
            var cells = CsvRows.cells(line, separator);
            var columns = new EnumMap<DonorCsv.Column, Integer>(DonorCsv.Column.class);
            for (var column : DonorCsv.Column.values()) {
                column.among(cells).ifPresent(place -> columns.put(column, place));
            }
            return new Head(separator, cells, columns);
        }

        private Head with(Map<DonorCsv.Column, Integer> chosen) {
            var all = new EnumMap<DonorCsv.Column, Integer>(DonorCsv.Column.class);
            all.putAll(columns);
            all.putAll(chosen);
            all.values().removeIf(place -> place < 0 || place >= cells.size());
            return new Head(separator, cells, all);
        }

        private boolean isOne() {
            return columns.size() > 1 && columns.containsKey(DonorCsv.Column.EMAIL);
        }
    }

    private DonorCsvReader(CsvLines lines, Head head) {
        this.lines = lines;
        this.head = head;
        rows = new CsvRows(lines, head.separator());
    }

    /**
     * Opens the file and reads its head.
     *
     * @throws IllegalArgumentException if it is no CSV, or a column is missing; the message names it, and tells how to
     *     name the column
     */
    static DonorCsvReader open(Path file) throws IOException {
        var reader = open(file, Map.of());
        try {
            reader.checkColumns();
            return reader;
        } catch (RuntimeException unfit) {
            reader.close();
            throw unfit;
        }
    }

    /**
     * Opens the file and reads its head, whatever columns it has.
     *
     * @param chosen places of columns that a person chose, {@link #NOWHERE} for a column that the file does not have
     * @throws IllegalArgumentException if it is no CSV
     */
    static DonorCsvReader open(Path file, Map<DonorCsv.Column, Integer> chosen) throws IOException {
        refuseWhatIsNoText(file);
        var lines = CsvLines.open(file);
        try {
            return new DonorCsvReader(lines, head(lines).with(chosen));
        } catch (IOException | RuntimeException unreadable) {
            lines.close();
            throw unreadable;
        }
    }

    /** Refuses files that people choose by mistake; they are recognised by their first bytes. */
    private static void refuseWhatIsNoText(Path file) throws IOException {
        byte[] beginning;
        try (var content = Files.newInputStream(file)) {
            beginning = content.readNBytes(100);
        }
        var text = new String(beginning, StandardCharsets.ISO_8859_1)
                .replace(MARK, "")
                .strip();
        if (text.startsWith("PK\u0003\u0004") || text.startsWith("\u00d0\u00cf\u0011\u00e0")) {
            throw new IllegalArgumentException("This is a spreadsheet, not a CSV file. Open it, and save it as CSV.");
        }
        if (text.startsWith("<")) {
            throw new IllegalArgumentException(
                    "This is a web page, not a CSV file. Perhaps a log-in had run out: get the file again.");
        }
    }

    /** The first line that names an address and another column; if there is none, the first line with text. */
    private static Head head(CsvLines lines) throws IOException {
        var looked = new ArrayList<CsvLines.Line>();
        var separators = SEPARATORS;
        var first = Optional.<Head>empty();
        var behindFirst = 0;
        while (looked.size() <= MAX_BEFORE_HEAD) {
            var line = lines.next();
            if (line.isEmpty()) {
                break;
            }
            looked.add(line.get());
            var text = line.get().text();
            var told = SEPARATOR_LINE.matcher(text.strip());
            if (told.matches()) {
                separators = List.of(told.group(1).charAt(0));
            } else if (!text.isBlank()) {
                var head = head(text, separators);
                if (head.isOne()) {
                    return head;
                }
                behindFirst = first.isEmpty() ? looked.size() : behindFirst;
                first = first.or(() -> Optional.of(head));
            }
        }
        lines.giveBack(looked.subList(behindFirst, looked.size()));
        return first.orElseGet(() -> Head.of("", SEPARATORS.get(0)));
    }

    /** Splits the line at the separator that makes the most known columns, or else the most columns. */
    private static Head head(String line, List<Character> separators) {
        return separators.stream()
                .map(separator -> Head.of(line, separator))
                .max(Comparator.comparingInt((Head head) -> head.columns().size())
                        .thenComparingInt(head -> head.cells().size()))
                .orElseThrow();
    }

    Head head() {
        return head;
    }

    /**
     * @throws IllegalArgumentException if a column is missing; the message names it, and tells how to name the column
     */
    void checkColumns() {
        var missing = Arrays.stream(DonorCsv.Column.values())
                .filter(column -> column.isNeeded() && !head.columns().containsKey(column))
                .map(DonorCsv.Column::word)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("The first line names no column " + missing
                    + ". It has to name the columns first_name, email, city, and type and language if they are there.");
        }
    }

    /** @throws IllegalArgumentException if the rest of the file is no text; the message tells from which line on */
    void forEach(Consumer<Line> action) throws IOException {
        for (var row = rows.next(); row.isPresent(); row = rows.next()) {
            var read = goesOnInAddress(row.get()) ? rows.cutShort(row.get()) : row.get();
            if (read.broken()
                    || read.cells().stream().anyMatch(cell -> !clean(cell).isEmpty())) {
                action.accept(line(read));
            }
        }
    }

    /** An address never has several lines, so a quotation mark is missing. */
    private boolean goesOnInAddress(CsvRows.Row row) {
        return cell(row.cells(), DonorCsv.Column.EMAIL)
                .filter(address -> address.contains("\n"))
                .isPresent();
    }

    private Line line(CsvRows.Row row) {
        var type = cell(row.cells(), DonorCsv.Column.TYPE);
        var untyped = type.filter(text -> !text.isEmpty() && !isType(text)).isPresent();
        var signup = new Signup(
                cell(row.cells(), DonorCsv.Column.FIRST_NAME)
                        .map(DonorCsvReader::inOneLine)
                        .map(this::firstName),
                cell(row.cells(), DonorCsv.Column.EMAIL).map(DonorCsv::address),
                untyped ? Optional.empty() : type,
                cell(row.cells(), DonorCsv.Column.CITY).map(DonorCsvReader::inOneLine),
                cell(row.cells(), DonorCsv.Column.LANGUAGE),
                Optional.empty());
        return new Line(row.number(), signup, row.broken(), untyped);
    }

    private static boolean isType(String text) {
        try {
            BloodType.parse(text);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private static String inOneLine(String text) {
        return text.replace('\n', ' ');
    }

    /** The first name in "Jansen, Anna", if the column holds whole names. */
    private String firstName(String text) {
        var whole = NAME_AND_FIRST_NAME.matcher(text);
        var place = head.columns().get(DonorCsv.Column.FIRST_NAME);
        return place != null && DonorCsv.Column.isOfWholeNames(head.cells().get(place)) && whole.matches()
                ? whole.group(1).strip()
                : text;
    }

    private Optional<String> cell(List<String> cells, DonorCsv.Column column) {
        return Optional.ofNullable(head.columns().get(column))
                .filter(index -> index < cells.size())
                .map(cells::get)
                .map(DonorCsvReader::clean)
                .map(CsvResponse::restored);
    }

    /** Removes blanks and invisible marks around the text. */
    private static String clean(String cell) {
        return INVISIBLE
                .matcher(cell)
                .replaceAll("")
                .replace(NO_BREAK_SPACE, ' ')
                .strip();
    }

    @Override
    public void close() {
        lines.close();
    }
}
