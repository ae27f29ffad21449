package org.savealife.donor.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.city.CitySuggestion;
import org.savealife.donor.store.DonorTables;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.TestAudit;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;

class DonorImportTest {

    private static EmbeddedDynamoDb database;
    private static TestTables all;
    private static DonorTables tables;

    private final String domain = RandomId.next() + ".org";
    private final String city = "Haarlem " + RandomId.next();

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        all = new TestTables(database.endpoint());
        tables = new DonorTables(all);
    }

    @AfterAll
    static void stopDatabase() {
        all.close();
        database.close();
    }

    @Test
    void a_check_says_what_would_come_of_a_file_and_stores_nobody() throws IOException {
        tables.donors.add(aDonor().withEmail("known@" + domain).build());
        var checked = file(line("zoe"), line("known"), "Jan,no address," + city, line("ZOE"), line("anna"));

        checked.work();

        assertThat(checked.state()).isEqualTo(DonorImportJob.State.CHECKED);
        assertThat(checked.figures()).isEqualTo(new DonorImportJob.Figures(5, 2, 1, 1, 1, 0));
        assertThat(checked.errors()).singleElement().satisfies(wrong -> {
            assertThat(wrong.line()).isEqualTo(4);
            assertThat(wrong.column()).isEqualTo("email");
            assertThat(wrong.value()).isEqualTo("no address");
        });
        assertThat(checked.preview())
                .extracting(donor -> donor.email().value())
                .containsExactly("zoe@" + domain, "anna@" + domain);
        assertThat(stored()).isZero();
    }

    @Test
    void a_line_that_no_key_can_be_made_of_is_named_and_ends_nothing() throws IOException {
        var long80 = "\ufdfa".repeat(80);
        var imported = file(
                line("zoe"),
                "\u0301,a@" + domain + "," + city,
                long80 + ",b@" + domain + "," + city,
                "Jan,c@" + domain + "," + long80,
                "Jan,d@" + domain + ",\u0301",
                "\uff9e,e@" + domain + "," + city,
                line("anna"));
        imported.work();
        imported.begin();

        imported.work();

        assertThat(imported.state()).isEqualTo(DonorImportJob.State.FINISHED);
        assertThat(imported.figures()).isEqualTo(new DonorImportJob.Figures(7, 2, 5, 0, 0, 2));
        assertThat(imported.errors())
                .extracting(DonorImportError::column)
                .containsExactly("first_name", "first_name", "city", "city", "first_name");
    }

    @Test
    void an_import_stores_whom_the_check_found_fit_and_takes_the_file_away() throws IOException {
        var lines = new String[100];
        for (var number = 0; number < lines.length; number++) {
            lines[number] = line("donor" + number);
        }
        var imported = file(lines);
        imported.work();

        assertThat(imported.begin()).isTrue();
        assertThat(imported.begin()).isFalse();
        imported.work();

        assertThat(imported.state()).isEqualTo(DonorImportJob.State.FINISHED);
        assertThat(imported.figures()).isEqualTo(new DonorImportJob.Figures(100, 100, 0, 0, 0, 100));
        assertThat(stored()).isEqualTo(100);
        assertThat(tables.counts.in(City.of(city)).donors()).isEqualTo(100);
        assertThat(new ImportedFiles(all).fileOf(imported)).isEmpty();
    }

    @Test
    void a_file_that_is_imported_again_changes_nothing() throws IOException {
        for (var time = 0; time < 2; time++) {
            var imported = file(line("zoe"), line("anna"));
            imported.work();
            imported.begin();
            imported.work();
        }

        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void nobody_who_has_unsubscribed_comes_back_by_a_file() throws IOException {
        var left = aDonor().withEmail("zoe@" + domain).from(city).build();
        tables.donors.add(left);
        tables.donors.unsubscribe(left.id(), ImportedFiles.CLOCK.instant());
        var imported = file(line("zoe"));

        imported.work();
        imported.begin();
        imported.work();

        assertThat(tables.donors.find(left.id()).orElseThrow().unsubscribed()).isTrue();
        assertThat(imported.figures().imported()).isZero();
    }

    @Test
    void a_blood_type_that_nobody_understands_loses_the_type_and_not_the_donor() throws IOException {
        var text = "first_name,email,city,type\nZo\u00eb,zoe@%s,%s,weet niet\nAnna,anna@%s,%s,A+\nBob,bob@%s,%s,?\n"
                .formatted(domain, city, domain, city, domain, city);
        var imported = text(text);

        imported.work();
        assertThat(imported.withoutType()).isEqualTo(2);
        assertThat(imported.linesWithoutType()).containsExactly(2L, 4L);
        assertThat(imported.figures()).isEqualTo(new DonorImportJob.Figures(3, 3, 0, 0, 0, 0));
        imported.begin();
        imported.work();

        assertThat(imported.withoutType()).isEqualTo(2);
        assertThat(imported.toImport()).isEqualTo(3);
        assertThat(stored()).isEqualTo(3);
        assertThat(tables.counts.in(City.of(city)).of(BloodType.UNKNOWN)).isEqualTo(2);
    }

    @Test
    void columns_that_nobody_knows_are_read_where_somebody_says_they_are() throws IOException {
        var text = "Roepie,Post,Woont,Bloed\nZoë,zoe@" + domain + "," + city + ",A+\n";
        var checked = text(text);
        checked.work();
        assertThat(checked.state()).isEqualTo(DonorImportJob.State.FAILED);
        assertThat(checked.head().orElseThrow().cells()).containsExactly("Roepie", "Post", "Woont", "Bloed");

        assertThat(checked.begin(Map.of(
                        DonorCsv.Column.FIRST_NAME,
                        0,
                        DonorCsv.Column.EMAIL,
                        1,
                        DonorCsv.Column.CITY,
                        2,
                        DonorCsv.Column.TYPE,
                        3)))
                .isTrue();
        checked.work();

        assertThat(checked.state()).isEqualTo(DonorImportJob.State.CHECKED);
        assertThat(checked.figures()).isEqualTo(new DonorImportJob.Figures(1, 1, 0, 0, 0, 0));
        assertThat(checked.preview()).singleElement().satisfies(donor -> {
            assertThat(donor.firstName().value()).isEqualTo("Zoë");
            assertThat(donor.type()).isEqualTo(BloodType.A_POSITIVE);
        });
    }

    @Test
    void a_column_may_be_left_out_by_hand() throws IOException {
        var text = "first_name,email,city,type\nZoë,zoe@" + domain + "," + city + ",A+\n";
        var checked = text(text);
        checked.work();

        checked.begin(Map.of(DonorCsv.Column.TYPE, DonorCsvReader.NOWHERE));
        checked.work();

        assertThat(checked.preview())
                .singleElement()
                .satisfies(donor -> assertThat(donor.type()).isEqualTo(BloodType.UNKNOWN));
    }

    @Test
    void a_line_with_an_open_quotation_mark_is_an_error_and_the_others_are_imported() throws IOException {
        var checked = file("\"Zo\u00eb,zoe@" + domain + "," + city, line("anna"));

        checked.work();

        assertThat(checked.figures()).isEqualTo(new DonorImportJob.Figures(2, 1, 1, 0, 0, 0));
        assertThat(checked.errors()).singleElement().satisfies(wrong -> {
            assertThat(wrong.line()).isEqualTo(2);
            assertThat(wrong.message()).contains("quotation mark");
        });
    }

    @Test
    void a_file_without_the_columns_says_which_are_missing() throws IOException {
        var checked = text("Some text\nand more\n");

        checked.work();

        assertThat(checked.state()).isEqualTo(DonorImportJob.State.FAILED);
        assertThat(checked.failure()).contains("first_name, email, city");
    }

    @Test
    void errors_are_told_up_to_a_limit_and_counted_beyond_it() throws IOException {
        var lines = new String[DonorImportState.MAX_ERRORS + 20];
        Arrays.fill(lines, "Jan,no address," + city);
        var checked = file(lines);

        checked.work();

        assertThat(checked.errors()).hasSize(DonorImportState.MAX_ERRORS);
        assertThat(checked.figures().wrong()).isEqualTo(lines.length);
    }

    @Test
    void what_came_of_an_import_is_in_the_audit() throws IOException {
        var files = new ImportedFiles(all);
        var lines =
                IntStream.range(0, 7).mapToObj(number -> line("donor" + number)).toArray(String[]::new);
        var imported = files.file(lines);
        imported.work();
        imported.begin();

        imported.work();

        assertThat(TestAudit.actions(all, "7")).containsExactly("donor.import.end");
    }

    @Test
    void cities_that_look_misspelt_are_told_by_whoever_checks_the_file_and_counted_once() throws IOException {
        var files = new ImportedFiles(all);
        var checked = files.file(
                "Zoë,a@" + domain + ",Hilversum",
                "Zoë,b@" + domain + ",Hilversum",
                "Zoë,c@" + domain + ",Hilversum",
                "Zoë,d@" + domain + ",Hilversem");
        checked.work();
        var again = files.stored(checked).checkedAgain(Map.of()).workedBy("other");

        var next = files.open(files.store.save(again).orElseThrow());
        next.work();
        next.begin(Map.of());
        next.work();

        assertThat(next.cities().misspelt(List.of(), city -> 0L))
                .singleElement()
                .satisfies(misspelt -> {
                    assertThat(misspelt.city()).isEqualTo(City.of("Hilversem"));
                    assertThat(misspelt.donors()).isEqualTo(1);
                    assertThat(misspelt.nearMiss()).isEqualTo(new CitySuggestion("Hilversum", 3));
                });
    }

    @Test
    void lines_with_errors_come_as_a_file_that_can_be_imported_once_it_is_mended() throws IOException {
        var checked = file(line("zoe"), "Jan,no address," + city, "=Evil(),b@" + domain + ",", "\"Open,c@" + domain);
        checked.work();
        var written = new StringWriter();

        checked.writeErrors(written, String::toUpperCase);

        assertThat(written.toString().lines())
                .containsExactly(
                        "\uFEFFfirst_name,email,type,city,language,line,problem",
                        "Jan,\"no address\",,\"" + city + "\",,3,\"THAT ADDRESS HAS A BLANK IN IT. TAKE IT OUT.\"",
                        "\"'=Evil()\",\"b@" + domain
                                + "\",,,,4,\"PLEASE WRITE THE FIRST NAME IN LETTERS, WITHIN 80 CHARACTERS; BLANKS,"
                                + " HYPHENS AND APOSTROPHES ARE FINE. PLEASE FILL THIS IN.\"",
                        ",,,,,5,\"A QUOTATION MARK IS OPENED IN THIS LINE AND NOT CLOSED,"
                                + " OR A CELL IS FAR TOO LONG.\"");
        var mended = text(written.toString().replace("no address", "jan@" + domain));
        mended.work();
        assertThat(mended.figures().fit()).isEqualTo(1);
    }

    private long stored() {
        return tables.search
                .list(
                        new DonorQuery("", Optional.of(City.of(city)), Optional.empty(), Optional.empty()),
                        Cursor.NONE,
                        500)
                .entries()
                .size();
    }

    private String line(String name) {
        return "Zoë," + name + "@" + domain + "," + city;
    }

    private DonorImport file(String... lines) throws IOException {
        return new ImportedFiles(all).file(lines);
    }

    private DonorImport text(String text) throws IOException {
        return new ImportedFiles(all).text(text);
    }
}
