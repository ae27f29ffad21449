package org.savealife.donor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.savealife.platform.DatabaseWait;
import org.savealife.platform.Fields;
import org.savealife.platform.InvalidFieldsException;

/**
 * A file of donors on its way in. First it is <em>checked</em> from beginning to end, so that staff see what would come of
 * it; then, if they want it, <em>imported</em>: lines that are right and whose address is new. The file stays on disk and
 * is read line by line both times; in memory are counts, the first lines, the first errors, and 8 bytes an address. To
 * import a file again does no harm, so one that was interrupted is simply taken once more. A database that is busy or away
 * is waited for ({@link DatabaseWait}).
 *
 * <p>One thread works; others may look at it meanwhile.
 */
public final class DonorImport {

    /** How far it is. */
    public enum State {
        CHECKING,
        CHECKED,
        IMPORTING,
        FINISHED,
        /** The file cannot be read, or the database was gone; {@link #failure()} says what to do. */
        FAILED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A line that cannot be imported, and why. */
    public record Wrong(long line, String column, String message) {}

    /**
     * @param lines with something in them, without the head
     * @param fit that are right and new
     * @param wrong that cannot be imported
     * @param repeated whose address is in an earlier line
     * @param known whose address belongs to a donor already
     */
    public record Figures(long lines, long fit, long wrong, long repeated, long known, long imported) {}

    private static final Fields.Invalid BROKEN = new Fields.Invalid(
            "", "A quotation mark is opened in this line and not closed, or a cell is far too long.");

    static final int MOST_ERRORS = 100;
    static final int PREVIEW = 5;
    private static final int MOST_UNTYPED = 20;

    private final String owner;
    private final Path file;
    private final Instant startedAt;
    private final DonorRepository donors;
    private final Clock clock;
    private final List<Wrong> errors = new ArrayList<>();
    private final List<Long> untyped = new ArrayList<>();
    private long allUntyped;
    private final List<Donor> preview = new ArrayList<>();
    private final FileCities cities = new FileCities();
    private State state = State.CHECKING;
    private long toImport;
    private Figures figures = new Figures(0, 0, 0, 0, 0, 0);
    private String failure = "";
    private Map<DonorCsv.Column, Integer> chosen = Map.of();
    private Optional<DonorCsvReader.Head> head = Optional.empty();

    DonorImport(String owner, Path file, DonorRepository donors, Clock clock) {
        this.owner = owner;
        this.file = file;
        this.donors = donors;
        this.clock = clock;
        startedAt = clock.instant();
    }

    void check() {
        work(State.CHECKED, several -> {});
    }

    /** Whether it can be checked again, with columns where somebody says that they are; then nobody else can meanwhile. */
    synchronized boolean begin(Map<DonorCsv.Column, Integer> columns) {
        var ready = state == State.CHECKED || state == State.FAILED;
        if (ready) {
            state = State.CHECKING;
            chosen = Map.copyOf(columns);
            failure = "";
            forget();
        }
        return ready;
    }

    private void forget() {
        errors.clear();
        untyped.clear();
        allUntyped = 0;
        preview.clear();
        cities.clear();
        figures = new Figures(0, 0, 0, 0, 0, 0);
    }

    private synchronized Map<DonorCsv.Column, Integer> chosen() {
        return chosen;
    }

    private synchronized void found(DonorCsvReader.Head read) {
        head = Optional.of(read);
    }

    /** Whether it is this caller's to begin; then nobody else's any more. */
    synchronized boolean begin() {
        var ready = state == State.CHECKED;
        if (ready) {
            state = State.IMPORTING;
            toImport = figures.fit;
            forget();
        }
        return ready;
    }

    void importAll() {
        work(State.FINISHED, this::store);
        delete();
    }

    private void work(State end, Consumer<List<Donor>> store) {
        try (var reader = DonorCsvReader.open(file, chosen())) {
            found(reader.head());
            reader.checkColumns();
            var seen = new HashSet<Long>();
            var batch = new ArrayList<Donor>();
            reader.forEach(line -> {
                read(line, seen, batch);
                if (batch.size() == DonorRepository.MOST_AT_ONCE) {
                    settle(batch, store);
                }
            });
            settle(batch, store);
            become(end, "");
        } catch (IllegalArgumentException unreadable) {
            become(State.FAILED, String.valueOf(unreadable.getMessage()));
        } catch (IOException | RuntimeException broken) {
            System.getLogger(DonorImport.class.getName())
                    .log(System.Logger.Level.WARNING, "An import of donors was interrupted", broken);
            become(State.FAILED, "It was interrupted. Import the file again: who is in already is left out.");
        }
    }

