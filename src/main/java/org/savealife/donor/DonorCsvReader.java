package org.savealife.donor;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads donors from a CSV file as spreadsheets write it, line by line: in UTF-8, with or without its mark, or where it is
 * not that in Windows-1252; parted by commas, semicolons or tabs; with a head, columns in any order.
 */
final class DonorCsvReader implements AutoCloseable {

    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final List<Character> SEPARATORS = List.of(';', ',', '\t');
    private static final int BYTE_ORDER_MARK = 0xFEFF;
    private static final int BUFFER = 8192;

    private final MappingIterator<List<String>> rows;
    private final Map<DonorCsv.Column, Integer> columns;

    /**
     * One donor of the file, as written.
     *
     * @param number of the line in the file, the head is 1
     */
    record Line(long number, Signup signup) {}

    private DonorCsvReader(MappingIterator<List<String>> rows, Map<DonorCsv.Column, Integer> columns) {
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * Opens the file and reads its head.
     *
     * @throws IllegalArgumentException if a column is missing; says which, and how to name it
     */
    static DonorCsvReader open(Path file) throws IOException {
        var charset = charset(file);
        var separator = separator(file, charset);
        MappingIterator<List<String>> rows = DonorCsv.mapper()
                .readerForListOf(String.class)
                .with(CsvSchema.emptySchema().withColumnSeparator(separator))
                .readValues(text(file, charset));
        try {
            return new DonorCsvReader(rows, columns(rows.hasNextValue() ? rows.nextValue() : List.of()));
        } catch (IOException | RuntimeException unreadable) {
            rows.close();
            throw unreadable;
        }
    }

    /** @throws IllegalArgumentException if the rest of the file cannot be read; says from which line */
    void forEach(Consumer<Line> action) throws IOException {
        try {
            while (rows.hasNextValue()) {
                var number = rows.getParser().currentLocation().getLineNr();
                var cells = rows.nextValue();
                if (cells.stream().anyMatch(cell -> !cell.isBlank())) {
                    action.accept(new Line(number, signup(cells)));
                }
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException broken) {
            throw new IllegalArgumentException(
                    "The file cannot be read from line "
                            + rows.getParser().currentTokenLocation().getLineNr()
                            + " on: a quotation mark is opened there and not closed, or a cell is far too long.",
                    broken);
        }
    }

    private Signup signup(List<String> cells) {
        return new Signup(
                cell(cells, DonorCsv.Column.FIRST_NAME),
                cell(cells, DonorCsv.Column.EMAIL).map(DonorCsv::address),
                cell(cells, DonorCsv.Column.TYPE),
                cell(cells, DonorCsv.Column.CITY),
                cell(cells, DonorCsv.Column.LANGUAGE),
                Optional.empty());
    }

    private Optional<String> cell(List<String> cells, DonorCsv.Column column) {
        return Optional.ofNullable(columns.get(column))
                .filter(index -> index < cells.size())
                .map(cells::get)
                .map(String::strip)
                .map(DonorCsv::restored);
    }

    private static Map<DonorCsv.Column, Integer> columns(List<String> head) {
        var columns = new EnumMap<DonorCsv.Column, Integer>(DonorCsv.Column.class);
        for (var index = 0; index < head.size(); index++) {
            var place = index;
            DonorCsv.Column.ofHead(head.get(index)).ifPresent(column -> columns.putIfAbsent(column, place));
        }
        var missing = Arrays.stream(DonorCsv.Column.values())
                .filter(column -> column.isNeeded() && !columns.containsKey(column))
                .map(DonorCsv.Column::word)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("The first line names no column " + missing
                    + ". It has to name the columns first_name, email, city, and type and language if they are there.");
        }
        return columns;
    }

    /** The separator of which the head has most. */
    private static char separator(Path file, Charset charset) throws IOException {
        try (var reader = new BufferedReader(text(file, charset))) {
            var head = Optional.ofNullable(reader.readLine()).orElse("");
            return SEPARATORS.stream()
                    .max((one, other) -> Long.compare(count(head, one), count(head, other)))
                    .orElseThrow();
        }
    }

    private static long count(String head, char separator) {
        return head.chars().filter(each -> each == separator).count();
    }

    /** The text behind the byte order mark, if there is one. */
    private static Reader text(Path file, Charset charset) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(Files.newInputStream(file), charset));
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return reader;
    }

    /** UTF-8 where every byte of the file fits it. */
    private static Charset charset(Path file) throws IOException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var bytes = ByteBuffer.allocate(BUFFER);
        var characters = CharBuffer.allocate(BUFFER);
        try (var channel = FileChannel.open(file)) {
            var more = true;
            while (more) {
                more = channel.read(bytes) >= 0;
                bytes.flip();
                if (decoder.decode(bytes, characters, !more).isError()) {
                    return WINDOWS;
                }
                bytes.compact();
                characters.clear();
            }
        }
        return StandardCharsets.UTF_8;
    }

    @Override
    public void close() {
        try {
            rows.close();
        } catch (IOException broken) {
            throw new UncheckedIOException("A file that was read cannot be closed.", broken);
        }
    }
}
