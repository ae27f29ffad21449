package org.savealife.stream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.savealife.platform.retry.BackOff;
import org.savealife.platform.retry.DatabaseUnavailable;

/**
 * Handles the records of one shard in their order. The checkpoint only moves past records with a durable verdict:
 * handled, filtered or parked.
 *
 * <p>A record that fails is tried again after 0.2 seconds, then after twice as long each time, up to 2 seconds. After
 * {@value #ATTEMPTS} failures it is parked, and the records after it continue. A failure while the database does not
 * answer does not count: it says nothing about the record, and the record could not be parked. If the database answers,
 * but is too busy for the record, it is tried {@value #MAX_WAITS} times, for about a quarter of an hour. That limit is
 * for causes that only look transient. If parking fails, handling and parking are tried again without limit.
 *
 * <p>Used by one thread at a time.
 */
public final class RecordHandler {

    /** Moves the shard's checkpoint, at which reading continues after a crash or on another node. */
    public interface Checkpoint {

        /** @return false if the shard belongs to another node by now */
        boolean moveTo(String sequenceNumber);
    }

    /** Stores records that cannot be handled. */
    public interface Parking {

        /** @throws RuntimeException if the record is not stored */
        void park(StreamRecord record, int attempts, FailureSummary failure);

        /** Whether the database answers now. */
        boolean isOpen();
    }

    public static final int ATTEMPTS = 5;
    static final int MAX_WAITS = 450;

    public static final BackOff BACK_OFF = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(2));

    private static final System.Logger LOG = System.getLogger(RecordHandler.class.getName());

    private final StreamListeners listeners;
    private final Parking parking;
    private final StreamLog log;
    private final StopSignal stop;
    private final BackOff firstPause;

    public RecordHandler(
            StreamListeners listeners, Parking parking, StreamLog log, StopSignal stop, BackOff firstPause) {
        this.listeners = listeners;
        this.parking = parking;
        this.log = log;
        this.stop = stop;
        this.firstPause = firstPause;
    }

    /**
     * Handles a batch and moves the checkpoint behind it. If a stop interrupts the batch, the checkpoint is behind the
     * last record with a verdict.
     *
     * @param wait of the records of this batch
     * @return false if reading must end: the application stops, or the shard belongs to another node. The caller must
     *     then neither continue to read nor move the checkpoint
     */
    public boolean read(List<StreamRecord> batch, RecordWait wait, Checkpoint checkpoint) {
        var settled = 0;
        if (!batch.isEmpty() && !isShown(batch)) {
            return false;
        }
        while (settled < batch.size() && settle(batch.get(settled), wait, checkpoint)) {
            settled++;
        }
        var isOurs = settled == 0 || checkpoint.moveTo(batch.get(settled - 1).sequenceNumber());
        return isOurs && settled == batch.size();
    }

    /**
     * Shows the batch to the batch listeners: without limit while the database is unavailable, otherwise a few times,
     * so that a failing listener does not block the records.
     *
     * @return false if the application stops before
     */
    private boolean isShown(List<StreamRecord> batch) {
        var failures = 0;
        var backOff = firstPause;
        while (!stop.isRaised()) {
            try {
                listeners.show(batch);
                return true;
            } catch (RuntimeException | Error failure) {
                failures += parking.isOpen() ? 1 : 0;
                if (failures >= ATTEMPTS) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "A batch of stream records, up to {0}, could not be shown to a listener, continuing: {1}",
                            batch.get(batch.size() - 1).sequenceNumber(),
                            FailureSummary.kinds(failure));
                    return true;
                }
                warn(batch.get(0), "and those after it could not be shown to a listener, trying again", failure);
            }
            if (!stop.pause(backOff.pause())) {
                return false;
            }
            backOff = backOff.next();
        }
        return false;
    }

    /** @return false if reading must end */
    private boolean settle(StreamRecord record, RecordWait wait, Checkpoint checkpoint) {
        var verdict = verdictOn(record);
        verdict.ifPresent(reached -> log.add(record, reached, wait));
        // Parking took seconds, which a crash further on must not repeat
        return verdict.isPresent() && (verdict.get() != Verdict.PARKED || checkpoint.moveTo(record.sequenceNumber()));
    }

    /** The verdict; empty if the application stops before there is one. */
    private Optional<Verdict> verdictOn(StreamRecord record) {
        var failures = 0;
        var waits = 0;
        var backOff = firstPause;
        var goesOn = !stop.isRaised();
        while (goesOn) {
            try {
                return Optional.of(listeners.handle(record));
            } catch (RuntimeException | Error failure) {
                var passes = DatabaseUnavailable.isCauseOf(failure);
                if (parking.isOpen()) {
                    failures += passes ? 0 : 1;
                    waits += passes ? 1 : 0;
                }
                var isGivenUp = failures >= ATTEMPTS || waits >= MAX_WAITS;
                if (isGivenUp && isParked(record, failures + waits, failure)) {
                    return Optional.of(Verdict.PARKED);
                }
                warn(record, "could not be handled, trying again", failure);
            }
            goesOn = stop.pause(backOff.pause());
            backOff = backOff.next();
        }
        return Optional.empty();
    }

    private boolean isParked(StreamRecord record, int attempts, Throwable failure) {
        try {
            parking.park(record, attempts, FailureSummary.of(failure));
            return true;
        } catch (RuntimeException notKept) {
            warn(record, "could not be parked either, trying again", notKept);
            return false;
        }
    }

    private static void warn(StreamRecord record, String what, Throwable failure) {
        LOG.log(
                System.Logger.Level.WARNING,
                "stream record {0} {1} {2} {3}: {4}",
                record.kind(),
                record.entity().text(),
                record.id(),
                what,
                FailureSummary.kinds(failure));
    }
}
