package org.savealife.donor.csv;

import java.io.IOException;
import java.io.Writer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.savealife.donor.Donor;
import org.savealife.donor.csv.DonorImportJob.Figures;
import org.savealife.donor.csv.DonorImportJob.State;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.http.CsvResponse;

/**
 * An import of donors from a file. First the file is <em>checked</em> from beginning to end, so that staff see the
 * result in advance. If they want it, the file is then <em>imported</em>: all lines that are valid and have a new
 * address. The progress is stored every two seconds ({@link DonorImportJob}), so that any process can continue from
 * there. A donor's id is derived from import and address, so that continuing neither stores nor counts anybody twice. A
 * database that is busy or absent is waited for, however long.
 *
 * <p>While an import is worked on, its file lies on disk and is read line by line. Memory holds counts, the first
 * lines, the first errors, and 8 bytes for each address. One thread works, others may look at it meanwhile.
 */
public final class DonorImport {

    private final DonorRepository donors;
    private final DonorImportRepository store;
    private final AuditLog audit;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final DonorImportState state;
    private final DonorImportFile file;

    /**
     * @param job as it is stored
     * @param nanoTime {@link System#nanoTime()}
     */
    DonorImport(
            DonorImportJob job,
            DonorRepository donors,
            DonorImportRepository store,
            AuditLog audit,
            Clock clock,
            LongSupplier nanoTime) {
        this.donors = donors;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
        this.nanoTime = nanoTime;
        state = new DonorImportState(job, nanoTime.getAsLong());
        file = new DonorImportFile(state, store, clock);
    }

    /**
     * Prepares another check, with columns that a person chose. Returns false if the import is not in a state for it,
     * or another caller was faster.
     */
    synchronized boolean begin(Map<DonorCsv.Column, Integer> columns) {
        var ready = state() == State.CHECKED || state() == State.FAILED;
        var chosen = columns.entrySet().stream()
                .collect(Collectors.toMap(column -> column.getKey().word(), Map.Entry::getValue));
        return ready && becomes(job().checkedAgain(chosen));
    }

    /** Prepares the import of a checked file. Returns false if another caller has done so before. */
    synchronized boolean begin() {
        return state() == State.CHECKED && becomes(job().importing());
    }

    private boolean becomes(DonorImportJob next) {
        var stored = store.save(next);
        stored.ifPresent(state::begin);
        state.giveBack(stored.isEmpty());
        return stored.isPresent();
    }

    /** Checks or imports the file, from where it was left. */
    void work() {
        new DonorImportTask(state, file, donors, store, audit, clock, nanoTime).run();
    }

    /**
     * Writes the lines that cannot be imported as a CSV file: each as it is, followed by the problem, so that they can
     * be corrected and imported ({@link CsvResponse}). The writer stays open.
     *
     * @param words translates a message of ours
     * @throws IllegalArgumentException if the file is no CSV, or is no longer kept
     */
    void writeErrors(Writer writer, UnaryOperator<String> words) throws IOException {
        file.writeErrors(writer, words);
    }

    /** Makes the work stop and be given back as soon as possible, because this process ends. */
    void stop() {
        state.end();
    }

    /** Whether another process works on the import now, so that this object is out of date. */
    boolean isGivenBack() {
        return state.isGivenBack();
    }

    boolean isOf(String caller) {
        return job().owner().equals(caller);
    }

    public String id() {
        return job().id();
    }

    DonorImportJob job() {
        return state.job();
    }

    public State state() {
        return job().state();
    }

    public boolean isWorking() {
        return job().isWorking();
    }

    public Figures figures() {
        return job().figures();
    }

    /** Whether the database does not answer at the moment. */
    public boolean isWaiting() {
        return state.isWaiting();
    }

    /** The estimated time until the import is finished; nothing if that cannot be told. */
    public Optional<Duration> left() {
        return state.left(nanoTime.getAsLong());
    }

    /** The first lines that cannot be imported. */
    public List<DonorImportError> errors() {
        return state.errors();
    }

    /** Whether there are more lines that cannot be imported than {@link #errors} has. */
    public boolean isErrorsLeftOut() {
        return state.isErrorsLeftOut();
    }

    /** The line of the file that names its columns, once it has been read. */
    Optional<DonorCsvReader.Head> head() {
        return state.head();
    }

    /** During and after the import: how many lines the check found valid and new. */
    public long toImport() {
        return job().toImport();
    }

    /** How many donors have no blood type because the text for it is none. */
    public long withoutType() {
        return state.withoutType();
    }

    /** The first lines without a blood type. */
    public List<Long> linesWithoutType() {
        return state.linesWithoutType();
    }

    /** The cities of the valid lines. */
    FileCities cities() {
        return state.cities();
    }

    /** The first donors that can be imported. */
    public List<Donor> preview() {
        return state.preview();
    }

    public String failure() {
        return job().failure();
    }
}
