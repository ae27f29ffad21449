package org.savealife.platform.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * A list as a CSV file (RFC 4180) for spreadsheets, sent while it is read, so that it needs little memory. The encoding
 * is UTF-8 with a byte order mark, by which spreadsheets recognise it. A cell that a spreadsheet would treat as a
 * formula, because it begins with {@code = + - @}, a tab or a line end, gets an apostrophe in front.
 *
 * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">OWASP, CSV injection</a>
 */
public final class CsvResponse implements AutoCloseable {

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final String FORMULA_STARTS = "=+-@\t\r\n";
    private static final String DEFUSED = "'";

    private final SequenceWriter rows;

    private CsvResponse(SequenceWriter rows) {
        this.rows = rows;
    }

    /** Begins the response with the column names. */
    public static CsvResponse begin(HttpServletResponse response, String fileName, List<String> head)
            throws IOException {
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
        return begin(response.getWriter(), head);
    }

    /** As above, to a writer, which stays open. */
    public static CsvResponse begin(Writer writer, List<String> head) throws IOException {
        writer.write(BYTE_ORDER_MARK);
        var answer = new CsvResponse(CsvMapper.builder()
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .build()
                .writer(CsvSchema.emptySchema().withLineSeparator("\r\n"))
                .writeValues(writer));
        answer.row(head);
        return answer;
    }

    public void row(List<String> cells) throws IOException {
        rows.write(cells.stream().map(CsvResponse::defused).toList());
    }

    public void flush() throws IOException {
        rows.flush();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    static String defused(String cell) {
        return !cell.isEmpty() && FORMULA_STARTS.indexOf(cell.charAt(0)) >= 0 ? DEFUSED + cell : cell;
    }

    /** A cell without the apostrophe that such a file adds. */
    public static String restored(String cell) {
        return cell.length() > 1 && cell.startsWith(DEFUSED) && FORMULA_STARTS.indexOf(cell.charAt(1)) >= 0
                ? cell.substring(1)
                : cell;
    }
}
