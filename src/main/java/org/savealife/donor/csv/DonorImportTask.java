package org.savealife.donor.csv;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.savealife.donor.AddressTakenException;
import org.savealife.donor.Donor;
import org.savealife.donor.csv.DonorImportJob.Figures;
import org.savealife.donor.csv.DonorImportJob.State;
import org.savealife.donor.csv.DonorImportState.GivenBackException;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.Sha256;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.InvalidFieldsException;

/** Checks or imports the file of an import, line by line, from where it was left. For one thread, and one run. */
final class DonorImportTask {

    private static final System.Logger LOG = System.getLogger(DonorImportTask.class.getName());

    private static final int ID_DIGITS = 32;

    private static final Duration STORED_EVERY = Duration.ofSeconds(2);

    private final DonorImportState state;
    private final DonorImportFile file;
    private final DonorRepository donors;
    private final DonorImportRepository store;
    private final AuditLog audit;
    private final Clock clock;
    private final LongSupplier nanoTime;

    private final boolean importing;
    private final Set<Long> seen = new HashSet<>();
    private final List<Donor> batch = new ArrayList<>();
    private long storedAt;

    DonorImportTask(
            DonorImportState state,
            DonorImportFile file,
            DonorRepository donors,
            DonorImportRepository store,
            AuditLog audit,
            Clock clock,
            LongSupplier nanoTime) {
        this.state = state;
        this.file = file;
        this.donors = donors;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
        this.nanoTime = nanoTime;
        importing = state.job().state() == State.IMPORTING;
        storedAt = nanoTime.getAsLong();
    }

    void run() {
        try {
            state.measure(nanoTime.getAsLong());
            file.read(this::read);
        } catch (GivenBackException elsewhere) {
            leave();
        } catch (IllegalArgumentException unreadable) {
            end(State.FAILED, String.valueOf(unreadable.getMessage()));
        } catch (IOException | RuntimeException broken) {
            LOG.log(System.Logger.Level.WARNING, "The import of donors " + id() + " was interrupted", broken);
            if (!state.isEnding() && !Thread.currentThread().isInterrupted()) {
                end(State.FAILED, "It was interrupted. Import the file again: who is in already is left out.");
            }
        }
    }

    private String id() {
        return state.job().id();
    }

    private void read(DonorCsvReader reader) throws IOException {
        state.found(reader.head(), importing);
        reader.checkColumns();
        reader.forEach(line -> {
            read(line);
            if (batch.size() == DonorRepository.MAX_AT_ONCE) {
                settle(line.number());
            }
        });
        settle(Long.MAX_VALUE);
        end(importing ? State.FINISHED : State.CHECKED, "");
    }

    private void read(DonorCsvReader.Line line) {
        if (line.broken()) {
            state.count(1, 1, 0);
            state.note(line, List.of(DonorImportFile.BROKEN));
            return;
        }
        try {
            var donor = identified(line.signup().donor(clock.instant()));
            var repeated = !seen.add(hash(donor.email().normalised()));
            state.count(1, 0, repeated ? 1 : 0);
            if (!repeated) {
                state.cities().add(donor.city());
                state.noteType(line);
                if (line.number() > state.job().line()) {
                    batch.add(donor);
                }
            }
        } catch (InvalidFieldsException wrong) {
            state.count(1, 1, 0);
            state.note(line, wrong.fields());
        }
    }

    /** Gives the donor an id that is the same each time the file is read. */
    private Donor identified(Donor donor) {
        return donor.withId(Sha256.of(id() + "/" + donor.email().normalised()).substring(0, ID_DIGITS));
    }

    private static long hash(String address) {
        return Long.parseUnsignedLong(Sha256.of(address).substring(0, Long.BYTES * 2), 16);
    }

    private void settle(long upTo) {
        var owners = batch.isEmpty() ? Map.<String, String>of() : state.untilItAnswers(() -> donors.owners(batch));
        var ours = batch.stream()
                .filter(donor -> donor.id().equals(owners.get(donor.email().normalised())))
                .toList();
        var fresh = batch.stream()
                .filter(donor -> !owners.containsKey(donor.email().normalised()))
                .toList();
        var imported = importing ? ours.size() + store(fresh) : 0;
        var fit = ours.size() + fresh.size();
        state.change(now -> now.counting(
                now.figures().plus(new Figures(0, fit, 0, 0, batch.size() - fit, imported)),
                importing ? upTo : now.line()));
        state.show(fresh);
        batch.clear();
        if (state.isEnding()) {
            giveBack();
        }
        if (nanoTime.getAsLong() - storedAt > STORED_EVERY.toNanos()) {
            save(state.job());
        }
    }

    /** @return how many of the donors are stored now */
    private int store(List<Donor> fresh) {
        if (fresh.isEmpty()) {
            return 0;
        }
        try {
            state.untilItAnswers(() -> {
                donors.addAll(fresh);
                return true;
            });
            return fresh.size();
        } catch (AddressTakenException meanwhile) {
            return (int) fresh.stream().filter(this::isIn).count();
        }
    }

    /** Stores the donor. Returns false if somebody signed up with the address while the file was read. */
    private boolean isIn(Donor donor) {
        try {
            return state.untilItAnswers(() -> {
                donors.add(donor);
                return true;
            });
        } catch (AddressTakenException meanwhile) {
            return false;
        }
    }

    private void giveBack() {
        save(state.job().workedBy(""));
        throw new GivenBackException();
    }

    private void save(DonorImportJob next) {
        var stored = state.untilItAnswers(() -> store.save(next)).orElseThrow(GivenBackException::new);
        state.change(now -> stored);
        storedAt = nanoTime.getAsLong();
    }

    private void end(State end, String why) {
        var wasImporting = state.job().state() == State.IMPORTING;
        var next = state.job().ended(end, why);
        try {
            var stored = state.untilItAnswers(() -> wasImporting ? recorded(next) : store.save(next))
                    .orElseThrow(GivenBackException::new);
            if (end == State.FINISHED && next.figures().wrong() == 0) {
                state.untilItAnswers(() -> {
                    store.deleteFile(id());
                    return true;
                });
            }
            state.change(now -> stored);
        } catch (GivenBackException elsewhere) {
            leave();
        }
    }

    private void leave() {
        state.giveBack(true);
        LOG.log(System.Logger.Level.INFO, "The import of donors {0} is left to another process", id());
    }

    /** Stores the end of an import together with an audit entry. */
    private Optional<DonorImportJob> recorded(DonorImportJob ended) {
        return ended.state() == State.FINISHED
                ? audit.recording(
                        ended.owner(),
                        "donor.import.end",
                        String.valueOf(ended.figures().imported()),
                        () -> store.save(ended))
                : audit.recording(ended.owner(), "donor.import.fail", ended.id(), () -> store.save(ended));
    }
}
