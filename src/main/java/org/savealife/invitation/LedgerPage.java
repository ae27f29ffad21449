package org.savealife.invitation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The recorded outcomes of up to 100 consecutive donors of a segment. A page is written before its first message goes
 * out and again with the outcomes; whoever takes over a page that is not done writes to the donors without outcome.
 *
 * @param after donor id behind which the page starts, exclusive
 * @param last donor id at which it ends, inclusive
 * @param outcomes by donor id
 * @param done whether every donor of the page has an outcome
 * @param counted what of this page is in the counts of its segment already: what was when it was claimed, which is nothing the
 *     first time, or all when it was let go
 */
public record LedgerPage(String after, String last, Map<String, Outcome> outcomes, boolean done, Counts counted) {

    /** Most donors on a page. */
    static final int SIZE = 100;

    public LedgerPage {
        outcomes = Map.copyOf(outcomes);
    }

    static LedgerPage opened(String after, String last) {
        return new LedgerPage(after, last, Map.of(), false, Counts.NONE);
    }

    /** The page once more, without the outcomes that are to be tried again. */
    LedgerPage reopened(Predicate<Outcome> again) {
        var kept = new HashMap<>(outcomes);
        kept.values().removeIf(again);
        return new LedgerPage(after, last, kept, false, Counts.of(outcomes.values()));
    }

    LedgerPage with(Map<String, Outcome> more, boolean nowDone) {
        var all = new LinkedHashMap<>(outcomes);
        all.putAll(more);
        return new LedgerPage(after, last, all, nowDone, counted);
    }

    /** The page with more of it in the counts of its segment, say by an outcome that another page has of one of its donors. */
    LedgerPage countedWith(Counts more) {
        return countedAs(counted.plus(more));
    }

    /** The page with just that of it in the counts of its segment. */
    LedgerPage countedAs(Counts already) {
        return new LedgerPage(after, last, outcomes, done, already);
    }

    /** What this page adds to the counts of its segment. */
    Counts added() {
        return Counts.of(outcomes.values()).minus(counted);
    }

    /** Whether the donor's key lies in the page, be there an outcome or not. */
    boolean covers(String donorId) {
        return after.compareTo(donorId) < 0 && donorId.compareTo(last) <= 0;
    }

    Optional<Outcome> outcome(String donorId) {
        return Optional.ofNullable(outcomes.get(donorId));
    }

    /** The outcomes as one text, a line a donor: {@code <donor id> sent}, {@code <id> failed 550 5.1.1 …}. */
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
