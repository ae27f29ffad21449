package org.savealife.donor.csv;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.savealife.donor.Donor;
import org.savealife.donor.csv.DonorImportJob.Figures;
import org.savealife.donor.csv.DonorImportJob.State;
import org.savealife.platform.error.InvalidField;
import org.savealife.platform.retry.DatabaseRetry;

/**
 * All that this process knows about an import of donors: the job as it was stored last, with the changes made since,
 * and the contents found in the file. One thread works on it, others may look at it meanwhile.
 */
final class DonorImportState {

    static final int MAX_ERRORS = 100;
    static final int PREVIEW = 5;
    private static final int MAX_UNTYPED = 20;

    /** The speed is told only after this time. */
    private static final Duration MIN_MEASURED = Duration.ofSeconds(3);

    private final List<DonorImportError> errors = new ArrayList<>();
    private final List<Long> untyped = new ArrayList<>();
    private final List<Donor> preview = new ArrayList<>();
    private final FileCities cities = new FileCities();
    private DonorImportJob job;
    private long allUntyped;
    private Optional<DonorCsvReader.Head> head = Optional.empty();
    private boolean waiting;
    private volatile boolean ending;
    private volatile boolean givenBack;

    /** {@link System#nanoTime()} when the work began. */
    private long begunAt;

    private long importedBefore;

    /** Ends the work, because another process continues it now or later. */
    static final class GivenBackException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /**
     * @param job as it is stored
     * @param nanoTime {@link System#nanoTime()} now
     */
    DonorImportState(DonorImportJob job, long nanoTime) {
        this.job = job;
        begunAt = nanoTime;
    }

    synchronized DonorImportJob job() {
        return job;
    }

    synchronized void change(UnaryOperator<DonorImportJob> change) {
        job = change.apply(job);
    }

    /** Begins the next step of the job, with nothing found yet. */
    synchronized void begin(DonorImportJob next) {
        job = next;
        forget();
    }

    private void forget() {
        errors.clear();
        untyped.clear();
        allUntyped = 0;
        preview.clear();
        cities.clear();
    }

    /** Calls the database until it answers, however long that takes. */
    <T> T untilItAnswers(Supplier<T> call) {
        return DatabaseRetry.patiently(call, this::waitWhile);
    }

    private synchronized void waitWhile(boolean away) {
        waiting = away;
        if (away && ending) {
            throw new GivenBackException();
        }
    }

    /** Whether the database does not answer at the moment. */
    synchronized boolean isWaiting() {
        return waiting;
    }

    /** Makes the work stop and be given back as soon as possible. */
    void end() {
        ending = true;
    }

    boolean isEnding() {
        return ending;
    }

    void giveBack(boolean back) {
        givenBack = back;
    }

    boolean isGivenBack() {
        return givenBack;
    }

    /** Starts to measure how fast donors are imported. */
    synchronized void measure(long nanoTime) {
        begunAt = nanoTime;
        importedBefore = job.figures().imported();
    }

    /** See {@link DonorImport#left}. */
    synchronized Optional<Duration> left(long nanoTime) {
        var elapsed = nanoTime - begunAt;
        var done = job.figures().imported() - importedBefore;
        return job.state() != State.IMPORTING || waiting || done <= 0 || elapsed < MIN_MEASURED.toNanos()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.round((double) elapsed
                        / done
                        * (job.toImport() - job.figures().imported()))));
    }

    /** Starts to count the lines again. The results of lines that were imported before are kept. */
    synchronized void found(DonorCsvReader.Head read, boolean importing) {
        head = Optional.of(read);
        forget();
        var before = importing ? job.figures() : Figures.NONE;
        job = job.counting(new Figures(0, before.fit(), 0, 0, before.known(), before.imported()), job.line());
    }

    void count(long lines, long wrong, long repeated) {
        change(now -> now.counting(now.figures().plus(new Figures(lines, 0, wrong, repeated, 0, 0)), now.line()));
    }

    synchronized void note(DonorCsvReader.Line line, List<InvalidField> fields) {
        for (var field : fields) {
            if (errors.size() < MAX_ERRORS) {
                errors.add(new DonorImportError(
                        line.number(), field.field(), line.signup().text(field.field()), field.message()));
            }
        }
    }

    synchronized void noteType(DonorCsvReader.Line line) {
        if (line.untyped() && allUntyped++ < MAX_UNTYPED) {
            untyped.add(line.number());
        }
    }

    synchronized void show(List<Donor> fresh) {
        fresh.stream().limit(Math.max(0, PREVIEW - preview.size())).forEach(preview::add);
    }

    synchronized List<DonorImportError> errors() {
        return List.copyOf(errors);
    }

    synchronized boolean isErrorsLeftOut() {
        return job.figures().wrong()
                > errors.stream().map(DonorImportError::line).distinct().count();
    }

    synchronized Optional<DonorCsvReader.Head> head() {
        return head;
    }

    synchronized long withoutType() {
        return allUntyped;
    }

    synchronized List<Long> linesWithoutType() {
        return List.copyOf(untyped);
    }

    FileCities cities() {
        return cities;
    }

    synchronized List<Donor> preview() {
        return List.copyOf(preview);
    }
}
