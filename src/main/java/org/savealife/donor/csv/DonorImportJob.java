package org.savealife.donor.csv;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * An import of donors as it is stored, so that it outlives the process that works on it.
 *
 * @param owner the staff member who started it
 * @param columns the places of columns that a person chose, by the columns' words; {@code -1} for nowhere
 * @param toImport how many lines the check found valid and new, once they are being imported
 * @param line up to which the file has been imported, inclusive
 * @param failure the problem, and what to do about it; "" if there is none
 * @param worker the process that works on it; "" if there is none
 * @param beat grows by one each time that the worker stores the import
 * @param changedAt when it was stored last
 */
public record DonorImportJob(
        String id,
        String owner,
        Instant startedAt,
        State state,
        Map<String, Integer> columns,
        Figures figures,
        long toImport,
        long line,
        String failure,
        String worker,
        long beat,
        Instant changedAt) {

    /** The step that the import has reached. */
    public enum State {
        CHECKING,
        CHECKED,
        IMPORTING,
        FINISHED,
        /** The file cannot be read, or an error occurred that will not pass. */
        FAILED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State ofWord(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * @param lines that are not empty, without the head
     * @param fit that are valid and new
     * @param wrong that cannot be imported
     * @param repeated whose address is in an earlier line
     * @param known whose address already belongs to a donor
     */
    public record Figures(long lines, long fit, long wrong, long repeated, long known, long imported) {

        static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0);

        Figures plus(Figures more) {
            return new Figures(
                    lines + more.lines,
                    fit + more.fit,
                    wrong + more.wrong,
                    repeated + more.repeated,
                    known + more.known,
                    imported + more.imported);
        }
    }

    public DonorImportJob {
        columns = Map.copyOf(columns);
    }

    static DonorImportJob begun(String id, String owner, String worker, Instant now) {
        return new DonorImportJob(id, owner, now, State.CHECKING, Map.of(), Figures.NONE, 0, 0, "", worker, 0, now);
    }

    /** Whether a process works on it, or should. */
    public boolean isWorking() {
        return state == State.CHECKING || state == State.IMPORTING;
    }

    /** The job that reads the file again from the first line on, with columns that a person chose. */
    DonorImportJob checkedAgain(Map<String, Integer> chosen) {
        return new DonorImportJob(
                id, owner, startedAt, State.CHECKING, chosen, Figures.NONE, 0, 0, "", worker, beat, changedAt);
    }

    DonorImportJob importing() {
        return new DonorImportJob(
                id,
                owner,
                startedAt,
                State.IMPORTING,
                columns,
                Figures.NONE,
                figures.fit(),
                0,
                "",
                worker,
                beat,
                changedAt);
    }

    DonorImportJob ended(State end, String why) {
        return new DonorImportJob(
                id, owner, startedAt, end, columns, figures, toImport, line, why, worker, beat, changedAt);
    }

    DonorImportJob counting(Figures now, long upTo) {
        return new DonorImportJob(
                id, owner, startedAt, state, columns, now, toImport, upTo, failure, worker, beat, changedAt);
    }

    DonorImportJob workedBy(String node) {
        return new DonorImportJob(
                id, owner, startedAt, state, columns, figures, toImport, line, failure, node, beat, changedAt);
    }

    /** The job as it is stored next. */
    DonorImportJob stored(Instant now) {
        return new DonorImportJob(
                id, owner, startedAt, state, columns, figures, toImport, line, failure, worker, beat + 1, now);
    }
}
