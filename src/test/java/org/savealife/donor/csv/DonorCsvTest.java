package org.savealife.donor.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.donor.BloodType;
import org.savealife.donor.signup.Signup;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.http.CsvResponse;

/** Files of donors as people really have them. */
class DonorCsvTest {

    private static final Signup ZOE = new Signup(
            Optional.of("Zoë"),
            Optional.of("zoe@example.org"),
            Optional.of("0+"),
            Optional.of("Haarlem"),
            Optional.empty(),
            Optional.empty());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void commas_semicolons_and_tabs_part_columns(String separator) throws IOException {
        var text = "first_name,email,type,city\nZoë,zoe@example.org,0+,Haarlem\n".replace(",", separator);

        assertThat(signups(text, StandardCharsets.UTF_8)).containsExactly(ZOE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFF", ""})
    void utf_8_is_read_with_and_without_its_mark(String mark) throws IOException {
        var text = mark + "first_name,email,type,city\r\nZoë,zoe@example.org,0+,Haarlem\r\n";

        assertThat(signups(text, StandardCharsets.UTF_8)).containsExactly(ZOE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mailto:zoe@example.org",
                "MAILTO:zoe@example.org?subject=Hello",
                "<zoe@example.org>",
                "Zoë <zoe@example.org>",
                "\"Zoë, de\" <zoe@example.org>",
                "Zoë <mailto:zoe@example.org>",
                " \u00a0zoe@example.org\u200b ",
            })
    void an_address_is_found_in_what_mail_programs_put_around_it(String cell) throws IOException {
        var text = "first_name;email;type;city\nZoë;\"" + cell.replace("\"", "\"\"") + "\";0+;Haarlem\n";

        assertThat(signups(text, StandardCharsets.UTF_8))
                .singleElement()
                .satisfies(signup ->
                        assertThat(signup.donor(Instant.EPOCH).email().value()).isEqualTo("zoe@example.org"));
    }

    @Test
    void of_two_addresses_in_a_cell_none_is_taken() throws IOException {
        var text = "first_name;email;type;city\nZoë;Zoë <zoe@example.org>, Ada <ada@example.org>;0+;Haarlem\n";

        assertThat(signups(text, StandardCharsets.UTF_8))
                .singleElement()
                .satisfies(signup -> assertThatThrownBy(() -> signup.donor(Instant.EPOCH))
                        .isInstanceOf(InvalidFieldsException.class));
    }

    @Test
    void what_is_not_utf_8_is_windows_1252() throws IOException {
        var text = "first_name,email,type,city\nZoë,zoe@example.org,0+,Haarlem\n";

        assertThat(signups(text, Charset.forName("windows-1252"))).containsExactly(ZOE);
    }

    @Test
    void a_long_file_in_utf_8_is_known_as_such_wherever_a_letter_is_split() throws IOException {
        var text = new StringBuilder("first_name,email,type,city,remark\n");
        for (var number = 0; number < 3000; number++) {
            text.append("Zoë,zoe@example.org,0+,Haarlem,")
                    .append("x".repeat(number % 7))
                    .append('\n');
        }

        assertThat(signups(text.toString(), StandardCharsets.UTF_8))
                .hasSize(3000)
                .containsOnly(ZOE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Plaats;E-mail;Voornaam;Bloedgroep",
                "woonplaats;E-MAIL;Name;blood type",
                "City;email address;First name;Type",
                "stad;e_mail;naam;bloedgroep"
            })
    void columns_stand_in_any_order_under_the_names_people_give_them(String head) throws IOException {
        assertThat(signups(head + "\nHaarlem;zoe@example.org;Zoë;0+\n", StandardCharsets.UTF_8))
                .containsExactly(ZOE);
    }

    @Test
    void a_missing_column_is_named() {
        assertThatThrownBy(() -> signups("name,town\nZoë,Haarlem\n", StandardCharsets.UTF_8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no column email");
    }

    @Test
    void an_empty_file_is_refused_with_what_it_should_begin_with() {
        assertThatThrownBy(() -> signups("", StandardCharsets.UTF_8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("first_name, email, city");
    }

    @Test
    void quoted_cells_hold_separators_and_quotes_and_short_rows_lack_cells() throws IOException {
        var text = "city,email,first_name,type\n\"Haarlem, Noord\",\"zoe@example.org\",Zoë\n\n , ,\n";

        assertThat(signups(text, StandardCharsets.UTF_8))
                .containsExactly(new Signup(
                        Optional.of("Zoë"),
                        Optional.of("zoe@example.org"),
                        Optional.empty(),
                        Optional.of("Haarlem, Noord"),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void lines_are_numbered_as_in_the_file() throws IOException {
        var numbers = new ArrayList<Long>();
        try (var reader = open("first_name,email,city\na,b,c\n\na,b,c\n", StandardCharsets.UTF_8)) {
            reader.forEach(line -> numbers.add(line.number()));
        }

        assertThat(numbers).containsExactly(2L, 4L);
    }

    @Test
    void a_quote_that_is_never_closed_spoils_its_own_line_only() throws IOException {
        var text = "first_name,email,city\na,b,c\n\"a,b,c\n" + "a,b,c\n".repeat(1000);
        var broken = new ArrayList<Long>();
        var whole = new ArrayList<Long>();

        try (var reader = open(text, StandardCharsets.UTF_8)) {
            reader.forEach(line -> (line.broken() ? broken : whole).add(line.number()));
        }

        assertThat(broken).containsExactly(3L);
        assertThat(whole).hasSize(1001).contains(2L, 4L, 1003L);
    }

    @Test
    void a_quote_that_closes_only_in_another_row_spoils_its_own_line_only() throws IOException {
        var text = "first_name,email,city\nAnna,\"anna@example.org,Haarlem\nZo\u00eb,zoe@example.org,\"Haarlem\"\n";

        assertThat(signups(text, StandardCharsets.UTF_8))
                .extracting(Signup::firstName)
                .containsExactly(Optional.empty(), Optional.of("Zo\u00eb"));
    }

    @Test
    void where_every_line_opens_a_quote_every_line_is_told() throws IOException {
        var text = "first_name,email,city\n" + "Anna,\"anna@example.org,Haarlem\n".repeat(20_000);
        var broken = new ArrayList<Long>();

        try (var reader = open(text, StandardCharsets.UTF_8)) {
            reader.forEach(line -> {
                assertThat(line.broken()).isTrue();
                broken.add(line.number());
            });
        }

        assertThat(broken).hasSize(20_000).endsWith(20_001L);
    }

    @Test
    void a_blank_in_front_of_a_quote_does_not_belong_to_the_cell() throws IOException {
        var text = "first_name,email,city\nZo\u00eb, \"zoe@example.org\" , \"Haarlem, Noord\"\n";

        assertThat(signups(text, StandardCharsets.UTF_8))
                .extracting(Signup::email, Signup::city)
                .containsExactly(tuple(Optional.of("zoe@example.org"), Optional.of("Haarlem, Noord")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16"})
    void utf_16_is_known_by_its_mark_or_its_zeros(String charset) throws IOException {
        var text = "first_name,email,type,city\r\nZo\u00eb,zoe@example.org,0+,Haarlem\r\n";

        assertThat(signups(text, Charset.forName(charset))).containsExactly(ZOE);
    }

    @Test
    void a_line_without_an_end_is_no_csv() {
        assertThatThrownBy(() -> signups("first_name,email,city\n" + "x".repeat(200_000), StandardCharsets.UTF_8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("This is no CSV file: line 2 is far too long.");
    }

    @Test
    void what_is_exported_can_be_imported() throws IOException {
        var donor = aDonor().named("D'Árcy")
                .withEmail("=zoe+1@example.org")
                .from("'s-Hertogenbosch")
                .ofType(BloodType.AB_NEGATIVE)
                .build();
        var text = new StringWriter();
        try (var csv = CsvResponse.begin(text, DonorCsv.HEAD)) {
            csv.row(DonorCsv.row(donor));
        }

        var read = signups(text.toString(), StandardCharsets.UTF_8).get(0).donor(Instant.EPOCH);

        assertThat(List.of(read.firstName(), read.email(), read.type(), read.city()))
                .containsExactly(donor.firstName(), donor.email(), donor.type(), donor.city());
        assertThat(text.toString()).contains(",\"'=zoe+1@example.org\",AB-,");
    }

    private List<Signup> signups(String text, Charset charset) throws IOException {
        var signups = new ArrayList<Signup>();
        try (var reader = open(text, charset)) {
            reader.forEach(line -> signups.add(line.signup()));
        }
        return signups;
    }

    private DonorCsvReader open(String text, Charset charset) throws IOException {
        return DonorCsvReader.open(Files.write(folder.resolve("donors.csv"), text.getBytes(charset)));
    }
}
