package org.savealife.donor.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DonorImportMonitorTest {

    private static final long SILENT = DonorImportMonitor.ABANDONED.toNanos();

    private final DonorImportMonitor watch = new DonorImportMonitor("this");
    private long now = 1_000;

    @Test
    void an_import_whose_process_stores_nothing_any_more_is_anybodys_after_a_while() {
        var left = job("other", 7);

        assertThat(look(left)).isEmpty();
        now += SILENT - 1;
        assertThat(look(left)).isEmpty();
        now += 1;
        assertThat(look(left)).containsExactly(left);
    }

    @Test
    void an_import_whose_process_goes_on_storing_is_its_own() {
        for (var beat = 1; beat < 10; beat++) {
            assertThat(look(job("other", beat))).isEmpty();
            now += SILENT - 1;
        }
    }

    @Test
    void an_import_that_was_given_back_is_anybodys_at_once() {
        assertThat(look(job("", 3))).hasSize(1);
    }

    @Test
    void what_this_process_works_is_left_alone_however_long_the_database_takes() {
        var mine = job("this", 3);
        watch.abandoned(List.of(mine), id -> true, now);
        now += 2 * SILENT;

        assertThat(watch.abandoned(List.of(mine), id -> true, now)).isEmpty();
        assertThat(look(mine)).as("what it has lost track of is not").containsExactly(mine);
    }

    @Test
    void an_import_that_waits_for_staff_or_has_ended_is_nobodys() {
        var checked = job("", 3).ended(DonorImportJob.State.CHECKED, "");

        assertThat(look(checked)).isEmpty();
        assertThat(look(job("", 3).ended(DonorImportJob.State.FINISHED, ""))).isEmpty();
    }

    private List<DonorImportJob> look(DonorImportJob job) {
        return watch.abandoned(List.of(job), id -> false, now);
    }

    private static DonorImportJob job(String worker, long beat) {
        return new DonorImportJob(
                "1",
                "anna",
                Instant.EPOCH,
                DonorImportJob.State.IMPORTING,
                java.util.Map.of(),
                DonorImportJob.Figures.NONE,
                10,
                0,
                "",
                worker,
                beat,
                Instant.EPOCH);
    }
}
