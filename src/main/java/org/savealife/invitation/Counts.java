package org.savealife.invitation;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many invitations had which outcome.
 *
 * @param failed by SMTP reply code, say {@code 550}
 * @param skipped by rule
 */
public record Counts(long sent, Map<String, Long> failed, Map<String, Long> skipped) {

    public static final Counts NONE = new Counts(0, Map.of(), Map.of());

    public Counts {
        failed = Map.copyOf(failed);
        skipped = Map.copyOf(skipped);
    }

    public static Counts of(Collection<Outcome> outcomes) {
        var counts = NONE;
        for (var outcome : outcomes) {
            counts = counts.plus(of(outcome));
        }
        return counts;
    }

    public Counts plus(Counts more) {
        return new Counts(sent + more.sent, sum(failed, more.failed), sum(skipped, more.skipped));
    }

    public long failures() {
        return total(failed);
    }

    public long skips() {
        return total(skipped);
    }

    private static Counts of(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failure) {
            return new Counts(0, Map.of(code(failure.reason()), 1L), Map.of());
        }
        if (outcome instanceof Outcome.Skipped skip) {
            return new Counts(0, Map.of(), Map.of(skip.reason(), 1L));
        }
        return new Counts(1, Map.of(), Map.of());
    }

    private static String code(String answer) {
        return answer.matches("[45]\\d\\d\\b.*") ? answer.substring(0, 3) : "other";
    }

    private static Map<String, Long> sum(Map<String, Long> some, Map<String, Long> more) {
        var sum = new TreeMap<>(some);
        more.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        return sum;
    }

    private static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
