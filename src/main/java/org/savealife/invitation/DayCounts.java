package org.savealife.invitation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many invitations had which outcome on one day. A new outcome that replaces an earlier one, as when a failed
 * invitation is tried again and sent, is counted as a difference: one more sent, one fewer failed. So numbers may
 * be negative. Deferred invitations have no outcome yet.
 */
public record DayCounts(long sent, long skipped, long failed, long unknown) {

    public static final DayCounts NONE = new DayCounts(0, 0, 0);

    /** Counts without unknown outcomes. */
    public DayCounts(long sent, long skipped, long failed) {
        this(sent, skipped, failed, 0);
    }

    static DayCounts of(Counts counts) {
        return new DayCounts(counts.sent(), counts.skips(), counts.failures(), counts.unknown());
    }

    public DayCounts plus(DayCounts more) {
        return new DayCounts(sent + more.sent, skipped + more.skipped, failed + more.failed, unknown + more.unknown);
    }

    DayCounts negated() {
        return new DayCounts(-sent, -skipped, -failed, -unknown);
    }

    public long total() {
        return sent + skipped + failed + unknown;
    }

    boolean isNone() {
        return equals(NONE);
    }

    /**
     * The same days without negative numbers. A negative number is subtracted from the day before instead, where
     * the outcome was counted, or from an earlier day: 5, 3, -2 become 5, 1, 0. The sums stay the same, except for
     * what was counted before the first day.
     */
    public static SortedMap<LocalDate, DayCounts> settled(SortedMap<LocalDate, DayCounts> days) {
        var settled = new TreeMap<LocalDate, DayCounts>();
        var debt = NONE;
        var backwards = new ArrayList<>(days.entrySet());
        Collections.reverse(backwards);
        for (Map.Entry<LocalDate, DayCounts> day : backwards) {
            var sum = day.getValue().plus(debt);
            settled.put(day.getKey(), sum.limited(1));
            debt = sum.limited(-1);
        }
        return settled;
    }

    /** The counts with only the numbers of that sign; the others are 0. */
    private DayCounts limited(int sign) {
        return new DayCounts(
                limited(sent, sign), limited(skipped, sign), limited(failed, sign), limited(unknown, sign));
    }

    private static long limited(long number, int sign) {
        return Long.signum(number) == sign ? number : 0;
    }
}
