package org.savealife.donor.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.http.CsvResponse;

/** The file of an import. It is fetched to disk while it is read. */
final class DonorImportFile {

    static final InvalidField BROKEN =
            new InvalidField("", "A quotation mark is opened in this line and not closed, or a cell is far too long.");

    private final DonorImportState state;
    private final DonorImportRepository store;
    private final Clock clock;

    DonorImportFile(DonorImportState state, DonorImportRepository store, Clock clock) {
        this.state = state;
        this.store = store;
        this.clock = clock;
    }

    @FunctionalInterface
    interface Reading {

        void read(DonorCsvReader reader) throws IOException;
    }

    /** @throws IllegalArgumentException if the file is no CSV, or is no longer kept */
    void read(Reading reading) throws IOException {
        var file = Files.createTempFile("savealife-import-", ".csv");
        try {
            fetch(file);
            try (var reader = DonorCsvReader.open(file, chosen())) {
                reading.read(reader);
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void fetch(Path file) {
        state.untilItAnswers(() -> {
            try {
                store.fetch(state.job().id(), file);
                return true;
            } catch (IOException unwritable) {
                throw new UncheckedIOException(unwritable);
            }
        });
    }

    private Map<DonorCsv.Column, Integer> chosen() {
        var columns = new EnumMap<DonorCsv.Column, Integer>(DonorCsv.Column.class);
        for (var column : DonorCsv.Column.values()) {
            Optional.ofNullable(state.job().columns().get(column.word()))
                    .ifPresent(place -> columns.put(column, place));
        }
        return columns;
    }

    /** See {@link DonorImport#writeErrors}. */
    void writeErrors(Writer writer, UnaryOperator<String> words) throws IOException {
        read(reader -> {
            reader.checkColumns();
            writeErrors(reader, writer, words);
        });
    }

    private void writeErrors(DonorCsvReader reader, Writer writer, UnaryOperator<String> words) throws IOException {
        try (var csv = CsvResponse.begin(writer, DonorCsv.HEAD_OF_ERRORS)) {
            reader.forEach(line -> errorsOf(line).ifPresent(wrong -> {
                try {
                    csv.row(errorRow(line, wrong, words));
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
            }));
        }
    }

    /** A row for {@link DonorCsv#HEAD_OF_ERRORS}. */
    private static List<String> errorRow(
            DonorCsvReader.Line line, List<InvalidField> wrong, UnaryOperator<String> words) {
        var row = new ArrayList<String>();
        for (var column : DonorCsv.Column.values()) {
            row.add(line.broken() ? "" : line.signup().text(column.word()));
        }
        row.add(String.valueOf(line.number()));
        row.add(wrong.stream().map(InvalidField::message).map(words).collect(Collectors.joining(" ")));
        return row;
    }

    private Optional<List<InvalidField>> errorsOf(DonorCsvReader.Line line) {
        if (line.broken()) {
            return Optional.of(List.of(BROKEN));
        }
        try {
            var unused = line.signup().donor(clock.instant());
            return Optional.empty();
        } catch (InvalidFieldsException wrong) {
            return Optional.of(wrong.fields());
        }
    }
}
