package org.savealife.donor.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.donor.BloodType;
import org.savealife.donor.City;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.city.CitySuggestion;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.DonorTables;
import org.savealife.fixture.EmbeddedDynamoDb;
import org.savealife.platform.RandomId;
import org.savealife.platform.audit.TestAudit;
import org.savealife.platform.dynamodb.BusyDatabase;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

class DonorImportTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

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
    void a_database_that_is_busy_is_waited_for_and_nobody_is_lost_or_counted_twice() throws IOException {
        var busy = new BusyDatabase(8, 0.2);
        try (var slow = new TestTables(database.endpoint(), busy)) {
            var lines = IntStream.range(0, 60)
                    .mapToObj(number -> line("donor" + number))
                    .toArray(String[]::new);
            var imported = file(new Parts(slow), lines);

            imported.work();
            imported.begin();
            imported.work();

            busy.refuse(0);
            assertThat(busy.refused()).isPositive();
            assertThat(imported.state()).isEqualTo(DonorImportJob.State.FINISHED);
            assertThat(imported.figures()).isEqualTo(new DonorImportJob.Figures(60, 60, 0, 0, 0, 60));
            assertThat(stored()).isEqualTo(60);
        }
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
        assertThat(fileOf(imported)).isEmpty();
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
        tables.donors.unsubscribe(left.id(), CLOCK.instant());
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
    void an_import_whose_process_is_killed_goes_on_elsewhere_and_counts_everybody_once() throws IOException {
        var lines = new ArrayList<String>();
        for (var number = 0; number < 200; number++) {
            lines.add(line("donor" + number));
            if (number % 50 == 3) {
                lines.add("Jan,no address," + city);
                lines.add(line("DONOR" + (number - 1)));
            }
        }
        var kill = new Kill();
        try (var mortal = new TestTables(database.endpoint(), kill)) {
            var parts = new Parts(mortal, new AtomicLong()::incrementAndGet); // stores nothing on the way
            var imported = file(parts, lines.toArray(String[]::new));
            imported.work();
            assertThat(imported.figures()).isEqualTo(new DonorImportJob.Figures(208, 200, 4, 4, 0, 0));
            imported.begin();
            kill.in(5);
            assertThatThrownBy(imported::work).isInstanceOf(Kill.Dead.class);
        }
        assertThat(stored()).isBetween(16L, 199L);
        var parts = new Parts(all);
        var left = parts.store.list().stream()
                .filter(job -> job.toImport() == 200 && job.isWorking())
                .findFirst()
                .orElseThrow();

        var next = parts.open(parts.store.save(left.workedBy("other")).orElseThrow());
        next.work();

        assertThat(next.state()).isEqualTo(DonorImportJob.State.FINISHED);
        assertThat(next.figures()).isEqualTo(new DonorImportJob.Figures(208, 200, 4, 4, 0, 200));
        assertThat(stored()).isEqualTo(200);
        assertThat(tables.counts.in(City.of(city)).donors()).isEqualTo(200);
    }

    @Test
    void an_import_that_is_given_back_goes_on_where_it_was_left() throws IOException {
        var lines = IntStream.range(0, 100)
                .mapToObj(number -> line("donor" + number))
                .toArray(String[]::new);
        var parts = new Parts(all);
        var imported = file(parts, lines);
        imported.work();
        imported.begin();
        imported.stop();

        imported.work();

        assertThat(imported.isGivenBack()).isTrue();
        var left = parts.stored(imported);
        assertThat(left.worker()).isEmpty();
        assertThat(left.figures().imported()).isEqualTo(DonorRepository.MAX_AT_ONCE);
        assertThat(left.line()).isEqualTo(DonorRepository.MAX_AT_ONCE + 1);
        var next = parts.open(left);
        next.work();
        assertThat(next.figures()).isEqualTo(new DonorImportJob.Figures(100, 100, 0, 0, 0, 100));
        assertThat(stored()).isEqualTo(100);
    }

    @Test
    void an_import_that_another_process_has_taken_over_stores_no_more_of_how_far_it_is() throws IOException {
        var parts = new Parts(all);
        var slow = file(parts, line("zoe"), line("anna"));
        slow.work();
        slow.begin();
        var taken = parts.store.save(parts.stored(slow).workedBy("other")).orElseThrow();

        slow.work();

        assertThat(slow.isGivenBack()).isTrue();
        assertThat(parts.stored(slow)).isEqualTo(taken);
        var next = parts.open(taken);
        next.work();
        assertThat(next.figures()).isEqualTo(new DonorImportJob.Figures(2, 2, 0, 0, 0, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "../etc",
                "\u0000",
                "0123456789abcdef0123456789abcdef0",
                "0123456789ABCDEF0123456789ABCDEF"
            })
    void what_is_no_id_is_no_import(String id) {
        var parts = new Parts(all);

        assertThat(parts.store.find(id)).isEmpty();
        assertThat(parts.store.find(id.repeat(2_000))).isEmpty();
    }

    @Test
    void a_big_file_is_kept_in_parts_and_read_as_it_was() throws IOException {
        var random = new Random(7);
        var bytes = new byte[1_200_000];
        random.nextBytes(bytes);
        var parts = new Parts(all);
        var job = parts.store.add(
                DonorImportJob.begun(RandomId.next(), "anna", "this", CLOCK.instant()),
                new ByteArrayInputStream(bytes));
        var file = Files.createTempFile("parts", ".csv");
        try {
            parts.store.fetch(job.id(), file);

            assertThat(file).hasBinaryContent(bytes);
            assertThat(parts.store.find(job.id())).contains(job);
            parts.store.deleteFile(job.id());
            parts.store.fetch(job.id(), file);
            assertThat(file).isEmptyFile();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void what_came_of_an_import_is_in_the_audit() throws IOException {
        var parts = new Parts(all);
        var lines =
                IntStream.range(0, 7).mapToObj(number -> line("donor" + number)).toArray(String[]::new);
        var imported = file(parts, lines);
        imported.work();
        imported.begin();

        imported.work();

        assertThat(TestAudit.actions(all, "7")).containsExactly("donor.import.end");
    }

    @Test
    void who_signs_up_while_a_file_is_imported_stays_who_they_are_and_the_others_come_in() throws IOException {
        var meanwhile =
                aDonor().withEmail("donor12@" + domain).from("Elsewhere").build();
        var lines = IntStream.range(0, DonorRepository.MAX_AT_ONCE)
                .mapToObj(number -> line("donor" + number))
                .toArray(String[]::new);
        try (var interrupted =
                new TestTables(database.endpoint(), new BeforeFirstDonor(() -> tables.donors.add(meanwhile)))) {
            var imported = file(new Parts(interrupted), lines);
            imported.work();
            imported.begin();

            imported.work();

            assertThat(imported.state()).isEqualTo(DonorImportJob.State.FINISHED);
            assertThat(imported.figures())
                    .isEqualTo(new DonorImportJob.Figures(lines.length, lines.length, 0, 0, 0, lines.length - 1));
        }
        assertThat(stored()).isEqualTo(lines.length - 1);
        assertThat(tables.donors.find(meanwhile.id())).isPresent();
    }

    @Test
    void cities_that_look_misspelt_are_told_by_whoever_checks_the_file_and_counted_once() throws IOException {
        var parts = new Parts(all);
        var checked = file(
                parts,
                "Zoë,a@" + domain + ",Hilversum",
                "Zoë,b@" + domain + ",Hilversum",
                "Zoë,c@" + domain + ",Hilversum",
                "Zoë,d@" + domain + ",Hilversem");
        checked.work();
        var again = parts.stored(checked).checkedAgain(Map.of()).workedBy("other");

        var next = parts.open(parts.store.save(again).orElseThrow());
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
    void how_long_an_import_takes_is_told_once_it_can_be() throws IOException {
        var seconds = new AtomicLong();
        var parts = new Parts(all, () -> TimeUnit.SECONDS.toNanos(seconds.getAndAdd(2)));
        var lines = IntStream.range(0, 64)
                .mapToObj(number -> line("donor" + number))
                .toArray(String[]::new);
        var imported = file(parts, lines);
        imported.work();
        imported.begin();
        assertThat(imported.left()).isEmpty();
        imported.stop();
        imported.work();

        assertThat(imported.left()).hasValueSatisfying(left -> assertThat(left).isPositive());
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
                        ",,,,,5,\"A QUOTATION MARK IS OPENED IN THIS LINE AND NOT CLOSED, OR A CELL IS FAR TOO LONG.\"");
        var mended = text(written.toString().replace("no address", "jan@" + domain));
        mended.work();
        assertThat(mended.figures().fit()).isEqualTo(1);
    }

    /** Does something just before the first donor is stored. */
    private record BeforeFirstDonor(Runnable act, AtomicInteger donors) implements ExecutionInterceptor {

        BeforeFirstDonor(Runnable act) {
            this(act, new AtomicInteger());
        }

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            if (context.request() instanceof TransactWriteItemsRequest writes
                    && writes.transactItems().stream().anyMatch(BeforeFirstDonor::isOfDonor)
                    && donors.getAndIncrement() == 0) {
                act.run();
            }
        }

        private static boolean isOfDonor(TransactWriteItem write) {
            return write.put() != null
                    && Item.from(write.put().item()).partitionKey().startsWith("DONOR#");
        }
    }

    /** Ends a process in the middle of what it writes, as far as what it leaves behind tells. */
    private static final class Kill implements ExecutionInterceptor {

        private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

        @SuppressWarnings("serial")
        private static final class Dead extends Error {}

        void in(int transactions) {
            left.set(transactions);
        }

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            if (context.request() instanceof TransactWriteItemsRequest && left.decrementAndGet() < 0) {
                throw new Dead();
            }
        }
    }

    private static List<?> fileOf(DonorImport worked) {
        return all.client()
                .query(query -> query.tableName(all.tables().invitations())
                        .keyConditionExpression("PK = :file")
                        .expressionAttributeValues(Map.of(":file", AttributeValue.fromS("IMPORT#" + worked.id()))))
                .items();
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
        return file(new Parts(all), lines);
    }

    private DonorImport file(Parts parts, String... lines) throws IOException {
        return text(parts, "first_name,email,city\n" + String.join("\n", lines) + "\n");
    }

    private DonorImport text(String text) throws IOException {
        return text(new Parts(all), text);
    }

    private static DonorImport text(Parts parts, String text) throws IOException {
        var job = DonorImportJob.begun(RandomId.next(), "anna", "this", CLOCK.instant());
        return parts.open(parts.store.add(job, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** What an import works with. */
    private static final class Parts {

        private final TestTables tables;
        private final LongSupplier nanoTime;
        private final DonorImportRepository store;

        Parts(TestTables tables) {
            this(tables, System::nanoTime);
        }

        Parts(TestTables tables, LongSupplier nanoTime) {
            this.tables = tables;
            this.nanoTime = nanoTime;
            store = new DonorImportRepository(tables.client(), tables.tables(), tables.transactions(), CLOCK);
        }

        DonorImport open(DonorImportJob job) {
            var donors = new DonorTables(tables).donors;
            return new DonorImport(job, donors, store, TestAudit.audit(tables), CLOCK, nanoTime);
        }

        DonorImportJob stored(DonorImport worked) {
            return store.find(worked.id()).orElseThrow();
        }
    }
}
