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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.savealife.stream.StreamRecord.Kind;

/**
 * What became of the stream's records: the last {@value #CAPACITY} that this process read about donors and donations,
 * and whoever follows along. Ids only, nothing personal; kept in memory, so it starts empty. Each record is also a
 * line of the application log. Records about anything else are bookkeeping and only counted. Thread-safe.
 */
@ApplicationScoped
public class StreamLog {

    /** What became of a record. */
    public enum Verdict {
        /** A listener took it, and its effect is durable. */
        HANDLED,
        /** No listener wanted it. */
        FILTERED,
        /** A listener wanted it and could not handle it; it waits in {@link org.savealife.stream.parked.ParkedRecordRepository}. */
        PARKED;

        /** {@code handled}, {@code filtered} or {@code parked}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One record of the stream and what became of it.
     *
     * @param sequenceNumber names the record; a record that is read twice is there twice
     * @param at when the verdict fell
     * @param id of the donor or donation
     * @param lag from the change of the item to the verdict, to the interval at which shards are read; never negative
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

    /** From here on it worries: an alarm counts the lines of the log that do. */
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

    /** Has each record counted from now on, bookkeeping included, on the stream's own threads. */
    public void countWith(Consumer<Verdict> counting) {
        counter = counting;
    }

    /**
     * Notes a verdict. Of what waited while this process did not read yet it is told how late it was, but it is no lag of ours, and
     * none that alarms anybody.
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

    /** The records kept, oldest first. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /**
     * From the change of an item, or the moment from which this process has read its shard, to the verdict on it, for the record read
     * last; nothing before the first one.
     */
    public Optional<Duration> lag() {
        return lag;
    }

    /** The highest lag of the last five minutes, bookkeeping included; nothing where no record came. */
    public Optional<Duration> highestLag() {
        return figures.highestLag(LATELY, clock.instant());
    }

    /** How many records about donors and donations got this verdict within the last hour. */
    public int lastHour(Verdict verdict) {
        return figures.count(verdict, clock.instant());
    }

    /** How many records about anything but donors and donations were read since the process started. */
    public long bookkeeping() {
        return bookkeeping.get();
    }

    /**
     * Hands the follower the records kept and then each new one, in order, none left out. The follower is called on
     * the stream's own threads, so it must neither block nor throw.
     *
     * @param lastSeen the sequence number after which to begin; any other text begins with the oldest one kept
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

    /** A change is not older than the read that did not show it yet, as far as rounding can explain that. */
    private static Instant earliest(StreamRecord record, Instant previousRead) {
        var latest = record.createdAt().plus(ROUNDING);
        var notBefore = previousRead.isBefore(latest) ? previousRead : latest;
        return notBefore.isAfter(record.createdAt()) ? notBefore : record.createdAt();
    }

    private static Duration between(Instant change, Instant now) {
        return change.isAfter(now) ? Duration.ZERO : Duration.between(change, now);
    }

    /** From the first place where it was seen: a record read twice is rather shown twice than one behind it lost. */
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
