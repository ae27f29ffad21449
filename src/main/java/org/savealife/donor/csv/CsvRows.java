package org.savealife.donor.csv;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows of CSV (RFC 4180) as programs really write them: with blanks before a quotation mark, or text after the closing
 * one. A quotation mark that is never closed spoils its own line, but not those after it.
 */
final class CsvRows {

    /** In a longer cell the closing quotation mark is missing. */
    private static final int MAX_CELL_LENGTH = 4_000;

    private final CsvLines lines;
    private final char separator;

    /**
     * @param lines of the file that make the row, in order
     * @param broken whether a quotation mark is opened in the row and not closed; then there are no cells
     */
    record Row(List<CsvLines.Line> lines, List<String> cells, boolean broken) {

        Row {
            lines = List.copyOf(lines);
            cells = List.copyOf(cells);
        }

        long number() {
            return lines.get(0).number();
        }

        private static Row broken(CsvLines.Line line) {
            return new Row(List.of(line), List.of(), true);
        }
    }

    CsvRows(CsvLines lines, char separator) {
        this.lines = lines;
        this.separator = separator;
    }

    /** @throws IllegalArgumentException if the file is no text */
    Optional<Row> next() throws IOException {
        var first = lines.next();
        return first.isEmpty() ? Optional.empty() : Optional.of(row(first.get()));
    }

    /** Reads the first line of the row as a row of its own, and gives the others back: they cannot belong to it. */
    Row cutShort(Row row) {
        lines.giveBack(row.lines().subList(1, row.lines().size()));
        return Row.broken(row.lines().get(0));
    }

    /** The cells of one line; no cells if a quotation mark in it is not closed. */
    static List<String> cells(String line, char separator) {
        var cells = new Cells(separator);
        cells.read(line);
        return cells.isOpen() ? List.of() : cells.end();
    }

    private Row row(CsvLines.Line first) throws IOException {
        var taken = new ArrayList<>(List.of(first));
        var cells = new Cells(separator);
        cells.read(first.text());
        while (cells.isOpen()) {
            var more = cells.isTooLong() ? Optional.<CsvLines.Line>empty() : lines.next();
            if (more.isEmpty()) {
                return cutShort(new Row(taken, List.of(), true));
            }
            taken.add(more.get());
            cells.read("\n" + more.get().text());
        }
        return new Row(taken, cells.end(), false);
    }

    /** Collects the cells of a row while they are read. */
    private static final class Cells {

        private final char separator;
        private final List<String> cells = new ArrayList<>();
        private final StringBuilder cell = new StringBuilder();
        private boolean blank = true;
        private boolean open;

        Cells(char separator) {
            this.separator = separator;
        }

        void read(String text) {
            for (var index = 0; index < text.length(); index++) {
                var character = text.charAt(index);
                if (open && character == '"' && index + 1 < text.length() && text.charAt(index + 1) == '"') {
                    cell.append(character);
                    index++;
                } else if (open && character == '"') {
                    open = false;
                } else if (open) {
                    cell.append(character);
                } else if (character == separator) {
                    endCell();
                } else if (character == '"' && blank) {
                    cell.setLength(0);
                    blank = false;
                    open = true;
                } else {
                    cell.append(character);
                    blank = blank && Character.isWhitespace(character);
                }
            }
        }

        boolean isOpen() {
            return open;
        }

        boolean isTooLong() {
            return cell.length() > MAX_CELL_LENGTH;
        }

        List<String> end() {
            endCell();
            return cells;
        }

        private void endCell() {
            cells.add(cell.toString());
            cell.setLength(0);
            blank = true;
        }
    }
}
