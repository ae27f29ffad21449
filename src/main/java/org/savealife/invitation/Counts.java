package org.savealife.invitation;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * How many invitations had which outcome. In a difference of two counts, numbers may be negative.
 *
 * @param failed by SMTP reply code, e.g. {@code 550}; never zero
 * @param skipped by reason; never zero
 * @param deferred by the relay, to be tried again
 * @param unknown sent without an answer from the relay
 */
public record Counts(long sent, Map<String, Long> failed, Map<String, Long> skipped, long deferred, long unknown) {

    public static final Counts NONE = new Counts(0, Map.of(), Map.of(), 0);

    public Counts {
        failed = withoutZeros(failed);
        skipped = withoutZeros(skipped);
    }

    /** Counts without unknown outcomes. */
    public Counts(long sent, Map<String, Long> failed, Map<String, Long> skipped, long deferred) {
        this(sent, failed, skipped, deferred, 0);
    }

    public static Counts of(Collection<Outcome> outcomes) {
        var sent = 0L;
        var deferred = 0L;
        var unknown = 0L;
        var failed = new TreeMap<String, Long>();
        var skipped = new TreeMap<String, Long>();
        for (var outcome : outcomes) {
            if (outcome instanceof Outcome.Failed failure) {
                failed.merge(failure.reasonInShort(), 1L, Long::sum);
            } else if (outcome instanceof Outcome.Skipped skip) {
                skipped.merge(skip.reason(), 1L, Long::sum);
            } else if (outcome instanceof Outcome.Deferred) {
                deferred++;
            } else if (outcome instanceof Outcome.Unknown) {
                unknown++;
            } else {
                sent++;
            }
        }
        return new Counts(sent, failed, skipped, deferred, unknown);
    }

    public Counts plus(Counts more) {
        return new Counts(
                sent + more.sent,
                sum(failed, more.failed),
                sum(skipped, more.skipped),
                deferred + more.deferred,
                unknown + more.unknown);
    }

    public Counts minus(Counts less) {
        return plus(new Counts(
                -less.sent,
                each(less.failed, count -> -count),
                each(less.skipped, count -> -count),
                -less.deferred,
                -less.unknown));
    }

    public long failures() {
        return total(failed);
    }

    /** Invitations that staff may have tried again: failed ones, and those with an unknown outcome. */
    public long retryable() {
        return failures() + unknown;
    }

    public long skips() {
        return total(skipped);
    }

    /** Donors with whom the run is done: all but the deferred ones. */
    public long settled() {
        return sent + failures() + skips() + unknown;
    }

    /** The numbers by reason, the most frequent reason first. */
    public static List<Map.Entry<String, Long>> mostFrequentFirst(Map<String, Long> byReason) {
        return byReason.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .toList();
    }

    private static Map<String, Long> sum(Map<String, Long> some, Map<String, Long> more) {
        var sum = new TreeMap<>(some);
        more.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        return sum;
    }

    private static Map<String, Long> each(Map<String, Long> counts, UnaryOperator<Long> change) {
        var changed = new TreeMap<>(counts);
        changed.replaceAll((reason, count) -> change.apply(count));
        return changed;
    }

    private static Map<String, Long> withoutZeros(Map<String, Long> counts) {
        var some = new TreeMap<>(counts);
        some.values().removeIf(count -> count == 0);
        return Map.copyOf(some);
    }

    private static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
