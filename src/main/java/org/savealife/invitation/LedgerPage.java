package org.savealife.invitation;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The recorded outcomes of up to 100 consecutive donors of a segment. A page is written before its first message
 * leaves, and again with the outcomes. Whoever takes over an unfinished page sends to the donors without outcome.
 *
 * @param after donor id behind which the page starts, exclusive
 * @param last donor id at which the page ends, inclusive
 * @param outcomes by donor id
 * @param done whether every donor of the page has an outcome
 * @param counted the part of this page's outcomes that the counts of its segment already include: none when the
 *     page is claimed for the first time, the earlier outcomes when it is claimed again, all once the segment was
 *     given back
 * @param times when outcomes were recorded, by donor id, in whole seconds; earlier releases did not store them
 * @param sequence of the donation when the page was claimed: its donors were told of that version, or a later one
 */
public record LedgerPage(
        String after,
        String last,
        Map<String, Outcome> outcomes,
        boolean done,
        Counts counted,
        Map<String, Instant> times,
        long sequence) {

    /** Donors on a page at most. */
    public static final int SIZE = 100;

    private static final Pattern BLANK = Pattern.compile(" ");

    public LedgerPage {
        outcomes = Map.copyOf(outcomes);
        times = Map.copyOf(times);
    }

    /** A page that tells of a donation as it was announced. */
    public LedgerPage(
            String after,
            String last,
            Map<String, Outcome> outcomes,
            boolean done,
            Counts counted,
            Map<String, Instant> times) {
        this(after, last, outcomes, done, counted, times, 0);
    }

    public static LedgerPage opened(String after, String last) {
        return opened(after, last, 0);
    }

    /** @param sequence of the donation */
    public static LedgerPage opened(String after, String last, long sequence) {
        return new LedgerPage(after, last, Map.of(), false, Counts.NONE, Map.of(), sequence);
    }

    /** The page without the outcomes that are to be tried again. */
    public LedgerPage reopened(Predicate<Outcome> again) {
        var kept = new HashMap<>(outcomes);
        kept.values().removeIf(again);
        var keptTimes = new HashMap<>(times);
        keptTimes.keySet().retainAll(kept.keySet());
        return new LedgerPage(after, last, kept, false, Counts.of(outcomes.values()), keptTimes, sequence);
    }

    /** @param at when the outcomes were recorded */
    public LedgerPage with(Map<String, Outcome> more, boolean nowDone, Instant at) {
        var allTimes = new HashMap<>(times);
        more.keySet().forEach(donorId -> allTimes.put(donorId, Instant.ofEpochSecond(at.getEpochSecond())));
        var page = with(more, nowDone);
        return new LedgerPage(after, last, page.outcomes, nowDone, counted, allTimes, sequence);
    }

    /** The page with more outcomes whose times are not known. */
    public LedgerPage with(Map<String, Outcome> more, boolean nowDone) {
        var all = new LinkedHashMap<>(outcomes);
        all.putAll(more);
        return new LedgerPage(after, last, all, nowDone, counted, times, sequence);
    }

    /**
     * The page if the segment's counts include more, such as an earlier outcome of one of its donors on another
     * page.
     */
    public LedgerPage countedWith(Counts more) {
        return countedAs(counted.plus(more));
    }

    /** The page if the segment's counts include exactly these of its outcomes. */
    LedgerPage countedAs(Counts already) {
        return new LedgerPage(after, last, outcomes, done, already, times, sequence);
    }

    /** What this page still adds to the counts of its segment. */
    public Counts added() {
        return Counts.of(outcomes.values()).minus(counted);
    }

    /** Whether the donor's key lies in the page's range, with or without an outcome. */
    boolean covers(String donorId) {
        return after.compareTo(donorId) < 0 && donorId.compareTo(last) <= 0;
    }

    public Optional<Outcome> outcome(String donorId) {
        return Optional.ofNullable(outcomes.get(donorId));
    }

    /** Those of the page's donors whom a message has reached, or may have. */
    Set<String> reached() {
        return outcomes.entrySet().stream()
                .filter(entry -> hasReached(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static boolean hasReached(Outcome outcome) {
        return outcome instanceof Outcome.Sent || outcome instanceof Outcome.Unknown;
    }

    /** When the donor's outcome was recorded. */
    public Optional<Instant> time(String donorId) {
        return Optional.ofNullable(times.get(donorId));
    }

    /**
     * The times as one text: pairs of a time, in seconds since 1970 (0 if not known), and the number of donors in a
     * row who have it, in the order of {@link #text()}. {@code 1796288400 98 1796288410 2} means 98 donors at one
     * time and 2 donors ten seconds later. Most pages have one or two times.
     */
    String timesText() {
        var text = new StringBuilder();
        var before = -1L;
        var count = 0;
        for (var donorId : new TreeMap<>(outcomes).keySet()) {
            var second = time(donorId).map(Instant::getEpochSecond).orElse(0L);
            if (second != before && count > 0) {
                text.append(before).append(' ').append(count).append(' ');
                count = 0;
            }
            before = second;
            count++;
        }
        return count == 0 ? "" : text.append(before).append(' ').append(count).toString();
    }

    /**
     * The times of the outcomes, from {@link #timesText}; empty if the text does not have as many times as there
     * are outcomes.
     */
    static Map<String, Instant> parseTimes(String text, Map<String, Outcome> outcomes) {
        var donorIds = new TreeMap<>(outcomes).keySet().iterator();
        var times = new HashMap<String, Instant>();
        var numbers = text.isEmpty()
                ? new long[0]
                : BLANK.splitAsStream(text).mapToLong(Long::parseLong).toArray();
        for (var place = 0; place + 1 < numbers.length; place += 2) {
            for (var count = numbers[place + 1]; count > 0; count--) {
                if (!donorIds.hasNext()) {
                    return Map.of();
                }
                var donorId = donorIds.next();
                if (numbers[place] != 0) {
                    times.put(donorId, Instant.ofEpochSecond(numbers[place]));
                }
            }
        }
        return donorIds.hasNext() ? Map.of() : times;
    }

    /** The outcomes as one text, one line for each donor: {@code <donor id> sent}, {@code <id> failed 550 5.1.1 …}. */
    String text() {
        var text = new StringBuilder();
        new TreeMap<>(outcomes)
                .forEach((donorId, outcome) -> text.append(text.isEmpty() ? "" : "\n")
                        .append(donorId)
                        .append(' ')
                        .append(text(outcome)));
        return text.toString();
    }

    static Map<String, Outcome> parse(String text) {
        return text.lines()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(line -> line[0], line -> outcomeOf(line[1])));
    }

    private static String text(Outcome outcome) {
        return outcome instanceof Outcome.Sent ? outcome.kind() : outcome.kind() + " " + oneLine(outcome.reason());
    }

    private static String oneLine(String reason) {
        return reason.lines().collect(Collectors.joining(" "));
    }

    private static Outcome outcomeOf(String text) {
        var words = text.split(" ", 2);
        return switch (words[0]) {
            case "sent" -> new Outcome.Sent();
            case "failed" -> new Outcome.Failed(words[1]);
            case "deferred" -> new Outcome.Deferred(words[1]);
            case "unknown" -> new Outcome.Unknown(words[1]);
            case "skipped" -> new Outcome.Skipped(words[1]);
            default -> throw new IllegalStateException("A ledger page holds the unknown outcome \"" + words[0] + "\".");
        };
    }
}
