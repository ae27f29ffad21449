package org.savealife.donor.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.savealife.donor.DonorBuilder.aDonor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.donor.City;
import org.savealife.donor.DonorQuery;
import org.savealife.donor.store.DonorRepository;
import org.savealife.donor.store.DonorTables;
import org.savealife.platform.RandomId;
import org.savealife.platform.dynamodb.BusyDatabase;
import org.savealife.platform.dynamodb.Item;
import org.savealife.platform.dynamodb.TestTables;
import org.savealife.platform.paging.Cursor;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** What happens to an import when the database is busy, a process ends, or a donor signs up meanwhile. */
class DonorImportRecoveryTest {

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
            var imported = new ImportedFiles(slow).file(lines);

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
            var files = new ImportedFiles(mortal, new AtomicLong()::incrementAndGet); // stores nothing on the way
            var imported = files.file(lines.toArray(String[]::new));
            imported.work();
            assertThat(imported.figures()).isEqualTo(new DonorImportJob.Figures(208, 200, 4, 4, 0, 0));
            imported.begin();
            kill.in(5);
            assertThatThrownBy(imported::work).isInstanceOf(Kill.Dead.class);
        }
        assertThat(stored()).isBetween(16L, 199L);
        var files = new ImportedFiles(all);
        var left = files.store.list().stream()
                .filter(job -> job.toImport() == 200 && job.isWorking())
                .findFirst()
                .orElseThrow();

        var next = files.open(files.store.save(left.workedBy("other")).orElseThrow());
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
        var files = new ImportedFiles(all);
        var imported = files.file(lines);
        imported.work();
        imported.begin();
        imported.stop();

        imported.work();

        assertThat(imported.isGivenBack()).isTrue();
        var left = files.stored(imported);
        assertThat(left.worker()).isEmpty();
        assertThat(left.figures().imported()).isEqualTo(DonorRepository.MAX_AT_ONCE);
        assertThat(left.line()).isEqualTo(DonorRepository.MAX_AT_ONCE + 1);
        var next = files.open(left);
        next.work();
        assertThat(next.figures()).isEqualTo(new DonorImportJob.Figures(100, 100, 0, 0, 0, 100));
        assertThat(stored()).isEqualTo(100);
    }

    @Test
    void an_import_that_another_process_has_taken_over_stores_no_more_of_how_far_it_is() throws IOException {
        var files = new ImportedFiles(all);
        var slow = files.file(line("zoe"), line("anna"));
        slow.work();
        slow.begin();
        var taken = files.store.save(files.stored(slow).workedBy("other")).orElseThrow();

        slow.work();

        assertThat(slow.isGivenBack()).isTrue();
        assertThat(files.stored(slow)).isEqualTo(taken);
        var next = files.open(taken);
        next.work();
        assertThat(next.figures()).isEqualTo(new DonorImportJob.Figures(2, 2, 0, 0, 0, 2));
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
            var imported = new ImportedFiles(interrupted).file(lines);
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
    void how_long_an_import_takes_is_told_once_it_can_be() throws IOException {
        var seconds = new AtomicLong();
        var files = new ImportedFiles(all, () -> TimeUnit.SECONDS.toNanos(seconds.getAndAdd(2)));
        var lines = IntStream.range(0, 64)
                .mapToObj(number -> line("donor" + number))
                .toArray(String[]::new);
        var imported = files.file(lines);
        imported.work();
        imported.begin();
        assertThat(imported.left()).isEmpty();
        imported.stop();
        imported.work();

        assertThat(imported.left()).hasValueSatisfying(left -> assertThat(left).isPositive());
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

    /** Ends a process in the middle of its writes, as far as the stored items show. */
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
}
