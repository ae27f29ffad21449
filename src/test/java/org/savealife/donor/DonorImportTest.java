package org.savealife.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.savealife.fixture.EmbeddedDynamoDb;
import org.savealife.platform.BusyDatabase;
import org.savealife.platform.Cursor;
import org.savealife.platform.RandomId;
import org.savealife.platform.TestTables;

class DonorImportTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    private static EmbeddedDynamoDb database;
    private static DonorTables tables;

    private final String domain = RandomId.next() + ".org";
    private final String city = "Haarlem " + RandomId.next();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @BeforeAll
    static void startDatabase() {
        database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
        tables = new DonorTables(new TestTables(database.endpoint()));
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @Test
    void a_database_that_is_busy_is_waited_for_and_nobody_is_lost_or_counted_twice() throws IOException {
        var busy = new BusyDatabase(8, 0.2);
        try (var slow = new TestTables(database.endpoint(), busy)) {
            var lines = IntStream.range(0, 60)
                    .mapToObj(number -> line("donor" + number))
                    .toArray(String[]::new);
            var imported = file(new DonorTables(slow).donors, lines);

            imported.check();
            imported.begin();
            imported.importAll();

            busy.refuse(0);
            assertThat(busy.refused()).isPositive();
            assertThat(imported.state()).isEqualTo(DonorImport.State.FINISHED);
            assertThat(imported.figures()).isEqualTo(new DonorImport.Figures(60, 60, 0, 0, 0, 60));
            assertThat(tables.donors.list(City.of(city), Cursor.NONE, 100).entries())
                    .hasSize(60);
        }
    }

    @Test
    void a_check_says_what_would_come_of_a_file_and_stores_nobody() throws IOException {
        tables.donors.add(aDonor().withEmail("known@" + domain).build());
        var checked = file(line("zoe"), line("known"), "Jan,no address," + city, line("ZOE"), line("anna"));

        checked.check();

        assertThat(checked.state()).isEqualTo(DonorImport.State.CHECKED);
        assertThat(checked.figures()).isEqualTo(new DonorImport.Figures(5, 2, 1, 1, 1, 0));
        assertThat(checked.errors()).singleElement().satisfies(wrong -> {
            assertThat(wrong.line()).isEqualTo(4);
            assertThat(wrong.column()).isEqualTo("email");
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
        imported.check();
        imported.begin();

        imported.importAll();

        assertThat(imported.state()).isEqualTo(DonorImport.State.FINISHED);
        assertThat(imported.figures()).isEqualTo(new DonorImport.Figures(7, 2, 5, 0, 0, 2));
        assertThat(imported.errors())
                .extracting(DonorImport.Wrong::column)
                .containsExactly("first_name", "first_name", "city", "city", "first_name");
    }

    @Test
    void an_import_stores_whom_the_check_found_fit_and_takes_the_file_away() throws IOException {
        var lines = new String[100];
        for (var number = 0; number < lines.length; number++) {
            lines[number] = line("donor" + number);
        }
        var imported = file(lines);
        imported.check();

        assertThat(imported.begin()).isTrue();
        assertThat(imported.begin()).isFalse();
        imported.importAll();

        assertThat(imported.state()).isEqualTo(DonorImport.State.FINISHED);
        assertThat(imported.figures()).isEqualTo(new DonorImport.Figures(100, 100, 0, 0, 0, 100));
        assertThat(stored()).isEqualTo(100);
        assertThat(tables.counts.in(City.of(city)).donors()).isEqualTo(100);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_file_that_is_imported_again_changes_nothing() throws IOException {
        for (var time = 0; time < 2; time++) {
            var imported = file(line("zoe"), line("anna"));
            imported.check();
            imported.begin();
            imported.importAll();
        }

        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void nobody_who_has_unsubscribed_comes_back_by_a_file() throws IOException {
        var left = aDonor().withEmail("zoe@" + domain).from(city).build();
        tables.donors.add(left);
        tables.donors.unsubscribe(left.id(), CLOCK.instant());
        var imported = file(line("zoe"));

        imported.check();
        imported.begin();
        imported.importAll();

        assertThat(tables.donors.find(left.id()).orElseThrow().unsubscribed()).isTrue();
        assertThat(imported.figures().imported()).isZero();
    }

    @Test
    void a_blood_type_that_nobody_understands_loses_the_type_and_not_the_donor() throws IOException {
        var text = "first_name,email,city,type\nZo\u00eb,zoe@%s,%s,weet niet\nAnna,anna@%s,%s,A+\nBob,bob@%s,%s,?\n"
                .formatted(domain, city, domain, city, domain, city);
        var imported =
                new DonorImport("anna", Files.writeString(folder.resolve("donors.csv"), text), tables.donors, CLOCK);

        imported.check();
        assertThat(imported.withoutType()).isEqualTo(2);
        assertThat(imported.linesWithoutType()).containsExactly(2L, 4L);
        assertThat(imported.figures()).isEqualTo(new DonorImport.Figures(3, 3, 0, 0, 0, 0));
        imported.begin();
        imported.importAll();

        assertThat(imported.withoutType()).isEqualTo(2);
        assertThat(imported.toImport()).isEqualTo(3);
        assertThat(stored()).isEqualTo(3);
        assertThat(tables.counts.in(City.of(city)).of(BloodType.UNKNOWN)).isEqualTo(2);
    }

    @Test
    void columns_that_nobody_knows_are_read_where_somebody_says_they_are() throws IOException {
        var text = "Roepie,Post,Woont,Bloed\nZoë,zoe@" + domain + "," + city + ",A+\n";
        var checked =
                new DonorImport("anna", Files.writeString(folder.resolve("donors.csv"), text), tables.donors, CLOCK);
        checked.check();
        assertThat(checked.state()).isEqualTo(DonorImport.State.FAILED);
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
        checked.check();

        assertThat(checked.state()).isEqualTo(DonorImport.State.CHECKED);
        assertThat(checked.figures()).isEqualTo(new DonorImport.Figures(1, 1, 0, 0, 0, 0));
        assertThat(checked.preview()).singleElement().satisfies(donor -> {
            assertThat(donor.firstName().value()).isEqualTo("Zoë");
            assertThat(donor.type()).isEqualTo(BloodType.A_POSITIVE);
        });
    }

    @Test
    void a_column_may_be_left_out_by_hand() throws IOException {
        var text = "first_name,email,city,type\nZoë,zoe@" + domain + "," + city + ",A+\n";
        var checked =
                new DonorImport("anna", Files.writeString(folder.resolve("donors.csv"), text), tables.donors, CLOCK);
        checked.check();

        checked.begin(Map.of(DonorCsv.Column.TYPE, DonorCsvReader.NOWHERE));
        checked.check();

        assertThat(checked.preview())
                .singleElement()
                .satisfies(donor -> assertThat(donor.type()).isEqualTo(BloodType.UNKNOWN));
    }

    @Test
    void a_line_with_an_open_quotation_mark_is_an_error_and_the_others_are_imported() throws IOException {
        var checked = file("\"Zo\u00eb,zoe@" + domain + "," + city, line("anna"));

        checked.check();

        assertThat(checked.figures()).isEqualTo(new DonorImport.Figures(2, 1, 1, 0, 0, 0));
        assertThat(checked.errors()).singleElement().satisfies(wrong -> {
            assertThat(wrong.line()).isEqualTo(2);
            assertThat(wrong.message()).contains("quotation mark");
        });
    }

    @Test
    void a_file_without_the_columns_says_which_are_missing() throws IOException {
        var file = Files.writeString(folder.resolve("donors.csv"), "Some text\nand more\n");
        var checked = new DonorImport("anna", file, tables.donors, CLOCK);

        checked.check();

        assertThat(checked.state()).isEqualTo(DonorImport.State.FAILED);
        assertThat(checked.failure()).contains("first_name, email, city");
    }

    @Test
    void errors_are_told_up_to_a_limit_and_counted_beyond_it() throws IOException {
        var lines = new String[DonorImport.MOST_ERRORS + 20];
        Arrays.fill(lines, "Jan,no address," + city);
        var checked = file(lines);

        checked.check();

        assertThat(checked.errors()).hasSize(DonorImport.MOST_ERRORS);
        assertThat(checked.figures().wrong()).isEqualTo(lines.length);
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
        return file(tables.donors, lines);
    }

    private DonorImport file(DonorRepository donors, String... lines) throws IOException {
        var text = "first_name,email,city\n" + String.join("\n", lines) + "\n";
        return new DonorImport("anna", Files.writeString(folder.resolve("donors.csv"), text), donors, CLOCK);
    }
}
