package org.savealife.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Verdicts and lags of the last hour, in minutes: the oldest minute counts as a whole or not at all. Thread-safe. */
final class StreamStatistics {

    private static final Duration WINDOW = Duration.ofHours(1);

    private final Deque<Minute> minutes = new ArrayDeque<>();

    private static final class Minute {

        private final Instant start;
        private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        private Duration highestLag = Duration.ZERO;

        private Minute(Instant start) {
            this.start = start;
        }
    }

    synchronized void noteLag(Instant now, Duration lag) {
        var minute = minute(now);
        minute.highestLag = lag.compareTo(minute.highestLag) > 0 ? lag : minute.highestLag;
    }

    synchronized void count(Instant now, Verdict verdict) {
        minute(now).counts.merge(verdict, 1, Integer::sum);
    }

    /** Number of records with this verdict within the last hour. */
    synchronized int count(Verdict verdict, Instant now) {
        forget(now);
        return minutes.stream()
                .mapToInt(minute -> minute.counts.getOrDefault(verdict, 0))
                .sum();
    }

    /** The highest lag within that time, at most an hour; empty if there were no records. */
    synchronized Optional<Duration> highestLag(Duration time, Instant now) {
        forget(now);
        return minutes.stream()
                .filter(minute -> minute.start.isAfter(now.minus(time)))
                .map(minute -> minute.highestLag)
                .max(Duration::compareTo);
    }

    private Minute minute(Instant now) {
        var start = now.truncatedTo(ChronoUnit.MINUTES);
        if (minutes.isEmpty() || minutes.getLast().start.isBefore(start)) {
            forget(now);
            minutes.addLast(new Minute(start));
        }
        return minutes.getLast();
    }

    private void forget(Instant now) {
        minutes.removeIf(minute -> !minute.start.isAfter(now.minus(WINDOW)));
    }
}
