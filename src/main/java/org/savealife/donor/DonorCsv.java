package org.savealife.donor;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Donors as CSV (RFC 4180), for spreadsheets. A cell that a spreadsheet would take for a formula, as it begins with
 * {@code = + - @}, a tab or a line end, has an apostrophe in front; reading takes it away again.
 *
 * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">OWASP, CSV injection</a>
 */
final class DonorCsv {

    /** Columns that are read, and what people call them, in small letters without anything but letters. */
    enum Column {
        FIRST_NAME("firstname name voornaam naam prenom vorname"),
        EMAIL("email emailaddress emailadres mail address adres"),
        TYPE("type bloodtype bloodgroup bloedgroep blutgruppe groupesanguin"),
        CITY("city town plaats woonplaats stad ville stadt ort"),
        LANGUAGE("language taal langue sprache");

        private final String names;

        Column(String names) {
            this.names = names;
        }

        /** The column that the head of a file calls so. */
        static Optional<Column> ofHead(String head) {
            var name = Folding.fold(head).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}]", "");
            return Arrays.stream(values())
                    .filter(column -> List.of(column.names.split(" ")).contains(name))
                    .findFirst();
        }

        boolean isNeeded() {
            return this != TYPE && this != LANGUAGE;
        }

        /** As in the API, and in files that we write. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final List<String> HEAD =
            List.of("first_name", "email", "type", "city", "language", "status", "signed_up_at");

    /** A quote that is never closed would take the rest of the file for one cell. */
    private static final int LONGEST_CELL = 4_000;

    private static final String FORMULA_STARTS = "=+-@\t\r\n";
    private static final String DEFUSED = "'";
    private static final String MAILTO = "mailto:";

    private DonorCsv() {}

    /** Reads and writes rows as lists of texts; leaves streams open that it is given. */
    static CsvMapper mapper() {
        var factory = CsvFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(LONGEST_CELL)
                        .build())
                .build();
        return CsvMapper.builder(factory)
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .build();
    }

    /**
     * The address in a cell where mail programs have put more around it: {@code Anna Jansen <anna@example.org>}, {@code
     * mailto:anna@example.org?subject=…}. Where there may be two, the cell as it is.
     */
    static String address(String cell) {
        var open = cell.indexOf('<');
        var inside = open >= 0 && open == cell.lastIndexOf('<') && cell.indexOf('>') > open
                ? cell.substring(open + 1, cell.indexOf('>'))
                : cell;
        var bare = inside.strip();
        return bare.regionMatches(true, 0, MAILTO, 0, MAILTO.length())
                ? bare.substring(MAILTO.length()).split("\\?", 2)[0]
                : bare;
    }

    /** Writes rows to the writer, which stays open. */
    static SequenceWriter rows(Writer writer) throws IOException {
        return mapper().writer(CsvSchema.emptySchema().withLineSeparator("\r\n"))
                .writeValues(writer);
    }

    /** A row for {@link #HEAD}. */
    static List<String> row(Donor donor) {
        return List.of(
                defused(donor.firstName().value()),
                defused(donor.email().value()),
                donor.type().code(),
                defused(donor.city().name()),
                donor.language(),
                donor.status().word(),
                donor.signedUpAt().toString());
    }

    static String defused(String cell) {
        return !cell.isEmpty() && FORMULA_STARTS.indexOf(cell.charAt(0)) >= 0 ? DEFUSED + cell : cell;
    }

    /** The cell as it was before {@link #defused}. */
    static String restored(String cell) {
        return cell.length() > 1 && cell.startsWith(DEFUSED) && FORMULA_STARTS.indexOf(cell.charAt(1)) >= 0
                ? cell.substring(1)
                : cell;
    }
}
