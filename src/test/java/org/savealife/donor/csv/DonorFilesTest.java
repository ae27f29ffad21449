package org.savealife.donor.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.error.InvalidFieldsException;

/** Files of donors as many kinds of programs write them, in the folder {@code csv} beside this test. */
class DonorFilesTest {

    private static final Path FOLDER = Path.of("src/test/resources/org/savealife/donor/csv");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "01-utf8-bom | 2 Zoë zoe@example.org AB- 's-Gravenhage",
                "02-semicolon-cp1252 | 2 Zoë zoe@example.org O+ ’s-Gravenhage",
                "03-tabs | 2 Anna anna@example.org Haarlem",
                "04-utf16le-bom | 2 Zoë zoe@example.org AB- Łódź",
                "06-utf16le-nobom | 2 Anna anna@example.org Haarlem",
                "07-quoted-newlines |"
                        + " 2 An na anna@example.org Haarlem, 4 Bob bob@example.org Haarlem,"
                        + " 6 Cara cara@example.org Haarlem",
                "08-trailing-empty | 2 Anna anna@example.org Haarlem",
                "09-duplicate-heads | 2 Anna anna@example.org Haarlem",
                "10-google-contacts | 2 Anna anna@example.org Haarlem",
                "11-outlook-contacts | 2 Anna anna@example.org Haarlem",
                "13-mailbox-display |"
                        + " 2 Anna anna@example.org Haarlem, 3 Bob bob@example.org Haarlem,"
                        + " 4 Cara cara@example.org Haarlem,"
                        + " 5 wrong: email",
                "14-nbsp-zwsp | 2 Anna anna@example.org Haarlem,"
                        + " 3 Bob bob@example.org Haarlem, 4 Cara cara@example.org Haarlem,"
                        + " 5 Dirk dirk@example.org Haarlem, 6 Eva eva@example.org Haarlem,"
                        + " 7 Fien fien@example.org Haarlem",
                "15-sep-line | 3 Anna anna@example.org Haarlem",
                "16-title-line | 4 Anna anna@example.org A+ Haarlem",
                "17-blank-first | 4 Anna anna@example.org Haarlem",
                "18-blank-first-semicolon | 3 Anna anna@example.org Haarlem",
                "19-cr-only | 2 Anna anna@example.org Haarlem, 3 Bob bob@example.org Haarlem",
                "21-unclosed-quote | 2 broken, 3 Bob bob@example.org Haarlem",
                "22-mixed-enc | 2 Zoë zoe@example.org Haarlem, 3 Renée renee@example.org Haarlem",
                "23-macroman | 2 Zoë zoe@example.org Haarlem",
                "24-pipe | 2 Anna anna@example.org Haarlem",
                "25-blood-types | 2 A a0@example.org O+ Haarlem,"
                        + " 3 A a1@example.org O- Haarlem, 4 A a2@example.org A- Haarlem,"
                        + " 5 A a3@example.org AB+ Haarlem, 6 A a4@example.org Haarlem,"
                        + " 7 A a5@example.org Haarlem without type,"
                        + " 8 A a6@example.org Haarlem without type, 9 A a7@example.org Haarlem without type,"
                        + " 10 A a8@example.org Haarlem without type, 11 A a9@example.org Haarlem without type,"
                        + " 12 A a10@example.org Haarlem without type, 13 A a11@example.org Haarlem without type,"
                        + " 14 A a12@example.org Haarlem without type, 15 A a13@example.org O+ Haarlem,"
                        + " 16 A a14@example.org B+ Haarlem, 17 A a15@example.org Haarlem without type,"
                        + " 18 A a16@example.org Haarlem without type, 19 A a17@example.org Haarlem without type",
                "26-nul-bytes | 2 Anna anna@example.org Haarlem",
                "27-cp1250 | 2 Łukasz lukasz@example.org Łódź",
                "28-fullname | 2 Anna anna@example.org Haarlem, 3 dhr. J. Jansen j@example.org Haarlem,"
                        + " 4 Familie De Vries-O’Neill f@example.org Haarlem",
                "30-address-before-email | 2 Anna anna@example.org Haarlem",
                "32-semicolon-in-quoted-head | 2 Anna anna@example.org Haarlem",
                "33-no-final-newline | 2 Anna anna@example.org Haarlem",
                "34-ctrlz | 2 Anna anna@example.org Haarlem",
                "35-head-only | ''",
                "36-empty | The first line names no column first_name, email, city."
                        + " It has to name the columns first_name, email,"
                        + " city, and type and language if they are there.",
                "37-html-login | This is a web page, not a CSV file. Perhaps a log-in had run out: get the file again.",
                "38-xlsx | This is a spreadsheet, not a CSV file. Open it, and save it as CSV.",
                "39-short-rows | 2 wrong: city, 3 Bob bob@example.org Haarlem"
            })
    void every_row_that_a_person_would_understand_is_read_and_the_others_are_named(String name, String rows)
            throws IOException {
        assertThat(read(FOLDER.resolve(name + ".csv"))).isEqualTo(rows);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Given Name,Family Name,E-mail 1 - Value,E-mail 2 - Value,Address 1 - City |"
                        + " Anna,Bakker,anna@example.org,,Haarlem",
                "Name,E-mail Address,Home City,Business City | \"Bakker, Anna\",anna@example.org,Haarlem,Utrecht",
                "Email Address,First Name,Last Name,Address,City,MEMBER_RATING"
                        + " | anna@example.org,Anna,Bakker,Main street 1,Haarlem,2",
                "E-mailadres,Voornaam,Achternaam,Adres,Plaats (thuis) |"
                        + " anna@example.org,Anna,Bakker,Main street 1,Haarlem",
                "Adres,Naam,Plaats | anna@example.org,\"Bakker, Anna\",Haarlem",
                "Vorname;E-Mail-Adresse;Ort | Anna;anna@example.org;Haarlem",
                "Prénom;Adresse e-mail;Ville | Anna;anna@example.org;Haarlem"
            })
    void columns_are_found_under_the_names_that_programs_give_them(String head, String row) throws IOException {
        assertThat(read(Files.writeString(folder.resolve("donors.csv"), head + "\n" + row + "\n")))
                .isEqualTo("2 Anna anna@example.org Haarlem");
    }

    @Test
    void a_file_of_the_table_is_not_forgotten() throws IOException {
        try (var files = Files.list(FOLDER)) {
            assertThat(files).hasSize(34);
        }
    }

    private static String read(Path file) throws IOException {
        var rows = new ArrayList<String>();
        try (var reader = DonorCsvReader.open(file)) {
            reader.forEach(line -> rows.add(line.number() + " " + read(line)));
        } catch (IllegalArgumentException noCsv) {
            return String.valueOf(noCsv.getMessage());
        }
        return String.join(", ", rows);
    }

    private static String read(DonorCsvReader.Line line) {
        if (line.broken()) {
            return "broken";
        }
        try {
            var donor = line.signup().donor(Instant.EPOCH);
            var words = List.of(
                    donor.firstName().value(),
                    donor.email().value(),
                    donor.type().code(),
                    donor.city().name(),
                    line.untyped() ? "without type" : "");
            return words.stream().filter(word -> !word.isEmpty()).collect(Collectors.joining(" "));
        } catch (InvalidFieldsException wrong) {
            return "wrong: " + wrong.fields().stream().map(InvalidField::field).collect(Collectors.joining(" "));
        }
    }
}
