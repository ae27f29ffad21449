package org.savealife.donor.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.savealife.donor.AddressTakenException;
import org.savealife.donor.Donor;
import org.savealife.donor.csv.DonorImportJob.Figures;
import org.savealife.donor.csv.DonorImportJob.State;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.Sha256;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.http.CsvResponse;
import org.savealife.platform.retry.DatabaseRetry;

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

    /**
     * A line that cannot be imported, and why.
     *
     * @param value what stands in that column; "" for nothing, or where the line as a whole is wrong
     */
    public record Wrong(long line, String column, String value, String message) {}

    private static final System.Logger LOG = System.getLogger(DonorImport.class.getName());

    private static final FieldValidator.Invalid BROKEN = new FieldValidator.Invalid(
            "", "A quotation mark is opened in this line and not closed, or a cell is far too long.");

    static final int MAX_ERRORS = 100;
    static final int PREVIEW = 5;
    private static final int MAX_UNTYPED = 20;
    private static final int ID_DIGITS = 32;

    private static final Duration STORED_EVERY = Duration.ofSeconds(2);

    /** Before that nobody can tell how quickly it goes. */
    private static final Duration MIN_MEASURED = Duration.ofSeconds(3);

    private final DonorRepository donors;
    private final DonorImportRepository store;
    private final AuditLog audit;
    private final Clock clock;

    private final List<Wrong> errors = new ArrayList<>();
    private final List<Long> untyped = new ArrayList<>();
    private final List<Donor> preview = new ArrayList<>();
    private final FileCities cities = new FileCities();
    private DonorImportJob job;
    private long allUntyped;
    private Optional<DonorCsvReader.Head> head = Optional.empty();
    private boolean waiting;
    private volatile boolean ending;
    private volatile boolean givenBack;

    /** {@link System#nanoTime()}. */
    LongSupplier nanoTime = System::nanoTime;

    private long storedAt = nanoTime.getAsLong();
    private long begunAt = nanoTime.getAsLong();
    private long importedBefore;

    /** Ends the work: another process goes on with it, or will. */
    private static final class GivenBackException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** @param job as it is stored */
    DonorImport(DonorImportJob job, DonorRepository donors, DonorImportRepository store, AuditLog audit, Clock clock) {
        this.job = job;
        this.donors = donors;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /** Whether it can be checked again, with columns where somebody says that they are; then nobody else can meanwhile. */
    synchronized boolean begin(Map<DonorCsv.Column, Integer> columns) {
        var ready = job.state() == State.CHECKED || job.state() == State.FAILED;
        var chosen = columns.entrySet().stream()
                .collect(Collectors.toMap(column -> column.getKey().word(), Map.Entry::getValue));
        return ready && becomes(job.checkedAgain(chosen));
    }

    /** Whether it is this caller's to import; then nobody else's any more. */
    synchronized boolean begin() {
        return job.state() == State.CHECKED && becomes(job.importing());
    }

    private boolean becomes(DonorImportJob next) {
        var stored = store.save(next);
        stored.ifPresent(now -> {
            job = now;
            forget();
        });
        givenBack = stored.isEmpty();
        return stored.isPresent();
    }

    private void forget() {
        errors.clear();
        untyped.clear();
        allUntyped = 0;
        preview.clear();
        cities.clear();
    }

    /** Does what is to be done, from where it was left: checks, or imports. */
    void work() {
        try {
            begunAt = nanoTime.getAsLong();
            importedBefore = figures().imported();
            withFile(this::read);
        } catch (GivenBackException elsewhere) {
            leave();
        } catch (IllegalArgumentException unreadable) {
            end(State.FAILED, String.valueOf(unreadable.getMessage()));
        } catch (IOException | RuntimeException broken) {
            LOG.log(System.Logger.Level.WARNING, "The import of donors " + id() + " was interrupted", broken);
            if (!ending && !Thread.currentThread().isInterrupted()) {
                end(State.FAILED, "It was interrupted. Import the file again: who is in already is left out.");
            }
        }
    }

    @FunctionalInterface
    private interface Reading {

        void read(Path file) throws IOException;
    }

    private void withFile(Reading reading) throws IOException {
        var file = Files.createTempFile("savealife-import-", ".csv");
        try {
            untilItAnswers(() -> {
                try {
                    store.fetch(id(), file);
                    return true;
                } catch (IOException unwritable) {
                    throw new UncheckedIOException(unwritable);
                }
            });
            reading.read(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void read(Path file) throws IOException {
        var importing = state() == State.IMPORTING;
        try (var reader = DonorCsvReader.open(file, chosen())) {
            found(reader.head(), importing);
            reader.checkColumns();
            var seen = new HashSet<Long>();
            var batch = new ArrayList<Donor>();
            reader.forEach(line -> {
                read(line, seen, batch);
                if (batch.size() == DonorRepository.MAX_AT_ONCE) {
                    settle(batch, importing, line.number());
                }
            });
            settle(batch, importing, Long.MAX_VALUE);
        }
        end(importing ? State.FINISHED : State.CHECKED, "");
    }

    private Map<DonorCsv.Column, Integer> chosen() {
        var columns = new EnumMap<DonorCsv.Column, Integer>(DonorCsv.Column.class);
        for (var column : DonorCsv.Column.values()) {
            Optional.ofNullable(job().columns().get(column.word())).ifPresent(place -> columns.put(column, place));
        }
        return columns;
    }

    private void read(DonorCsvReader.Line line, Set<Long> seen, List<Donor> batch) {
        if (line.broken()) {
            count(1, 1, 0);
            note(line, List.of(BROKEN));
            return;
        }
        try {
            var donor = identified(line.signup().donor(clock.instant()));
            var repeated = !seen.add(hash(donor.email().normalised()));
            count(1, 0, repeated ? 1 : 0);
            if (!repeated) {
                cities.add(donor.city());
                noteType(line);
                if (line.number() > job().line()) {
                    batch.add(donor);
                }
            }
        } catch (InvalidFieldsException wrong) {
            count(1, 1, 0);
            note(line, wrong.fields());
        }
    }

    /** The same each time that the file is read. */
    private Donor identified(Donor donor) {
        return donor.withId(Sha256.of(id() + "/" + donor.email().normalised()).substring(0, ID_DIGITS));
    }

    private void settle(List<Donor> batch, boolean importing, long upTo) {
        var owners = batch.isEmpty() ? Map.<String, String>of() : untilItAnswers(() -> donors.owners(batch));
        var ours = batch.stream()
                .filter(donor -> donor.id().equals(owners.get(donor.email().normalised())))
                .toList();
        var fresh = batch.stream()
                .filter(donor -> !owners.containsKey(donor.email().normalised()))
                .toList();
        var imported = importing ? ours.size() + store(fresh) : 0;
        var fit = ours.size() + fresh.size();
        change(now -> now.counting(
                now.figures().plus(new Figures(0, fit, 0, 0, batch.size() - fit, imported)),
                importing ? upTo : now.line()));
        show(fresh);
        batch.clear();
        if (ending) {
            giveBack();
        }
        if (nanoTime.getAsLong() - storedAt > STORED_EVERY.toNanos()) {
            save(job());
        }
    }

    /** @return how many are in */
    private int store(List<Donor> fresh) {
        if (fresh.isEmpty()) {
            return 0;
        }
        try {
            untilItAnswers(() -> {
                donors.addAll(fresh);
                return true;
            });
            return fresh.size();
        } catch (AddressTakenException meanwhile) {
            return (int) fresh.stream().filter(this::isIn).count();
        }
    }

    /** Not where somebody signed up with the address while the file was read. */
    private boolean isIn(Donor donor) {
        try {
            return untilItAnswers(() -> {
                donors.add(donor);
                return true;
            });
        } catch (AddressTakenException meanwhile) {
            return false;
        }
    }

    private <T> T untilItAnswers(Supplier<T> call) {
        return DatabaseRetry.patiently(call, this::waitWhile);
    }

    private synchronized void waitWhile(boolean away) {
        waiting = away;
        if (away && ending) {
            throw new GivenBackException();
        }
    }

    private void giveBack() {
        save(job().workedBy(""));
        throw new GivenBackException();
    }

    private void save(DonorImportJob next) {
        var stored = untilItAnswers(() -> store.save(next)).orElseThrow(GivenBackException::new);
        change(now -> stored);
        storedAt = nanoTime.getAsLong();
    }

    private void end(State state, String why) {
        var wasImporting = state() == State.IMPORTING;
        var next = job().ended(state, why);
        try {
            var stored = untilItAnswers(() -> wasImporting ? recorded(next) : store.save(next))
                    .orElseThrow(GivenBackException::new);
            if (state == State.FINISHED && next.figures().wrong() == 0) {
                untilItAnswers(() -> {
                    store.deleteFile(id());
                    return true;
                });
            }
            change(now -> stored);
        } catch (GivenBackException elsewhere) {
            leave();
        }
    }

    private void leave() {
        givenBack = true;
        LOG.log(System.Logger.Level.INFO, "The import of donors {0} is left to another process", id());
    }

    /** What came of an import is told in the audit. */
    private Optional<DonorImportJob> recorded(DonorImportJob ended) {
        return ended.state() == State.FINISHED
                ? audit.recording(
                        ended.owner(),
                        "donor.import.end",
                        String.valueOf(ended.figures().imported()),
                        () -> store.save(ended))
                : audit.recording(ended.owner(), "donor.import.fail", ended.id(), () -> store.save(ended));
    }

    private void count(long lines, long wrong, long repeated) {
        change(now -> now.counting(now.figures().plus(new Figures(lines, 0, wrong, repeated, 0, 0)), now.line()));
    }

    private synchronized void change(UnaryOperator<DonorImportJob> change) {
        job = change.apply(job);
    }

    /** Lines are counted anew; what became of those that were imported before is known. */
    private synchronized void found(DonorCsvReader.Head read, boolean importing) {
        head = Optional.of(read);
        forget();
        var before = importing ? job.figures() : Figures.NONE;
        job = job.counting(new Figures(0, before.fit(), 0, 0, before.known(), before.imported()), job.line());
    }

    private synchronized void note(DonorCsvReader.Line line, List<FieldValidator.Invalid> fields) {
        for (var field : fields) {
            if (errors.size() < MAX_ERRORS) {
                errors.add(new Wrong(line.number(), field.field(), line.signup().text(field.field()), field.message()));
            }
        }
    }

    private synchronized void noteType(DonorCsvReader.Line line) {
        if (line.untyped() && allUntyped++ < MAX_UNTYPED) {
            untyped.add(line.number());
        }
    }

    private synchronized void show(List<Donor> fresh) {
        fresh.stream().limit(Math.max(0, PREVIEW - preview.size())).forEach(preview::add);
    }

    private static long hash(String address) {
        return Long.parseUnsignedLong(Sha256.of(address).substring(0, Long.BYTES * 2), 16);
    }

    /**
     * Writes the lines that cannot be imported as a CSV file: as they are, with what is wrong behind, so that they can be mended
     * and imported ({@link CsvResponse}). The writer stays open.
     *
     * @param words what to call a message of ours
     * @throws IllegalArgumentException if the file is no CSV, or is kept no more
     */
    void writeErrors(Writer writer, UnaryOperator<String> words) throws IOException {
        withFile(file -> {
            try (var reader = DonorCsvReader.open(file, chosen())) {
                reader.checkColumns();
                writeErrors(reader, writer, words);
            }
        });
    }

    private void writeErrors(DonorCsvReader reader, Writer writer, UnaryOperator<String> words) throws IOException {
        try (var csv = CsvResponse.begin(writer, DonorCsv.HEAD_OF_ERRORS)) {
            reader.forEach(line -> errorsOf(line).ifPresent(wrong -> {
                try {
                    csv.row(DonorCsv.errorRow(line, wrong, words));
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
            }));
        }
    }

    private Optional<List<FieldValidator.Invalid>> errorsOf(DonorCsvReader.Line line) {
        if (line.broken()) {
            return Optional.of(List.of(BROKEN));
        }
        try {
            var unused = line.signup().donor(clock.instant());
            return Optional.empty();
        } catch (InvalidFieldsException wrong) {
            return Optional.of(wrong.fields());
        }
    }

    /** Has the work given back as soon as can be, since this process ends. */
    void stop() {
        ending = true;
    }

    /** Whether another process has it, and this one knows no more. */
    boolean isGivenBack() {
        return givenBack;
    }

    boolean isOf(String caller) {
        return job().owner().equals(caller);
    }

    public String id() {
        return job().id();
    }

    synchronized DonorImportJob job() {
        return job;
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
    public synchronized boolean isWaiting() {
        return waiting;
    }

    /** How long an import takes from now on; nothing where that cannot be told. */
    public synchronized Optional<Duration> left() {
        var elapsed = nanoTime.getAsLong() - begunAt;
        var done = job.figures().imported() - importedBefore;
        return job.state() != State.IMPORTING || waiting || done <= 0 || elapsed < MIN_MEASURED.toNanos()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.round((double) elapsed
                        / done
                        * (job.toImport() - job.figures().imported()))));
    }

    /** The first lines that cannot be imported. */
    public synchronized List<Wrong> errors() {
        return List.copyOf(errors);
    }

    /** Whether more lines than these cannot be imported. */
    public synchronized boolean isErrorsLeftOut() {
        return job.figures().wrong()
                > errors.stream().map(Wrong::line).distinct().count();
    }

    /** The line of the file that names its columns, once it was read. */
    synchronized Optional<DonorCsvReader.Head> head() {
        return head;
    }

    /** How many the check found fit, once they are being imported. */
    public long toImport() {
        return job().toImport();
    }

    /** How many donors come without a blood type, since what stands for it is none. */
    public synchronized long withoutType() {
        return allUntyped;
    }

    /** The first of their lines. */
    public synchronized List<Long> linesWithoutType() {
        return List.copyOf(untyped);
    }

    /** Where the donors live whose lines are right. */
    FileCities cities() {
        return cities;
    }

    /** The first donors who can. */
    public synchronized List<Donor> preview() {
        return List.copyOf(preview);
    }

    public String failure() {
        return job().failure();
    }
}