    private void read(DonorCsvReader.Line line, Set<Long> seen, List<Donor> batch) {
        if (line.broken()) {
            add(1, 0, 1, 0, 0);
            note(line.number(), List.of(BROKEN));
            return;
        }
        try {
            var donor = line.signup().donor(clock.instant());
            if (seen.add(hash(donor.email().normalised()))) {
                batch.add(donor);
                cities.add(donor.city());
                add(1, 0, 0, 0, 0);
                noteType(line);
            } else {
                add(1, 0, 0, 1, 0);
            }
        } catch (InvalidFieldsException wrong) {
            add(1, 0, 1, 0, 0);
            note(line.number(), wrong.fields());
        }
    }

    private void settle(List<Donor> batch, Consumer<List<Donor>> store) {
        var fresh = DatabaseWait.get(() -> donors.unknown(batch));
        store.accept(fresh);
        add(0, fresh.size(), 0, 0, batch.size() - fresh.size());
        show(fresh);
        batch.clear();
    }

    private void store(List<Donor> fresh) {
        if (fresh.isEmpty()) {
            return;
        }
        try {
            DatabaseWait.run(() -> donors.addAll(fresh));
            imported(fresh.size());
        } catch (AddressTakenException meanwhile) {
            fresh.forEach(this::storeOne);
        }
    }

    private void storeOne(Donor donor) {
        try {
            DatabaseWait.run(() -> donors.add(donor));
            imported(1);
        } catch (AddressTakenException meanwhile) {
            // signed up while the file was read: in already, as was to be
        }
    }

    private synchronized void add(long lines, long fit, long wrong, long repeated, long known) {
        figures = new Figures(
                figures.lines + lines,
                figures.fit + fit,
                figures.wrong + wrong,
                figures.repeated + repeated,
                figures.known + known,
                figures.imported);
    }

    private synchronized void imported(long more) {
        figures = new Figures(
                figures.lines, figures.fit, figures.wrong, figures.repeated, figures.known, figures.imported + more);
    }

    private synchronized void note(long line, List<Fields.Invalid> fields) {
        for (var field : fields) {
            if (errors.size() < MOST_ERRORS) {
                errors.add(new Wrong(line, field.field(), field.message()));
            }
        }
    }

    private synchronized void noteType(DonorCsvReader.Line line) {
        if (line.untyped() && allUntyped++ < MOST_UNTYPED) {
            untyped.add(line.number());
        }
    }

    private synchronized void show(List<Donor> fresh) {
        fresh.stream().limit(Math.max(0, PREVIEW - preview.size())).forEach(preview::add);
    }

    private synchronized void become(State next, String why) {
        state = next;
        failure = why;
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            throw new UncheckedIOException("The file of an import cannot be deleted.", stays);
        }
    }

    private static long hash(String address) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(address.getBytes(StandardCharsets.UTF_8));
            return java.nio.ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    boolean isOf(String caller) {
        return owner.equals(caller);
    }

    Instant startedAt() {
        return startedAt;
    }

    public synchronized State state() {
        return state;
    }

    public synchronized boolean isWorking() {
        return state == State.CHECKING || state == State.IMPORTING;
    }

    public synchronized Figures figures() {
        return figures;
    }

    /** The first lines that cannot be imported. */
    public synchronized List<Wrong> errors() {
        return List.copyOf(errors);
    }

    /** Whether more lines than these cannot be imported. */
    public synchronized boolean isErrorsLeftOut() {
        return figures.wrong > errors.stream().map(Wrong::line).distinct().count();
    }

    /** The line of the file that names its columns, once it was read. */
    synchronized Optional<DonorCsvReader.Head> head() {
        return head;
    }

    /** How many the check found fit, once they are being imported. */
    public synchronized long toImport() {
        return toImport;
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

    public synchronized String failure() {
        return failure;
    }
}
