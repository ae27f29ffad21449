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
 * A file of donors on its way in. First it is <em>checked</em> from beginning to end, so that staff see what would come of
 * it; then, if they want it, <em>imported</em>: lines that are right and whose address is new. How far it is gets stored every
 * other second ({@link DonorImportJob}), so that any process can go on from there; a donor's id follows from import and address,
 * so that nobody comes in twice, or is counted twice, for it. A database that is busy or away is waited for, however long.
 *
 * <p>While it is worked the file lies on disk, and is read line by line; in memory are counts, the first lines, the first errors,
 * and 8 bytes an address. One thread works; others may look at it meanwhile.
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

    /** Whether it can be checked again, with columns where somebody says that they are; then nobody else can meanwhile. */
    synchronized boolean begin(Map<DonorCsv.Column, Integer> columns) {
        var ready = state() == State.CHECKED || state() == State.FAILED;
        var chosen = columns.entrySet().stream()
                .collect(Collectors.toMap(column -> column.getKey().word(), Map.Entry::getValue));
        return ready && becomes(job().checkedAgain(chosen));
    }

    /** Whether it is this caller's to import; then nobody else's any more. */
    synchronized boolean begin() {
        return state() == State.CHECKED && becomes(job().importing());
    }

    private boolean becomes(DonorImportJob next) {
        var stored = store.save(next);
        stored.ifPresent(state::begin);
        state.giveBack(stored.isEmpty());
        return stored.isPresent();
    }

    /** Does what is to be done, from where it was left: checks, or imports. */
    void work() {
        new DonorImportTask(state, file, donors, store, audit, clock, nanoTime).run();
    }

    /**
     * Writes the lines that cannot be imported as a CSV file: as they are, with what is wrong behind, so that they can be mended
     * and imported ({@link CsvResponse}). The writer stays open.
     *
     * @param words what to call a message of ours
     * @throws IllegalArgumentException if the file is no CSV, or is kept no more
     */
    void writeErrors(Writer writer, UnaryOperator<String> words) throws IOException {
        file.writeErrors(writer, words);
    }

    /** Has the work given back as soon as can be, since this process ends. */
    void stop() {
        state.end();
    }

    /** Whether another process has it, and this one knows no more. */
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

    /** Whether the database does not answer just now. */
    public boolean isWaiting() {
        return state.isWaiting();
    }

    /** How long an import takes from now on; nothing where that cannot be told. */
    public Optional<Duration> left() {
        return state.left(nanoTime.getAsLong());
    }

    /** The first lines that cannot be imported. */
    public List<DonorImportError> errors() {
        return state.errors();
    }

    /** Whether more lines than these cannot be imported. */
    public boolean isErrorsLeftOut() {
        return state.isErrorsLeftOut();
    }

    /** The line of the file that names its columns, once it was read. */
    Optional<DonorCsvReader.Head> head() {
        return state.head();
    }

    /** How many the check found fit, once they are being imported. */
    public long toImport() {
        return job().toImport();
    }

    /** How many donors come without a blood type, since what stands for it is none. */
    public long withoutType() {
        return state.withoutType();
    }

    /** The first of their lines. */
    public List<Long> linesWithoutType() {
        return state.linesWithoutType();
    }

    /** Where the donors live whose lines are right. */
    FileCities cities() {
        return state.cities();
    }

    /** The first donors who can. */
    public List<Donor> preview() {
        return state.preview();
    }

    public String failure() {
        return job().failure();
    }
}
