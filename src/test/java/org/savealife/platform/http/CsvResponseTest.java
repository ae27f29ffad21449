package org.savealife.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvResponseTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+31", "-x", "@SUM(A1)", "\tx", "plain", "'quoted'", "'"})
    void no_cell_is_a_formula_and_reading_gives_back_what_was_written(String cell) {
        var written = CsvResponse.defused(cell);

        assertThat(written).doesNotMatch("(?s)[=+@\\t\\r\\n-].*");
        assertThat(CsvResponse.restored(written)).isEqualTo(cell);
    }

    @Test
    void a_file_has_the_mark_of_its_encoding_and_no_formula_in_any_cell() throws IOException {
        var text = new StringWriter();

        try (var csv = CsvResponse.begin(text, List.of("name", "note"))) {
            csv.row(List.of("Zoë", "=1+1"));
            csv.row(List.of("a, \"b\"", ""));
        }

        assertThat(text.toString()).isEqualTo("\uFEFFname,note\r\nZoë,\"'=1+1\"\r\n\"a, \"\"b\"\"\",\r\n");
    }
}
