package org.savealife.stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.savealife.stream.StreamRecord.Kind;

/**
 * The verdicts on the stream's records: the last {@value #CAPACITY} about donors and donations that this process read,
 * and followers of new ones. It contains ids only, no personal data, and is in memory, so it is empty at start. Each
 * record is also one line of the application's log. Records about anything else are bookkeeping, and only counted.
 * Thread-safe.
 */
@ApplicationScoped
public class StreamLog {

    /**
     * One record of the stream and its verdict.
     *
     * @param sequenceNumber identifies the record; a record that was read twice appears twice
     * @param at when the verdict was reached
     * @param id of the donor or donation
     * @param lag from the change of the item to the verdict, as precise as the interval between reads; never negative
     */
    public record Entry(
            String sequenceNumber,
            Instant at,
            Kind kind,
            StreamEntity entity,
            String id,
            Verdict verdict,
            Duration lag) {}

    public static final int CAPACITY = 1_000;

    /** DynamoDB rounds the time of a change down: to the second on AWS, to the minute in DynamoDB Local. */
    private static final Duration ROUNDING = Duration.ofMinutes(1);

    private static final Duration LATELY = Duration.ofMinutes(5);

    /** From here on it is a warning, which an alarm counts. */
    private static final Duration LAG_WARNING = Duration.ofMinutes(2);

    private static final System.Logger LOG = System.getLogger(StreamLog.class.getName());

    private final Clock clock;

    private final Deque<Entry> entries = new ArrayDeque<>(CAPACITY);
    private final Set<Consumer<Entry>> followers = new CopyOnWriteArraySet<>();
    private final AtomicLong bookkeeping = new AtomicLong();
    private final StreamStatistics figures = new StreamStatistics();
    private volatile Optional<Duration> lag = Optional.empty();
    private volatile Consumer<Verdict> counter = verdict -> {};

    @Inject
    public StreamLog(Clock clock) {
        this.clock = clock;
    }

    /** Passes each verdict to the counter from now on, including bookkeeping, on the threads of the stream. */
    public void countWith(Consumer<Verdict> counting) {
        counter = counting;
    }

    /**
     * Adds a verdict. For a record that waited before this process began to read, the entry shows how late it was, but
     * it does not count as a lag of this process, and raises no alarm.
     */
    void add(StreamRecord record, Verdict verdict, RecordWait wait) {
        var now = clock.instant();
        var change = earliest(record, wait.previousRead());
        var late = between(change, now);
        var ours = change.isBefore(wait.begunAt()) ? between(wait.begunAt(), now) : late;
        lag = Optional.of(ours);
        figures.noteLag(now, ours);
        counter.accept(verdict);
        if (record.entity() == StreamEntity.OTHER) {
            bookkeeping.incrementAndGet();
            return;
        }
        var entry = new Entry(record.sequenceNumber(), now, record.kind(), record.entity(), record.id(), verdict, late);
        figures.count(now, verdict);
        write(entry, ours);
        publish(entry);
    }

    /** The entries, oldest first. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /**
     * The lag of the last record: from the change of the item, or from the moment at which this process began to read
     * the shard, to the verdict. Empty before the first record.
     */
    public Optional<Duration> lag() {
        return lag;
    }

    /** The highest lag of the last five minutes, including bookkeeping; empty if there were no records. */
    public Optional<Duration> highestLag() {
        return figures.highestLag(LATELY, clock.instant());
    }

    /** Number of records about donors and donations with this verdict within the last hour. */
    public int lastHour(Verdict verdict) {
        return figures.count(verdict, clock.instant());
    }

    /** Number of records about anything else since the process started. */
    public long bookkeeping() {
        return bookkeeping.get();
    }

    /**
     * Passes to the follower the entries in memory and then each new one, in order and without gaps. It is called on
     * the threads of the stream, so it must neither block nor throw.
     *
     * @param lastSeen the sequence number after which to begin; any other text begins with the oldest entry
     */
    public synchronized void follow(String lastSeen, Consumer<Entry> follower) {
        after(lastSeen).forEach(follower);
        followers.add(follower);
    }

    public synchronized void unfollow(Consumer<Entry> follower) {
        followers.remove(follower);
    }

    private synchronized void publish(Entry entry) {
        if (entries.size() == CAPACITY) {
            entries.removeFirst();
        }
        entries.addLast(entry);
        followers.forEach(follower -> follower.accept(entry));
    }

    /**
     * The earliest time of the change: not before the read that did not show it, as far as rounding can explain the
     * difference.
     */
    private static Instant earliest(StreamRecord record, Instant previousRead) {
        var latest = record.createdAt().plus(ROUNDING);
        var notBefore = previousRead.isBefore(latest) ? previousRead : latest;
        return notBefore.isAfter(record.createdAt()) ? notBefore : record.createdAt();
    }

    private static Duration between(Instant change, Instant now) {
        return change.isAfter(now) ? Duration.ZERO : Duration.between(change, now);
    }

    /** From its first occurrence on: rather show a record that was read twice again than lose one after it. */
    private List<Entry> after(String lastSeen) {
        var all = new ArrayList<>(entries);
        for (var index = 0; index < all.size(); index++) {
            if (all.get(index).sequenceNumber().equals(lastSeen)) {
                return all.subList(index + 1, all.size());
            }
        }
        return all;
    }

    private static void write(Entry entry, Duration ours) {
        LOG.log(
                ours.compareTo(LAG_WARNING) < 0 ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                "stream record {0} {1} {2} {3}, lag {4} ms",
                entry.kind(),
                entry.entity().text(),
                entry.id(),
                entry.verdict().text(),
                Long.toString(entry.lag().toMillis()));
    }
}
